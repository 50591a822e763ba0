import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';

/** What we read of an HTTP request. */
export interface HttpRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

const schema = z.object({
  version: z.literal('2.0'),
  rawPath: z.optional(z.string()),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/** The event of a Lambda function URL (payload format 2.0), checked. Broken when it is none: then nobody sent a request. */
export function parseHttpRequest(raw: unknown): HttpRequest {
  const event = z.safeParse(schema, raw);
  if (!event.success)
    return fail('Broken', {
      what: 'this function was called with something else than a request to its URL',
      todo: 'send an HTTP request to the URL, or hand alarms and schedules to the starter',
    });
  const { rawPath = '/', headers, requestContext, body = '', isBase64Encoded = false } = event.data;
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
