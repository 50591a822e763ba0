import { fail } from '../model/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { type Call, option } from './command.ts';
import { describePace, paceFor } from './follow-run.ts';
import { showsPages } from './shows-pages.ts';
import { type RunbookFiles, runbookFiles } from './runbook-files.ts';
import { connect, host, places, type Session } from './session.ts';

/** The folder's server; or this process as one, in the world that `choose` picks. Says in which world. */
export async function openFor(
  call: Call,
  choose: (files: RunbookFiles) => Promise<Scenario | undefined>,
): Promise<Session> {
  const { io, screen, settings } = call;
  const server = await connect(io, settings);
  if (server) return inServer(call, server);
  const scenario = await choose(runbookFiles(places(io)));
  const pace = paceFor(call);
  const session = await host(io, settings, {
    ...(scenario ? { scenario } : {}),
    pace,
    port: 0,
    terminal: showsPages(screen),
  });
  for (const line of session.own.local.recovered) screen.line(`sandbox · ${line}`);
  const world = scenario ? `scenario "${scenario.name}"` : 'a healthy world';
  screen.line(
    screen.paint(
      'inverse',
      `sandbox · simulated, nothing real is touched · ${world} · ${describePace(pace)} · times are UTC`,
    ),
  );
  return session;
}

function inServer(call: Call, server: Session): Session {
  if (option(call, 'scenario') !== undefined) {
    fail('BadInput', {
      what: '--scenario says how the world begins, and the server that runs here has begun its own',
      todo: 'leave --scenario out, or end the server with Ctrl-C and give it to this command or to rebound start',
    });
  }
  call.screen.line(
    call.screen.paint(
      'inverse',
      `sandbox · simulated, nothing real is touched · in the server on port ${server.port}, in the world as it is there · times are UTC`,
    ),
  );
  return server;
}
