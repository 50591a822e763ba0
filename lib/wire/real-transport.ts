import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';

/** More than any answer that we read: a page of 250 Kubernetes objects is a few megabytes. */
const answerBytesMax = 64 * 1024 * 1024;

export interface RealTransport {
  transport: Transport;
  /** Ends the connections that are kept open. */
  close: () => void;
}

/**
 * HTTPS to what is real (and HTTP, for what listens on this machine). Connections are kept open; a server whose certificate is
 * not of a public authority is checked against `ca`. Redirects are not followed and answers not decompressed: nothing that we
 * call asks for it. Rejects with the signal's reason when aborted, with Node's error (`code`) when no answer came, and
 * with ERR_ANSWER_TOO_LARGE for an answer above the limit, 64 MiB by default.
 */
export function makeRealTransport(
  limit: { answerBytes: number } = { answerBytes: answerBytesMax },
): RealTransport {
  const plain = new HttpAgent({ keepAlive: true });
  const secure = new Map<string, HttpsAgent>();

  function agentFor(ca: string | undefined): HttpsAgent {
    const known = secure.get(ca ?? '');
    if (known) return known;
    const agent = new HttpsAgent({ keepAlive: true, ...(ca !== undefined && { ca }) });
    secure.set(ca ?? '', agent);
    return agent;
  }

  return {
    transport: (request, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const { protocol } = new URL(request.url);
        const options = { method: request.method, headers: headersOf(request), ...(signal && { signal }) };
        const call =
          protocol === 'http:'
            ? httpRequest(request.url, { ...options, agent: plain })
            : httpsRequest(request.url, { ...options, agent: agentFor(request.ca) });
        const failed = (error: Error) => reject(signal?.aborted ? reasonOf(signal) : error);
        call.on('error', failed);
        call.on('response', (answer) => {
          read(answer, limit.answerBytes).then(resolve, (error: Error) => {
            call.destroy();
            failed(error);
          });
        });
        call.end(request.body);
      }),
    close() {
      plain.destroy();
      for (const agent of secure.values()) agent.destroy();
    },
  };
}

function headersOf(request: WireRequest): Record<string, string> {
  const length = Buffer.byteLength(request.body);
  // A body of unknown length would be sent in chunks, which S3 refuses.
  return length === 0 && request.method === 'GET'
    ? request.headers
    : { ...request.headers, 'content-length': String(length) };
}

async function read(answer: IncomingMessage, bytesMax: number): Promise<WireAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax)
      throw Object.assign(new Error(`the answer is larger than ${bytesMax} bytes`), {
        code: 'ERR_ANSWER_TOO_LARGE',
      });
    chunks.push(chunk);
  }
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}
