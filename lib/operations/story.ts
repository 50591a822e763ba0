import { iso } from '../model/clock.ts';
import { formatTime } from '../model/duration.ts';
import type { RunEvent } from '../model/event.ts';
import type { Directory } from '../model/people.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import type { Recorded } from './recorded.ts';
import { recordedOf } from './recorded-of.ts';
import { shortLine } from './short-line.ts';
import { levelSentences } from './story-answers.ts';
import { sentences } from './story-sentences.ts';
import { tellingOf } from './story-telling.ts';

/** Columns of a line: what somebody said is kept whole, what machines say of a failure may be longer than anybody reads. */
const columnsMax = 2200;

export function makeStory(parts: OperationParts): Pick<Operations, 'story'> {
  return {
    story: async (id) => storyOf(await recordedOf(await findRun(parts.table, id), parts), parts.directory),
  };
}

/**
 * What happened in a run, one sentence a line, in order, each with its time (UTC; with the day where it is another than the run began
 * on): `03:16:48 Ana approved "Restore over it?" (3 m 46 s): "as drilled"`.
 */
export function storyOf(
  recorded: Pick<Recorded, 'run' | 'events' | 'asks' | 'manifest' | 'now'>,
  directory?: Directory,
): string[] {
  const telling = tellingOf(recorded, directory);
  const instead = new Set<RunEvent | undefined>(
    recorded.events.filter(({ kind }) => kind === 'page-failed').map(telling.pagedInstead),
  );
  const told = recorded.events
    .filter((event) => !instead.has(event))
    .map((event) => ({ at: event.at, text: sentences[event.kind](event, telling) }));
  const levels = recorded.asks.flatMap((ask) => levelSentences(ask, telling));
  return [...told, ...levels]
    .map((line, index) => ({ ...line, index, time: Date.parse(line.at) }))
    .sort((a, b) => a.time - b.time || a.index - b.index)
    .flatMap(({ at, text }) =>
      text === undefined ? [] : [`${stamp(at, recorded.run.startedAt)} ${shortLine(text, columnsMax)}`],
    );
}

/** `03:12:44`; on another day `25 Nov 00:04:10`. */
function stamp(at: string, startedAt: string): string {
  const time = iso(Date.parse(at)).slice(11, 19);
  if (at.slice(0, 10) === startedAt.slice(0, 10)) return time;
  return `${formatTime(Date.parse(at)).split(' ').slice(0, 2).join(' ')} ${time}`;
}
