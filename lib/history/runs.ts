import { codeOf, fail } from '../model/errors.ts';
import { canonical, type Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import type { Hold, TargetValue } from '../model/target.ts';
import type { Item, Table } from '../wire/table.ts';
import {
  openRunKey,
  openRunsPartition,
  runIdKey,
  runIdsPartition,
  runKey,
  runsKey,
  runsPartition,
} from './keys.ts';
import { plain, putIfAbsent, recordItem, settle, textOf, unlessConflict } from './records.ts';
import { readRecord } from './shape.ts';
import { runShape } from './shapes.ts';

const readRun = (item: Item): Run => readRecord(item, runShape);

/**
 * Writes a run once and gives the stored one: a repeated Open run finds its own. The lists come first: a run that is in a
 * list and does not exist is passed over, one that exists and is in no list would never be closed.
 */
export async function createRun(table: Table, run: Run): Promise<Run> {
  const stored = await getRun(table, run.run);
  if (stored) return stored;
  await table.put({ ...openRunKey(run.run), run: run.run });
  await table.put({ ...runIdKey(run.run), run: run.run });
  await table.put({ ...runsKey(run), run: run.run });
  await table.put({ ...runsKey(run, run.runbook), run: run.run });
  return readRun(await putIfAbsent(table, recordItem(runKey(run.run), run)));
}

export async function getRun(table: Table, id: string): Promise<Run | undefined> {
  const item = await table.get(runKey(id));
  return item && readRun(item);
}

/**
 * Writes what the run recovers; before its lock is taken, so that a takeover knows what to release. Errors: RunClosed;
 * Broken when it has another target already; UnknownRun.
 */
export async function setTarget(table: Table, id: string, target: TargetValue, holds: Hold[]): Promise<Run> {
  return settle(`the target of run ${id}`, async () => {
    const run = await existing(table, id);
    if (run.target) {
      if (canonical([run.target, run.holds]) === canonical([target, holds])) return { done: run };
      fail('Broken', { what: `run ${id} has another target already`, run: id });
    }
    if (run.status === 'closed') refuseClosed(run);
    const update = {
      text: 'SET #target = :target, #holds = :holds',
      names: { '#target': 'target', '#holds': 'holds', '#status': 'status' },
      values: { ':target': plain(target), ':holds': holds.map((hold) => plain(hold)), ':open': 'open' },
    };
    const condition = { text: 'attribute_not_exists(#target) AND #status = :open' };
    return { write: () => table.update(runKey(id), update, condition).then(readRun) };
  });
}

/**
 * Writes to which run this one hands on, before that one gets anything of it: whoever finds the hand-on half done knows where the
 * lock is. Errors: RunClosed; Broken when it hands on to another already; UnknownRun.
 */
export async function setHandedOn(table: Table, id: string, to: string): Promise<Run> {
  const names = { '#to': 'handedOnTo', '#status': 'status' };
  const update = { text: 'SET #to = :to', names, values: { ':to': to, ':open': 'open' } };
  const condition = { text: 'attribute_not_exists(#to) AND #status = :open' };
  const written = await unlessConflict(table.update(runKey(id), update, condition));
  const run = written ? readRun(written.value) : await existing(table, id);
  if (run.handedOnTo === to) return run;
  if (run.status === 'closed') return refuseClosed(run);
  return fail('Broken', { what: `run ${id} hands on to run ${run.handedOnTo} already`, run: id });
}

/**
 * Stops the run before its next step, until `continueRun`. Held already: nothing happens, unless it is so because it goes step by step:
 * then a person holds it from here on. Errors: RunClosed, UnknownRun.
 */
export async function holdRun(table: Table, id: string, by: string, at: string): Promise<Run> {
  return changeHeld(table, id, (run) =>
    isHeld(run) && !run.held.at(-1)?.stepping ? undefined : [...endedAt(run.held, at), { from: at, by }],
  );
}

/** Lets a held run go on. Not held: nothing happens. Errors: RunClosed, UnknownRun. */
export async function continueRun(table: Table, id: string, _by: string, at: string): Promise<Run> {
  return changeHeld(table, id, (run) => (isHeld(run) ? endedAt(run.held, at) : undefined));
}

function endedAt(held: Run['held'], at: string): Run['held'] {
  return held.map((stretch) => (stretch.to === undefined ? { ...stretch, to: at } : stretch));
}

/** From here on the run is held again after each step; whoever said so last. Errors: RunClosed, UnknownRun. */
export async function startStepping(table: Table, id: string, by: string, at: string): Promise<Run> {
  return changeStepping(table, id, 'SET #stepping = :stepping', { ':stepping': { by, since: at } });
}

/** Ends that; it lets no held run go on. Not stepping: nothing happens. Errors: RunClosed, UnknownRun. */
export async function endStepping(table: Table, id: string): Promise<Run> {
  return changeStepping(table, id, 'REMOVE #stepping', {});
}

async function changeStepping(
  table: Table,
  id: string,
  text: string,
  values: Record<string, Json>,
): Promise<Run> {
  const update = {
    text,
    names: { '#stepping': 'stepping', '#status': 'status' },
    values: { ...values, ':open': 'open' },
  };
  const written = await unlessConflict(table.update(runKey(id), update, { text: '#status = :open' }));
  return written ? readRun(written.value) : refuseClosed(await existing(table, id));
}

/** A step of a run that goes step by step has ended: it is held again. Gives whether it is held now. Errors: RunClosed, UnknownRun. */
export async function holdAgain(table: Table, id: string, at: string): Promise<boolean> {
  const run = await changeHeld(table, id, (seen) =>
    seen.stepping && !isHeld(seen)
      ? [...seen.held, { from: at, by: seen.stepping.by, stepping: true }]
      : undefined,
  );
  return run.stepping !== undefined && isHeld(run);
}

/** Whether a person holds the run now. */
export function isHeld(run: Pick<Run, 'held'>): boolean {
  const last = run.held.at(-1);
  return last !== undefined && last.to === undefined;
}

async function changeHeld(
  table: Table,
  id: string,
  change: (run: Run) => Run['held'] | undefined,
): Promise<Run> {
  return settle(`holding run ${id}`, async () => {
    const run = await existing(table, id);
    if (run.status === 'closed') refuseClosed(run);
    const held = change(run);
    if (!held) return { done: run };
    // Stretches are only added and ended, so their count and the last one's end say which version was seen.
    const last = run.held.length - 1;
    const seen = isHeld(run)
      ? `attribute_not_exists(#held[${last}].#to)`
      : last < 0
        ? ''
        : `attribute_exists(#held[${last}].#to)`;
    const update = {
      text: 'SET #held = :held',
      names: { '#held': 'held', '#status': 'status', ...(seen ? { '#to': 'to' } : {}) },
      values: { ':held': held.map((stretch) => plain(stretch)), ':open': 'open', ':count': run.held.length },
    };
    const condition = {
      text: ['#status = :open AND size(#held) = :count', seen].filter(Boolean).join(' AND '),
    };
    return { write: () => table.update(runKey(id), update, condition).then(readRun) };
  });
}

/** How a run ended. */
export interface RunEnding {
  outcome: Outcome;
  endedBecause: string;
  endedAt: string;
  badInput?: boolean;
  joined?: string;
  handedOnTo?: string;
}

/**
 * Closes a run: the first ending stays and is given back, whoever closes it again. It stays listed until `finishRun`.
 * Error: UnknownRun.
 */
export async function closeRun(table: Table, id: string, ending: RunEnding): Promise<Run> {
  const given = Object.entries(plain({ status: 'closed', ...ending }));
  const update = {
    text: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    values: { ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])), ':open': 'open' },
  };
  const written = await unlessConflict(table.update(runKey(id), update, { text: '#status = :open' }));
  return written ? readRun(written.value) : existing(table, id);
}

