import { fail } from '../model/errors.ts';
import type { Call } from './command.ts';
import { connect, host, type Session } from './session.ts';

/** Does something with the folder's server, or, when none runs, with the folder itself, for as long as it takes. */
export async function withHistory<T>(call: Call, work: (session: Session) => Promise<T>): Promise<T> {
  const session =
    (await connect(call.io, call.settings)) ?? (await host(call.io, call.settings, { pace: 'virtual' }));
  try {
    for (const line of session.own?.local.recovered ?? []) call.screen.trouble(`sandbox · ${line}`);
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Does something with an open run, which only a live server has. */
export async function withServer<T>(
  call: Call,
  run: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await connect(call.io, call.settings);
  if (session) return work(session);
  return fail('NothingToAnswer', {
    what: `no server runs on ${call.settings.folder}, so run ${run} is not open`,
    why: 'a run goes on in `rebound start`, or in the command that started it',
    todo: `see how it ended with rebound show ${run}`,
    run,
  });
}
