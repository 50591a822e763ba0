import { type ErrorCode, fail } from '../model/errors.ts';
import { canonical, isObject, type Json } from '../model/json.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { Surroundings } from './surroundings.ts';
import { send } from './send.ts';
import { sha256, signHeaders } from './sigv4.ts';

/** Where a large result is: `ref` in the evidence store, `sha256` of its canonical JSON, how many entries it has. */
export interface EvidenceRef {
  ref: string;
  sha256: string;
  count: number;
  [other: string]: Json;
}

/** Large results (over 32 KiB), beside the history: S3 in AWS. Content-addressed, so writing twice is once. */
export interface EvidenceStore {
  put: (value: Json) => Promise<EvidenceRef>;
  /** Malformed when what is there does not have the hash. */
  get: (ref: EvidenceRef) => Promise<Json>;
}

/** How many entries a result has: items of an array, keys of an object, otherwise 1. */
export function countOf(value: Json): number {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 1;
}

/** The evidence store on S3: objects `evidence/<sha256>.json` of one bucket, their refs `s3://<bucket>/<key>`. Path-style, so that bucket names with dots keep their certificate. */
export function makeEvidence(surroundings: Surroundings): EvidenceStore {
  async function call(method: 'GET' | 'PUT', bucket: string, key: string, body: string): Promise<WireAnswer> {
    const url = `https://s3.${surroundings.region}.amazonaws.com/${bucket}/${key}`;
    const headers = method === 'PUT' ? { 'content-type': 'application/json' } : {};
    const signed = surroundings.unsigned
      ? headers
      : signHeaders(
          { method, url, headers, body },
          {
            credentials: await surroundings.credentials(),
            region: surroundings.region,
            service: 's3',
            now: surroundings.clock.now(),
          },
        );
    const what = `${method} of s3://${bucket}/${key}`;
    const answer = await send(surroundings, { system: 's3', method, url, headers: signed, body }, what);
    if (answer.status !== 200) failAsS3(answer, what);
    return answer;
  }

  return {
    async put(value) {
      const body = canonical(value);
      const hash = sha256(body);
      const key = `evidence/${hash}.json`;
      await call('PUT', surroundings.evidenceBucket, key, body);
      return { ref: `s3://${surroundings.evidenceBucket}/${key}`, sha256: hash, count: countOf(value) };
    },
    async get(ref) {
      const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(ref.ref) ?? [];
      if (!bucket || !key)
        return fail('BadInput', {
          what: `${ref.ref} is no place in the evidence store`,
          todo: 'expected s3://bucket/key',
        });
      const answer = await call('GET', bucket, key, '');
      return checkEvidence(Buffer.from(answer.body).toString('utf8'), ref);
    },
  };
}

/** What was kept, as JSON, when it still has the hash of the reference. Malformed otherwise. */
export function checkEvidence(text: string, ref: EvidenceRef): Json {
  if (sha256(text) !== ref.sha256)
    fail('Malformed', {
      what: `what is kept at ${ref.ref} is not what was written there`,
      why: 'its SHA-256 differs',
      todo: 'do not rely on it; have the step tried again',
    });
  return JSON.parse(text) as Json;
}

const codes: Record<number, ErrorCode> = {
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'NotFound',
  429: 'Throttled',
};

function failAsS3(answer: WireAnswer, what: string): never {
  const text = Buffer.from(answer.body.subarray(0, 1000)).toString('utf8');
  const reason = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';
  const throttled = reason === 'SlowDown' || reason === 'RequestLimitExceeded';
  const code: ErrorCode = throttled
    ? 'Throttled'
    : (codes[answer.status] ?? (answer.status >= 500 ? 'Unavailable' : 'Rejected4xx'));
  return fail(code, {
    what: `${what} failed with ${answer.status}${reason && ` ${reason}`}`,
    status: answer.status,
    reason,
    ...(code === 'AccessDenied' && {
      todo: "add s3:GetObject and s3:PutObject on evidence/* to the function's role",
    }),
  });
}
