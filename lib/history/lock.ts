import { fail } from '../model/errors.ts';
import type { Hold } from '../model/target.ts';
import type { Table } from '../wire/table.ts';
import { fence } from './ledger.ts';
import {
  areFamily,
  eachInOrder,
  type Held,
  heldBy,
  type Holder,
  inOrder,
  type LockState,
  overlapping,
  readLock,
  withHeld,
  without,
  writeLock,
} from './lock-state.ts';
import { settle } from './records.ts';
import { getRun } from './runs.ts';

/** What a run asks the lock for. `at`: now, ISO 8601. */
export interface LockRequest {
  run: string;
  runbook: string;
  execution: string;
  holds: Hold[];
  at: string;
  /** A nested run: those whose step it is, the nearest first. Their holds are not in its way. */
  above?: string[];
}

export type LockResult =
  | { status: 'taken' }
  | { status: 'joined'; run: string; hold: Hold }
  | { status: 'refused'; holder: { run: string; runbook: string }; hold: Hold };

/**
 * Takes every hold, in sorted order, or none. What another run of the same runbook holds wholly is joined: one more signal,
 * counted once for each run. Any other overlap is refused, naming the holder. Repeated by the holder it is `taken`.
 * Error: Conflict while the holder is just taking or giving back several roots; come again.
 */
export async function takeLock(table: Table, request: LockRequest): Promise<LockResult> {
  const holds = inOrder(request.holds);
  return settle(`the lock of run ${request.run}`, async () => {
    const before = await survey(table, request, holds);
    if (before) {
      // What an earlier attempt took before it was cut short.
      await giveBack(table, request.run, holds);
      if (!before.joins) return { done: refusal(before) };
      refuseWhileChanging(before.holder, request.run);
      return { write: () => join(table, request, before.holder, holds) };
    }
    for (const [index, hold] of holds.entries()) {
      if (await takeOne(table, request, hold, holds.length > 1)) continue;
      // Somebody was faster: give back what was taken, and look again who it was.
      await giveBack(table, request.run, holds.slice(0, index));
      return 'changed';
    }
    if (holds.length > 1) for (const hold of holds) await setChanging(table, request.run, hold, false);
    return { done: { status: 'taken' } };
  });
}

/** Whether a run holds this, or something that overlaps it: the first one, with what it holds. */
export async function holderOf(
  table: Table,
  hold: Hold,
): Promise<{ run: string; runbook: string; execution: string; since: string; hold: Hold } | undefined> {
  const [first] = overlapping((await readLock(table, hold.root)).state, hold.part);
  if (!first) return undefined;
  const { run, runbook, execution, at } = first.holder;
  return { run, runbook, execution, since: at, hold: { root: hold.root, part: first.part } };
}

/** How many runs joined this one on what it holds. */
export async function signalsOf(table: Table, run: string, holds: Hold[]): Promise<number> {
  let signals = 0;
  for (const hold of eachInOrder(holds)) {
    const held = heldBy((await readLock(table, hold.root)).state, hold.part, run);
    signals += held?.holder.signals ?? 0;
  }
  return signals;
}

/**
 * Gives back what the run holds, unless more runs have joined than it has handled: then it keeps everything, and knows how
 * many. Released already, or taken over: nothing happens. An item without holders is deleted.
 */
export async function releaseLock(
  table: Table,
  { run, holds, handledSignals }: { run: string; holds: Hold[]; handledSignals: number },
): Promise<{ released: true } | { released: false; signals: number }> {
  const sorted = eachInOrder(holds);
  if (sorted.length === 1 && sorted[0]) return releaseOne(table, run, sorted[0], handledSignals);
  // Several items: nobody joins any of them from here on, and then they are counted.
  for (const hold of sorted) await setChanging(table, run, hold, true);
  const signals = await signalsOf(table, run, sorted);
  if (signals > handledSignals) {
    for (const hold of sorted) await setChanging(table, run, hold, false);
    return { released: false, signals };
  }
  await giveBack(table, run, sorted);
  return { released: true };
}

/**
 * Takes what a run holds away from it: its ledger is fenced first, then each hold goes to `to`, or to nobody, conditional on
 * the old holder. Signals stay with the hold. Gives the holds that changed. Whether the old run may be replaced is the
 * caller's to know: never on time alone.
 */
export async function takeOver(
  table: Table,
  request: {
    from: string;
    to?: { run: string; runbook: string; execution: string };
    /** Default: those of the old run's record. */
    holds?: Hold[];
    because: string;
    at: string;
  },
): Promise<Hold[]> {
  const { from, to, because, at } = request;
  await fence(table, from, because, at);
  const holds = eachInOrder(request.holds ?? (await getRun(table, from))?.holds ?? []);
  const changed: Hold[] = [];
  for (const hold of holds) {
    const did = await change(table, from, hold, ({ changing: _changing, ...holder }) =>
      to ? { ...holder, ...to, at } : undefined,
    );
    if (did) changed.push(hold);
  }
  return changed;
}

interface Overlap {
  hold: Hold;
  holder: Holder;
  /** True when everything that is asked for lies within what one run of the same runbook holds. */
  joins: boolean;
}

/** Those who are in the way of this hold: neither the run itself nor a run above or below it. */
function inTheWay(state: LockState, { part }: Hold, { run, above = [] }: LockRequest): Held[] {
  return overlapping(state, part).filter(
    (held) => held.holder.run !== run && !above.includes(held.holder.run) && !held.above.includes(run),
  );
}

