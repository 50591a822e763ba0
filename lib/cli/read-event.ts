import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { explain, fail } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { Io } from './io.ts';
import { readText } from './read-text.ts';

/** A file (or `-`, standard input) as JSON. BadInput when it cannot be read or is none; what it says is checked by who uses it. */
export async function readEvent(io: Io, file: string): Promise<unknown> {
  const given = file === '-' ? await text(io.stdin) : await readText(resolve(io.cwd, file), file);
  try {
    return JSON.parse(given);
  } catch (error) {
    return fail(
      'NotAnAlarm',
      {
        what: `${file} is not JSON`,
        why: given.trim() === '' ? 'it is empty' : explain(error),
        todo: 'give a CloudWatch alarm state change, as EventBridge delivers it',
      },
      error,
    );
  }
}

/** The alarm's ARN, when the event names one; only for choosing the sandbox's world. */
export function alarmOf(event: unknown): string | undefined {
  const resources = isObject(event) ? event['resources'] : undefined;
  const first: unknown = Array.isArray(resources) ? resources[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}