/** Everything about a closed run is done (`at`: ISO 8601). It stays listed: what comes too late may still take something for it. */
export async function finishRun(table: Table, id: string, at: string): Promise<void> {
  await table.put({ ...openRunKey(id), run: id, finishedAt: at });
}

/** When everything about a closed run was done; undefined while something is left to do. */
export async function finishedAt(table: Table, id: string): Promise<string | undefined> {
  const listed = await table.get(openRunKey(id));
  return typeof listed?.['finishedAt'] === 'string' ? listed['finishedAt'] : undefined;
}

/** Nothing of a closed run can be in anybody's hand any more: nobody has to look after it. */
export async function forgetRun(table: Table, id: string): Promise<void> {
  await table.delete(openRunKey(id));
}

/** The newest runs first. */
export async function listRuns(
  table: Table,
  { limit, runbook }: { limit: number; runbook?: string },
): Promise<Run[]> {
  const runs: Run[] = [];
  let after: string | undefined;
  while (runs.length < limit) {
    const wanted = limit - runs.length;
    const pk = runsPartition(runbook);
    const page = await table.query({ pk, newestFirst: true, limit: wanted, ...(after ? { after } : {}) });
    for (const item of page) {
      const run = await readable(table, textOf(item, 'run'));
      // An Open run that was repeated may have listed the run under a second time: the run itself says when it started.
      if (run && runsKey(run).sk === item.sk) runs.push(run);
    }
    if (page.length < wanted) break;
    after = page.at(-1)?.sk;
  }
  return runs;
}

/** The runs whose id begins so, in order of ids; at most 20. */
export async function findRuns(table: Table, idPrefix: string): Promise<Run[]> {
  return runsOf(table, await table.query({ pk: runIdsPartition, prefix: idPrefix, limit: 20 }));
}

/** Every run that is not closed, in order of ids. */
export async function openRuns(table: Table): Promise<Run[]> {
  return (await unfinishedRuns(table)).filter((run) => run.status === 'open');
}

/** Every run that somebody has to look after, in order of ids: it is open, or closed and not forgotten yet. */
export async function unfinishedRuns(table: Table): Promise<Run[]> {
  return runsOf(table, await table.query({ pk: openRunsPartition }));
}

/** Their ids, those of runs that cannot be read among them. */
export async function unfinishedIds(table: Table): Promise<string[]> {
  return (await table.query({ pk: openRunsPartition })).map((item) => textOf(item, 'run'));
}

async function runsOf(table: Table, items: Item[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const item of items) {
    const run = await readable(table, textOf(item, 'run'));
    if (run) runs.push(run);
  }
  return runs;
}

/** One record that is not of its shape must not hide all others: who asks for that run itself is told. */
async function readable(table: Table, id: string): Promise<Run | undefined> {
  try {
    return await getRun(table, id);
  } catch (error) {
    if (codeOf(error) !== 'Malformed') throw error;
    return undefined;
  }
}

async function existing(table: Table, id: string): Promise<Run> {
  const run = await getRun(table, id);
  return run ?? fail('UnknownRun', { what: `there is no run ${id}`, todo: 'see `rebound runs`', run: id });
}

function refuseClosed(run: Run): never {
  return fail('RunClosed', {
    what: `run ${run.run} is closed`,
    why: `${run.outcome ?? 'ended'}: ${run.endedBecause ?? ''}`,
    run: run.run,
  });
}
