import { asksOf } from '../../history/asks.ts';
import { settledBy } from '../../history/decided.ts';
import { noticeOf, overNotice, putNotice } from '../../history/notices.ts';
import { allPaging } from '../../history/paging.ts';
import type { PageRecord, Voice } from '../../model/ask.ts';
import { wokenFor } from '../../model/on-call.ts';
import type { Run } from '../../model/run.ts';
import type { Parts } from '../parts.ts';
import { schedulesFor } from './schedules.ts';

/** Who is told what nobody was asked about. */
export function ownerOf({ runbook, owner }: Pick<Run, 'runbook' | 'owner'>, { manifests }: Parts): string {
  return manifests[runbook]?.owner ?? owner ?? 'owner';
}

/**
 * What people have to hear of a run that is over, put before anybody is told: the messages of questions that nobody answered say so, and
 * everybody who was asked hears how it ended when it did not end well (`text`). Its owner is told apart. Put again it is the same.
 */
export async function noteEnd(run: Run, text: string, good: boolean, parts: Parts): Promise<void> {
  const { directory } = parts;
  const { table } = parts.clients;
  if (!directory) return;
  const paging = await allPaging(table, run.run);
  if (paging.length === 0) return;
  const at = run.endedAt ?? '';
  const because = `the run is over: ${run.outcome ?? 'ended'}`;
  for (const ask of await asksOf(table, run.run)) {
    // Who decided it is told by the notice of the decision; these were decided by the run's end.
    const open = !ask.decision || ask.decision.by === 'rebound';
    const asked = paging.find((one) => one.ask === ask.id);
    if (open && asked) await putNotice(table, overNotice(ask, because, at));
    else if (ask.decision && asked?.pages.some((page) => isTooLate(page, ask.decision))) {
      // It went out while somebody answered, and whoever sent it may have died before it was changed.
      const notice = settledBy(ask, ask.decision);
      await putNotice(table, { ...notice, key: `${notice.key}-late` });
    }
  }
  if (good) return;
  const owner = ownerOf(run, parts);
  const told = wokenFor(
    directory,
    owner,
    parts.clock.now(),
    await schedulesFor(directory, [owner], parts),
  ).people;
  const asked = paging.flatMap(({ pages, acks }) => [
    ...pages.map(({ person }) => person),
    ...acks.map(({ by }) => by),
  ]);
  const who = [...new Set(asked)].filter(
    (person) => Object.hasOwn(directory.people, person) && !told.includes(person),
  );
  if (who.length === 0) return;
  await putNotice(table, {
    key: noticeOf(run.run, 'ended'),
    run: run.run,
    at,
    kind: 'page',
    who: who.sort(),
    title: `${run.outcome ?? 'ended'}: ${run.title}`,
    text,
  });
}

function isTooLate({ at, sent }: PageRecord, decision: Voice | undefined): boolean {
  return sent !== undefined && decision !== undefined && at > decision.at;
}
