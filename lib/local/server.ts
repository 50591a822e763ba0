import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { fail } from '../model/errors.ts';

export interface Listening {
  port: number;
  close: () => Promise<void>;
}

/** Serves `fetch` on 127.0.0.1 only. Port 0 takes a free one. PortInUse when another process has the port. */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port, overrideGlobalObjects: false }, (address) => {
      server.removeListener('error', refused);
      resolve({ port: address.port, close: () => close(server as Server) });
    });
    const refused = (error: Error) => reject(portError(error, port));
    server.on('error', refused);
  });
}

function portError(error: Error, port: number): unknown {
  const code = 'code' in error ? error.code : undefined;
  try {
    if (code === 'EADDRINUSE') {
      fail('PortInUse', {
        what: `port ${port} of 127.0.0.1 is in use by another process`,
        todo: 'give another one with --port N, or leave --port out: a free one is taken then',
        port,
      });
    }
    if (code === 'EACCES') {
      fail('BadInput', {
        what: `this user may not listen on port ${port}`,
        todo: 'give one above 1023 with --port N',
        port,
      });
    }
    return fail('Unavailable', { what: `cannot listen on 127.0.0.1:${port}`, why: error.message }, error);
  } catch (wrapped) {
    return wrapped;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
