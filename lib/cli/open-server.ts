import { codeOf, fail } from '../model/errors.ts';
import type { Call } from './command.ts';
import { describePace, paceFor } from './follow-run.ts';
import { type Demonstration, runbookFiles } from './runbook-files.ts';
import { showsPages } from './shows-pages.ts';
import { host, type HostOptions, places } from './session.ts';

/** Where the server listens when nobody says otherwise, so that its address stays the same. */
const usualPort = 7373;

/** Makes this process the server of the folder, and says what it is. Errors: FolderInUse, PortInUse, BadInput. */
export async function openServer(
  call: Call,
  typedPort: string | undefined,
  scenarioName: string | undefined,
  once: boolean,
) {
  const { io, screen, settings } = call;
  const port = typedPort === undefined ? undefined : checkPort(typedPort);
  const demonstration: Demonstration | undefined = await runbookFiles(places(io)).demonstration(scenarioName);
  const pace = paceFor(call);
  // while a run is followed here, its events say what the log would
  const log = { quiet: false };
  const session = await hostOn(call, port, {
    ...(demonstration ? { scenario: demonstration.scenario } : {}),
    pace,
    demonstration: once ? 'always' : 'when-new',
    log: (line) => log.quiet || screen.line(screen.paint('dim', `  sandbox · ${line}`)),
    terminal: showsPages(screen),
  });
  screen.line(screen.paint('inverse', 'sandbox · simulated, nothing real is touched · times are UTC'));
  screen.line(
    `Rebound runs here: engine, history in ${settings.folder}, and a sandbox (${describePace(pace)}).`,
  );
  screen.line(
    `It listens on http://127.0.0.1:${session.port}; rebound in another terminal talks to it by itself.`,
  );
  for (const line of session.own.local.recovered) screen.line(`sandbox · ${line}`);
  return { session, demonstration, log };
}

async function hostOn(call: Call, port: number | undefined, options: HostOptions) {
  if (port !== undefined) return host(call.io, call.settings, { ...options, port });
  try {
    return await host(call.io, call.settings, { ...options, port: usualPort });
  } catch (error) {
    if (codeOf(error) !== 'PortInUse') throw error;
    return host(call.io, call.settings, { ...options, port: 0 });
  }
}

function checkPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return fail('BadInput', {
    what: `--port is "${text}"`,
    todo: 'write a number from 0 (any free one) to 65535',
  });
}
