import type { Ask, Paging } from '../../model/ask.ts';
import { isObject } from '../../model/json.ts';
import type { Directory } from '../../model/people.ts';
import type { ChannelKind } from '../../model/people.ts';
import { kindOf } from '../../handlers/people/ways.ts';
import type { CallKind } from '../calls.ts';
import { viewOf } from '../table-view.ts';
import type { Violation, Watched } from '../watched.ts';

/** Calls by which people are reached. */
export const channelCalls: readonly CallKind[] = [
  'slack',
  'pagerduty',
  'webhook',
  'sns',
  'secretsmanager',
  'ssm',
];

/** Every question of a play, waits apart: nobody is asked by those. */
export function asksIn({ table }: Watched): Ask[] {
  return table.runs().flatMap(({ run }) => table.asks(run).filter(({ kind }) => kind !== 'wait'));
}

/** Who was paged for a question, as it is kept. */
export function pagingFor(
  { run, id }: Pick<Ask, 'run' | 'id'>,
  { table }: Watched,
): Pick<Paging, 'pages' | 'acks'> {
  const item = table.item(`RUN#${run}`, `PAGED#${id}`);
  if (!isObject(item)) return { pages: [], acks: [] };
  // What was written by this play, and read by the product with its own checks.
  return item as unknown as Paging;
}

/** A stretch of time in which a question was asked at one level. */
export interface Asked {
  level: number;
  from: number;
  /** When the next level was asked, the question decided or the run over; the end of the play. */
  to: number;
}

/** The levels at which a question was asked, as they were written. */
export function levelsAsked(ask: Ask, watched: Watched): Asked[] {
  const began: { level: number; from: number }[] = [];
  for (const { facts, effect } of watched.calls) {
    if (facts.kind !== 'ask' || !facts.write || effect?.status !== 200) continue;
    const { pk = '', sk = '' } = facts.key ?? {};
    const item = viewOf(effect.table).item(pk, sk);
    if (item?.['id'] !== ask.id || item['decision'] !== undefined) continue;
    const level = typeof item['level'] === 'number' ? item['level'] : 0;
    if (began.at(-1)?.level !== level) began.push({ level, from: effect.at });
  }
  const over = overAt(ask, watched);
  return began.map((one, n) => ({ ...one, to: Math.min(over, began[n + 1]?.from ?? over) }));
}

/** When nobody was asked any more. */
export function overAt({ run, decision }: Ask, { table, endedAt }: Watched): number {
  const ended = Date.parse(table.run(run)?.endedAt ?? '');
  const decided = Date.parse(decision?.at ?? '');
  return Math.min(...[ended, decided, endedAt].filter((at) => !Number.isNaN(at)));
}

/** Whether we did nothing for a part of that time: the machine slept, the janitor did not come. */
export function stoodStill({ schedule, startedAt }: Watched, from: number, to: number): boolean {
  const meets = (a: number, b: number) => startedAt + a * 1000 <= to && startedAt + b * 1000 >= from;
  return (
    (schedule.sleeps ?? []).some(({ at, seconds }) => meets(at, at + seconds + 90)) ||
    (schedule.noJanitor ?? []).some((one) => meets(one.from, one.to + 90))
  );
}

/** Whether something harmed a call of these kinds in that time; a moment around it, too. */
export function harmed(
  { injected, schedule, startedAt }: Watched,
  kinds: readonly CallKind[],
  from: number,
  to: number,
): boolean {
  return (
    injected.some(({ kind, at }) => kinds.includes(kind) && at >= from - 60_000 && at <= to + 60_000) ||
    schedule.faults.outages.some(
      (one) =>
        kinds.includes(one.kind) && startedAt + one.from * 1000 <= to && startedAt + one.to * 1000 >= from,
    )
  );
}

/** A process that was killed left undone what it had begun. */
export function killedIn({ injected }: Watched, from: number, to: number): boolean {
  return injected.some(({ fault, at }) => fault.startsWith('killed') && at >= from && at <= to);
}

/** The channels of a person that took what came, from a time on to the end. */
export function waysUp(
  directory: Directory,
  person: string,
  { last, broken }: Watched,
  from: number,
): ChannelKind[] {
  if (broken.some(({ at, what }) => at >= from && (what === 'channels' || what === 'pager'))) return [];
  if (last.pagers === 'down') return [];
  const ways = (directory.people[person]?.channels ?? []).map(({ channel }) => channel);
  return ways.filter((channel) => channel !== 'terminal' && last.channels[channel] !== 'down');
}

export const kindOfChannel = kindOf;

export function violation(invariant: number, { run }: { run: string }, at: number, text: string): Violation {
  return { invariant, run, at, text };
}
