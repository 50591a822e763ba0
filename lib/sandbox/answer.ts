import type { WireAnswer, WireRequest } from '../model/transport.ts';
import type { ClusterWorld } from './world.ts';

/** What a cluster's API answers, and the cluster afterwards. */
export interface Answered {
  cluster: ClusterWorld;
  answer: WireAnswer;
}

/** An answer in JSON. No Date header: SDK clients would set their clocks by it. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function text(status: number, body: string, type = 'text/plain; charset=utf-8'): WireAnswer {
  return { status, headers: { 'content-type': type }, body: Buffer.from(body) };
}

export function xml(status: number, body: string): WireAnswer {
  return text(status, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`, 'text/xml');
}

/** Text as it stands between XML tags. */
export function escapeXml(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function bodyText(request: Pick<WireRequest, 'body'>): string {
  return typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8');
}

/** What no server answers: the connection failed. `code` as Node names it. */
export function noAnswer(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