/** The first overlap with another run, if there is one; the run that all of it joins, if there is one. */
async function survey(table: Table, request: LockRequest, holds: Hold[]): Promise<Overlap | undefined> {
  let first: Overlap | undefined;
  let joined: Overlap | undefined;
  let covered = true;
  for (const hold of holds) {
    const others = inTheWay((await readLock(table, hold.root)).state, hold, request);
    const [other] = others;
    if (other) first ??= overlapWith(other, hold, false);
    const cover = others.find((held) => covers(held, hold, others, request.runbook));
    if (cover) joined ??= overlapWith(cover, hold, true);
    covered &&= cover !== undefined && cover.holder.run === joined?.holder.run;
  }
  return covered && joined ? joined : first;
}

function overlapWith({ part, holder }: Held, { root }: Hold, joins: boolean): Overlap {
  return { hold: { root, part }, holder, joins };
}

/** Whether a run of the same runbook holds all of it, and whoever else is in the way is a step of it, or it is a step of theirs. */
function covers(held: Held, { part }: Hold, others: Held[], runbook: string): boolean {
  return (
    held.holder.runbook === runbook &&
    (held.part === null || held.part === part) &&
    others.every((other) => other === held || areFamily(held, other))
  );
}

function refusal({ hold, holder: { run, runbook } }: Overlap): LockResult {
  return { status: 'refused', holder: { run, runbook }, hold };
}

/** One update on the lock item of the first hold, conditional on the holder that was seen. */
async function join(table: Table, request: LockRequest, seen: Holder, holds: Hold[]): Promise<LockResult> {
  const [hold] = holds;
  if (!hold) return fail('Broken', { what: 'nothing to join', run: request.run });
  const lock = await readLock(table, hold.root);
  const held = overlapping(lock.state, hold.part).find(({ holder }) => holder.run === seen.run);
  if (!held) return fail('Conflict', { what: 'the holder changed' });
  const result: LockResult = { status: 'joined', run: seen.run, hold: { root: hold.root, part: held.part } };
  if (held.holder.joiners[request.run] !== undefined) return result;
  refuseWhileChanging(held.holder, request.run);
  const { signals, joiners } = held.holder;
  const holder = {
    ...held.holder,
    signals: signals + 1,
    joiners: { ...joiners, [request.run]: request.at },
  };
  await writeLock(table, lock, withHeld(lock.state, { ...held, holder }));
  return result;
}

function refuseWhileChanging(holder: Holder, run: string): void {
  if (!holder.changing || holder.joiners[run] !== undefined) return;
  fail('Conflict', {
    what: `run ${holder.run} is just taking or giving back what it holds`,
    todo: 'try again in a moment',
    run,
  });
}

/** True when the run has the hold now, false when somebody else has, or was faster. */
async function takeOne(table: Table, request: LockRequest, hold: Hold, several: boolean): Promise<boolean> {
  return settle(`the lock of run ${request.run}`, async () => {
    const lock = await readLock(table, hold.root);
    if (inTheWay(lock.state, hold, request).length > 0) return { done: false };
    const own = overlapping(lock.state, hold.part).filter(({ holder }) => holder.run === request.run);
    if (own.length === 1 && own[0]?.part === hold.part) return { done: true };
    const next = withHeld(own.reduce(without, lock.state), newHold(request, hold, own, several));
    return { write: () => writeLock(table, lock, next).then(() => true) };
  });
}

/** A larger or smaller hold than what the run was handed: who joined that, joined this. */
function newHold(request: LockRequest, { part }: Hold, own: Held[], several: boolean): Held {
  const { run, runbook, execution, at, above = [] } = request;
  const joiners = Object.fromEntries(own.flatMap(({ holder }) => Object.entries(holder.joiners)));
  const signals = own.reduce((sum, { holder }) => sum + holder.signals, 0);
  const changing = several ? { changing: true } : {};
  return { part, above, holder: { run, runbook, execution, at, signals, joiners, ...changing } };
}

async function giveBack(table: Table, run: string, holds: Hold[]): Promise<void> {
  for (const hold of holds.toReversed()) await change(table, run, hold, () => undefined);
}

async function setChanging(table: Table, run: string, hold: Hold, changing: boolean): Promise<void> {
  await change(table, run, hold, ({ changing: was = false, ...holder }) =>
    was === changing ? 'same' : { ...holder, ...(changing ? { changing } : {}) },
  );
}

async function releaseOne(table: Table, run: string, hold: Hold, handledSignals: number) {
  return settle<{ released: true } | { released: false; signals: number }>(
    `the lock of run ${run}`,
    async () => {
      const lock = await readLock(table, hold.root);
      const held = heldBy(lock.state, hold.part, run);
      if (!held) return { done: { released: true } };
      const { signals } = held.holder;
      if (signals > handledSignals) return { done: { released: false, signals } };
      const next = without(lock.state, held);
      return { write: () => writeLock(table, lock, next).then(() => ({ released: true as const })) };
    },
  );
}

/** Changes what the run holds, conditional on it being the holder still. False when it is not. */
async function change(
  table: Table,
  run: string,
  hold: Hold,
  next: (holder: Holder) => Holder | undefined | 'same',
): Promise<boolean> {
  return settle(`the lock of run ${run}`, async () => {
    const lock = await readLock(table, hold.root);
    const held = heldBy(lock.state, hold.part, run);
    if (!held) return { done: false };
    const wanted = next(held.holder);
    if (wanted === 'same') return { done: true };
    const rest = without(lock.state, held);
    const after = wanted ? withHeld(rest, { ...held, holder: wanted }) : rest;
    return { write: () => writeLock(table, lock, after).then(() => true) };
  });
}
