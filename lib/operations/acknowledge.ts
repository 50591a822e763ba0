import { asksOf } from '../history/asks.ts';
import { noteFirst } from '../history/command.ts';
import { noticeOf, putNotice } from '../history/notices.ts';
import { addAck, pagingOf } from '../history/paging.ts';
import { type Ask, levelBegan } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import type { Run } from '../model/run.ts';
import { placeOf } from './abort-run.ts';
import { checkChannel } from './check-answer.ts';
import { deliverSoon } from './deliver-soon.ts';
import { findRun } from './find-run.ts';
import { firstPage, secondsBetween } from './first-page.ts';
import { note } from './note.ts';
import { isMeant, refuseClosed, refuseUnknown } from './open-asks.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { whoIs } from './person.ts';
import { keepingRefusals, type Tried } from './refused.ts';

/** Behind what a function writes of the same question in the same millisecond. */
const eventsFrom = 200;

/** Saying that somebody looks at it: nobody pages them for that level any more. Said twice it is said once. */
export function makeAcknowledge(parts: OperationParts): Pick<Operations, 'ack'> {
  return {
    ack: async (id, name, { ask: wanted, channel } = {}) => {
      const run = await findRun(parts.table, id);
      const tried: Tried = {
        run: run.run,
        by: name,
        what: 'ack',
        ...(channel === undefined ? {} : { channel }),
      };
      await keepingRefusals(
        () => tried,
        parts,
        async () => {
          const by = whoIs(name, parts.directory);
          const way = checkChannel(channel ?? 'cli');
          for (const ask of await openFor(run, wanted, tried, parts)) await acknowledge(ask, by, way, parts);
          await noteFirst(parts.table, run, by, iso(parts.clock.now()));
          await deliverSoon(run.run, parts);
        },
      );
    },
  };
}

/** The open questions that are meant: all of them, or the one. AlreadyDecided, NothingToAnswer, BadInput. */
async function openFor(
  run: Run,
  wanted: string | undefined,
  tried: Tried,
  parts: OperationParts,
): Promise<Ask[]> {
  // Nobody is paged for a wait.
  const asks = (await asksOf(parts.table, run.run)).filter(({ kind }) => kind !== 'wait');
  const which = wanted === undefined ? {} : { ask: wanted };
  const meant = asks.filter((ask) => isMeant(ask, which));
  const [first] = meant;
  if (wanted !== undefined && first) tried.ask = first;
  const open = run.status === 'open' ? meant.filter(({ decision }) => !decision) : [];
  if (open.length > 0) return open;
  if (wanted !== undefined) refuseUnknown(run, asks, which, meant);
  return refuseClosed(run, meant);
}

async function acknowledge(ask: Ask, by: string, channel: string, parts: OperationParts): Promise<void> {
  const { table, clock } = parts;
  const { run, level } = ask;
  const paging = await pagingOf(table, run, ask.id);
  // The last level is asked again and again, and each time somebody has to look at it anew.
  const begun = iso(levelBegan(ask));
  if (paging.acks.some((ack) => ack.by === by && ack.level === level && ack.at >= begun)) return;
  const at = iso(clock.now());
  // First what others have to see of it: who dies in between says it again, and then it is the same notice.
  await putNotice(table, {
    key: noticeOf(run, `acknowledged-${ask.id}-${level}-${by}`),
    run,
    at,
    kind: 'settle',
    ask: ask.id,
    title: ask.title,
    text: `${by} is looking at it`,
    as: 'acknowledged',
  });
  await addAck(table, { run, ask: ask.id, ack: { by, at, level, channel } });
  await note(parts, {
    run,
    kind: 'acked',
    ...placeOf(ask),
    n: eventsFrom + paging.acks.length,
    text: `${by} is looking at "${ask.title}"`,
    person: by,
    channel,
    seconds: secondsBetween((await firstPage(table, ask, by)) ?? ask.openedAt, at),
  });
}
