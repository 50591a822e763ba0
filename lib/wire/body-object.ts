import { isObject } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';

/** The JSON object that an answer's body is; undefined when it is none: then something else than the API may have answered. */
export function bodyObject({ body }: Pick<WireAnswer, 'body'>): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
