import { asksOf, decideAsk, markTold } from '../history/asks.ts';
import { brokenGlass } from '../history/break-glass.ts';
import { putDecided } from '../history/decided.ts';
import { fence } from '../history/ledger.ts';
import { releaseLock } from '../history/lock.ts';
import { closeRun, finishRun, forgetRun, getRun } from '../history/runs.ts';
import { freeSlot } from '../history/slots.ts';
import { iso } from '../model/clock.ts';
import { codeOf, explain, fail } from '../model/errors.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { changedLine, closedLine } from './closing-text.ts';
import type { Parts } from './parts.ts';
import { noteRunDurations } from './people/durations.ts';
import { noteEnd, ownerOf } from './people/ended.ts';
import { deliverNotices } from './people/notify.ts';
import { lastUpdate } from './people/updates.ts';
import { noteProof } from './proof.ts';
import { reach } from './reach.ts';
import type { Line } from './record.ts';
import { goesOn, takeBackHanded } from './successor.ts';
import { allHolds } from './target-holds.ts';

export interface Ending {
  outcome: Outcome;
  because: string;
  badInput?: boolean;
  joined?: string;
  handedOnTo?: string;
  /** How many signals the run has looked after. */
  handledSignals: number;
  /** True when whatever acted for the run died with its process, and everything that it called: nothing can be in a hand any more. */
  nobodyActs?: boolean;
}

/**
 * A function's own minute, and a call's 20 s: a change that was in a handler's hand at the fence has arrived, or never will
 * (docs/safety.md, Handlers). Second deliveries and handlers of an execution that was stopped are such hands.
 */
export const inHandMs = 80_000;

/** Behind whatever else the closing writes in that millisecond. */
const closedEventNumber = 900;

const good: readonly Outcome[] = [
  'recovered',
  'recovered-with-skips',
  'nothing-to-do',
  'handed-on',
  'joined',
  'planned',
];

/**
 * The one order in which a run is closed: fence, record, questions, lock, people; and only then nobody looks after it any more.
 * Every part may be repeated: the first ending that was written stays, and whoever closes again brings the rest to its end.
 * NotReady while a change that was begun and is not known to be made may still be in a hand: the lock waits for it.
 */
