import { createHash, createHmac } from 'node:crypto';
import { iso } from '../model/clock.ts';

/** Who signs, for which service of which Region, and when. */
export interface Signing {
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  region: string;
  service: string;
  /** Milliseconds since the epoch. */
  now: number;
}

interface Signable {
  method: string;
  /** Absolute, its path encoded once as S3 and the root path want it. */
  url: string;
  /** Names in lower case; `host` is added. All of them are signed. */
  headers: Record<string, string>;
}

/**
 * AWS Signature Version 4 in the authorization header.
 * Gives back the headers to send. By hand, because it is a page and runs without WebCrypto, so that a handler yields nowhere inside.
 * Source: Signature Version 4 in the S3 API reference, whose worked examples are the test.
 */
export function signHeaders(
  request: Signable & { body: string | Uint8Array },
  signing: Signing,
): Record<string, string> {
  const url = new URL(request.url);
  const payload = sha256(request.body);
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-content-sha256': payload,
    'x-amz-date': timestamp(signing.now),
    ...(signing.credentials.sessionToken && { 'x-amz-security-token': signing.credentials.sessionToken }),
  };
  const signature = signatureOf(request.method, url, headers, payload, signing);
  const credential = `${signing.credentials.accessKeyId}/${scopeOf(signing)}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${namesOf(headers)},Signature=${signature}`,
  };
}

/** AWS Signature Version 4 in the query: a URL that works for `expiresSeconds` with the given headers. `payload` is the SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
export function presignUrl(
  request: Signable,
  signing: Signing & { expiresSeconds: number; payload: string },
): string {
  const url = new URL(request.url);
  const headers = { ...request.headers, host: url.host };
  const query = url.searchParams;
  query.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
  query.set('X-Amz-Credential', `${signing.credentials.accessKeyId}/${scopeOf(signing)}`);
  query.set('X-Amz-Date', timestamp(signing.now));
  query.set('X-Amz-Expires', String(signing.expiresSeconds));
  query.set('X-Amz-SignedHeaders', namesOf(headers));
  if (signing.credentials.sessionToken) query.set('X-Amz-Security-Token', signing.credentials.sessionToken);
  const signature = signatureOf(request.method, url, headers, signing.payload, signing);
  return `${url.origin}${url.pathname}?${canonicalQuery(url)}&X-Amz-Signature=${signature}`;
}

export function sha256(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** `20261124T031244Z` */
export function timestamp(now: number): string {
  return `${iso(now).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function signatureOf(
  method: string,
  url: URL,
  headers: Record<string, string>,
  payload: string,
  signing: Signing,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    lines.join(''),
    names.join(';'),
    payload,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', timestamp(signing.now), scopeOf(signing), sha256(canonical)].join('\n');
  const day = hmac(`AWS4${signing.credentials.secretAccessKey}`, timestamp(signing.now).slice(0, 8));
  const key = hmac(hmac(hmac(day, signing.region), signing.service), 'aws4_request');
  return hmac(key, toSign).toString('hex');
}

function scopeOf(signing: Signing): string {
  return `${timestamp(signing.now).slice(0, 8)}/${signing.region}/${signing.service}/aws4_request`;
}

function namesOf(headers: Record<string, string>): string {
  return Object.keys(headers).sort().join(';');
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
