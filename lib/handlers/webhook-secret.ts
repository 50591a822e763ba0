import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-request.ts';

/** Whether a request shows that its sender has the secret, which is read only when the request has something to compare it with. */
export async function isSignedBy(request: HttpRequest, secret: () => Promise<string>): Promise<boolean> {
  const { authorization = '', 'x-hub-signature-256': signature = '' } = request.headers;
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const hmac = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1]?.toLowerCase();
  if (bearer === undefined && hmac === undefined) return false;
  const wanted = (await secret()).trim();
  // An empty secret is none: everybody would have it.
  if (wanted === '') return false;
  if (bearer !== undefined && isSame(bearer, wanted)) return true;
  return hmac !== undefined && isSame(hmac, createHmac('sha256', wanted).update(request.body).digest('hex'));
}

/** Compared by hash: equal length, and the time says nothing about where they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