export async function bringToEnd(
  run: Run,
  decided: Ending,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<Run> {
  const { table } = parts.clients;
  const at = iso(parts.clock.now());
  const ledger = await fence(table, run.run, `closed: ${decided.outcome}`, at);
  const next = await goesOn(run, parts);
  const ending = next && run.mode !== 'dry-run' ? handedOn(decided, run) : unlessAborted(decided, ledger);
  const closed = await closeRun(table, run.run, {
    outcome: ending.outcome,
    endedBecause: ending.because,
    endedAt: at,
    ...(ending.badInput ? { badInput: true } : {}),
    ...(ending.joined === undefined ? {} : { joined: ending.joined }),
    ...(ending.handedOnTo === undefined ? {} : { handedOnTo: ending.handedOnTo }),
  });
  const outcome = closed.outcome ?? ending.outcome;
  await closeAsks(run.run, `the run ended: ${outcome}`, at, parts);
  for (const nested of Object.keys(ledger.nested)) await wake(nested, run, at, parts);
  if (!ending.nobodyActs) waitForHands(ledger, parts);
  if (next === false) await takeBackHanded(run, parts);
  const handled = Math.max(ending.handledSignals, ledger.verified?.signals ?? 0);
  await letGo(run, handled, parts, (late) => tellOfLate(run, late, parts, record));
  await freeSlot(table, run.run);
  const line = [closedLine(closed), brokenGlass(await asksOf(table, run.run))].filter(Boolean).join('. ');
  // Under one key, whoever closes it and however often: it ended once.
  const once = { at: closed.endedAt ?? at, state: 'Close run', attempt: 0, n: closedEventNumber };
  await record({ kind: 'closed', text: line, ...once });
  if (outcome === 'handed-on') await sayHandedOn(closed, parts, record);
  const text = `${line}. ${changedLine(ledger)} See \`rebound show ${run.run}\`.`;
  await noteEnd(closed, text, good.includes(outcome), parts);
  if (!good.includes(outcome))
    await tellOwner(run, `${outcome}: ${run.title}`, text, `${run.run}-closed`, parts, record);
  await finishRun(table, run.run, iso(parts.clock.now()));
  await deliverNotices(parts, run.run);
  await noteRunDurations(closed, parts);
  await noteProof(closed, parts);
  await lastUpdate(closed, parts, record);
  if (ending.nobodyActs) await forget(run, parts);
  return closed;
}

/**
 * Gives back what a handler that came too late may have taken for a closed run, and looks after it no more. Only once none can
 * come any more: `inHandMs` after it was finished.
 */
export async function forget(run: Run, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  const holds = await allHolds(run, table);
  await releaseLock(table, { run: run.run, holds, handledSignals: Number.MAX_SAFE_INTEGER });
  await freeSlot(table, run.run);
  if (run.outcome !== 'handed-on' && (await goesOn(run, parts)) === false) await takeBackHanded(run, parts);
  await forgetRun(table, run.run);
}

function waitForHands({ run, entries, fencedAt }: Ledger, parts: Parts): void {
  const begun = Object.values(entries).find(
    (entry) => entry.doneAt === undefined && entry.undoneAt === undefined,
  );
  const free = Date.parse(fencedAt ?? '') + inHandMs;
  if (!begun || !(parts.clock.now() < free)) return;
  fail('NotReady', {
    what: `${begun.external} was begun and may still be made`,
    why: `its handler has until ${iso(free)}`,
    todo: 'the lock is released then',
    run,
  });
}

/** Whatever else went wrong: another run has the lock, and goes on. */
function handedOn(ending: Ending, { handedOnTo = '' }: Run): Ending {
  const because = ending.outcome === 'handed-on' ? ending.because : `run ${handedOnTo} goes on from here`;
  return { outcome: 'handed-on', because, handedOnTo, handledSignals: ending.handledSignals };
}

/** A nested run that is still open waits for people, perhaps for hours: what they would answer, nobody waits for any more. */
async function wake(nested: string, run: Run, at: string, parts: Parts): Promise<void> {
  const child = await getRun(parts.clients.table, nested);
  if (child?.status !== 'open' || child.handedOnTo !== undefined) return;
  await decideAsks(nested, `run ${run.run}, whose step this run is, ended`, at, parts);
}

/** An abort that came in before the fence was heard, also when the run was just being closed well. */
export function unlessAborted(ending: Ending, { aborted }: Pick<Ledger, 'aborted'>): Ending {
  if (!aborted || !good.includes(ending.outcome) || ending.outcome === 'joined') return ending;
  return { ...ending, outcome: 'aborted', because: `${aborted.by} aborted the run: ${aborted.because}` };
}

/**
 * Questions that nobody waits for any more are decided, so that a late answer is told so. What a person decided just before hears nobody
 * but people: their messages change all the same.
 */
async function closeAsks(run: string, because: string, at: string, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  await decideAsks(run, because, at, parts);
  for (const ask of await asksOf(table, run)) {
    if (!ask.decision || ask.told) continue;
    if (ask.decision.by !== 'rebound') await putDecided(table, ask, ask.decision);
    await markTold(table, ask, ask.token);
  }
}

/** Decides what is open; the state machine hears of it from the janitor. */
async function decideAsks(run: string, because: string, at: string, { clients: { table } }: Parts) {
  for (const ask of await asksOf(table, run)) {
    if (ask.decision) continue;
    try {
      await decideAsk(table, ask, { answer: 'abort', by: 'rebound', because, at });
    } catch (error) {
      if (codeOf(error) !== 'AlreadyDecided') throw error; // somebody answered at this very moment
    }
  }
}

/** Releases the lock. Signals that nobody has looked after are told before: afterwards nothing would know of them. */
async function letGo(
  run: Run,
  handled: number,
  parts: Parts,
  tell: (late: number) => Promise<void>,
): Promise<void> {
  let seen = handled;
  const holds = await allHolds(run, parts.clients.table);
  for (;;) {
    const result = await releaseLock(parts.clients.table, {
      run: run.run,
      holds,
      handledSignals: seen,
    });
    if (result.released) return;
    await tell(result.signals - handled);
    seen = result.signals;
  }
}

async function tellOfLate(
  run: Run,
  late: number,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const text = `${late} more alarm${late === 1 ? '' : 's'} for ${describeTarget(run.target ?? {})} joined run ${run.run} while it was closing, and nobody has looked after them. Look at the target, and start ${run.runbook} again where it is needed.`;
  await tellOwner(
    run,
    `Alarms nobody looked after: ${run.title}`,
    text,
    `${run.run}-late-${late}`,
    parts,
    record,
  );
}

async function tellOwner(
  run: Run,
  title: string,
  text: string,
  key: string,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { severity, target } = run;
  const page = { who: ownerOf(run, parts), title, text, run: run.run, key };
  await reach(
    {
      ...page,
      ...(severity === undefined ? {} : { severity }),
      ...(target ? { target: describeTarget(target) } : {}),
    },
    parts,
    record,
  );
}

/** Nobody has to get up for it: the run that goes on asks whom it needs. */
async function sayHandedOn(run: Run, parts: Parts, record: (line: Line) => Promise<void>): Promise<void> {
  const text = `${closedLine(run)}. It goes on as run ${run.handedOnTo}: \`rebound show ${run.handedOnTo}\`.`;
  try {
    await parts.clients.topic.publish(`Handed on: ${run.title}`.slice(0, 99), text);
    await record({ kind: 'told', text: `told the topic that run ${run.handedOnTo} goes on` });
  } catch (error) {
    await record({ kind: 'page-failed', text: `could not tell the topic: ${explain(error)}` });
  }
}
