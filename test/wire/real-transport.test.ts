import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { WireRequest } from '../../lib/model/transport.ts';
import { makeRealTransport } from '../../lib/wire/real-transport.ts';
import { selfSigned } from './certificate.ts';

/** Servers of this test, on this machine only. */
const servers: Server[] = [];
const real = makeRealTransport();

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const plain = (listener: RequestListener) => listening(createServer(listener));

afterAll(() => {
  real.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

function to(url: string, more: Partial<WireRequest> = {}): WireRequest {
  return { system: 'kubernetes', method: 'GET', url, headers: {}, body: '', ...more };
}

test('request and answer go through as they are', async () => {
  const seen: unknown[] = [];
  const port = await plain((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push(request.method, request.url, request.headers['x-a'], Buffer.concat(chunks).toString());
      seen.push(request.headers['content-length'], request.headers['transfer-encoding']);
      response.writeHead(201, { 'X-Answer': 'b', 'Set-Cookie': ['1', '2'] }).end('{"ok":true}');
    });
  });
  const request = to(`http://127.0.0.1:${port}/path?q=%20`, {
    method: 'POST',
    headers: { 'x-a': 'a' },
    body: 'bödy',
  });
  const answer = await real.transport(request);
  expect(seen).toEqual(['POST', '/path?q=%20', 'a', 'bödy', '5', undefined]);
  expect(answer.status).toBe(201);
  expect(answer.headers).toMatchObject({ 'x-answer': 'b', 'set-cookie': '1, 2' });
  expect(Buffer.from(answer.body).toString()).toBe('{"ok":true}');
});

test('a redirect is an answer, not followed', async () => {
  const port = await plain((_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect(await real.transport(to(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 302 });
});

test('connections are kept for the next call', async () => {
  const ports = new Set<number | undefined>();
  const port = await plain((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('ok');
  });
  for (let n = 0; n < 3; n++) await real.transport(to(`http://127.0.0.1:${port}/`));
  expect(ports.size).toBe(1);
});

test('an aborted call rejects with the signal’s reason, whether begun or not', async () => {
  const arrived = Promise.withResolvers<void>();
  const port = await plain(() => arrived.resolve());
  const ending = new AbortController();
  const call = real.transport(to(`http://127.0.0.1:${port}/`), ending.signal);
  await arrived.promise;
  ending.abort(new Error('given up'));
  await expect(call).rejects.toThrow('given up');
  await expect(real.transport(to(`http://127.0.0.1:${port}/`), ending.signal)).rejects.toThrow('given up');
});

test('an answer that never ends is cut off', async () => {
  const small = makeRealTransport({ answerBytes: 1000 });
  const port = await plain((_, response) => {
    response.writeHead(200);
    response.write('x'.repeat(2000));
  });
  const call = small.transport(to(`http://127.0.0.1:${port}/`));
  await expect(call).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_LARGE' });
  small.close();
});

test('a connection that breaks in the middle of an answer is no answer', async () => {
  const port = await plain((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  await expect(real.transport(to(`http://127.0.0.1:${port}/`))).rejects.toThrow();
});

test('nobody listening says so', async () => {
  const port = await plain(() => undefined);
  const server = servers.at(-1);
  await new Promise((resolve) => server?.close(resolve));
  await expect(real.transport(to(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

describe('a server with an authority of its own', () => {
  const { key, cert } = selfSigned();
  const secure = () => listening(createSecureServer({ key, cert }, (_, response) => response.end('ok')));

  test('is believed with the authority that EKS names', async () => {
    const port = await secure();
    expect(await real.transport(to(`https://localhost:${port}/`, { ca: cert }))).toMatchObject({
      status: 200,
    });
  });
  test('and not without it, or with another', async () => {
    const port = await secure();
    const call = (ca?: string) => real.transport(to(`https://localhost:${port}/`, ca ? { ca } : {}));
    await expect(call()).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/),
    });
    await expect(call(selfSigned().cert)).rejects.toThrow();
  });
});
