import { asksOf } from '../history/asks.ts';
import { intend, markDone } from '../history/ledger.ts';
import { readStop } from '../history/stop-switch.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import { canonical, hashOf } from '../model/json.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { externalName } from '../model/run.ts';
import type { Change } from '../steps/step-type.ts';
import type { Table } from '../wire/table.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import type { Line } from './record.ts';

interface Where {
  step: string;
  uses: string;
  generation: number;
  iteration: number;
  /** Of this invocation, so that a repeated write recognises itself. */
  writeId: string;
  /** Takes back what the step did: under an abort, and under names of its own. */
  phase?: 'always' | 'undo' | undefined;
  /** How often a person had the taking back tried again. */
  round?: number | undefined;
}

/**
 * The one way to change something outside (docs/safety.md, 'Ledger and fence'): inside the target; intent in the ledger under the
 * fence; what exists under the name is adopted when it is what was asked for; made otherwise; recorded as done.
 */
export function changer(
  where: Where,
  standing: Standing,
  parts: Parts,
  record: (line: Line) => Promise<void>,
) {
  let count = 0;
  return async <T>(change: Change<T>): Promise<T> => {
    const { table } = parts.clients;
    const { run, ledger } = standing;
    checkInside(change, standing);
    count += 1;
    const external = nameOf(run.run, where, count);
    const facts = { external, run: run.run, step: where.step };

    const known = ledger.entries[external];
    if (!known) await checkStop(table, facts);
    const entry = await intend(table, run.run, {
      external,
      step: where.step,
      uses: where.uses,
      generation: where.generation,
      iteration: where.iteration,
      specHash: hashOf(change.spec),
      spec: change.spec,
      root: change.root,
      intendedAt: iso(parts.clock.now()),
      writeId: where.writeId,
      ...(where.phase === 'undo' ? { undoes: true as const } : {}),
    } satisfies LedgerEntry);
    if (!known) await record({ kind: 'intended', text: `about to make ${external}` });

    let found = await change.find(external);
    if (found === undefined && entry.doneAt !== undefined) {
      fail('Conflict', {
        what: `${external} was made at ${entry.doneAt} and is not there any more`,
        why: 'somebody else took it away',
        todo: 'find out who works on this target besides the run before trying again',
        ...facts,
      });
    }
    if (found === undefined) {
      await mayStillBegin(where, standing, parts, facts);
      found = await make(change, external);
    }
    if (canonical(change.specOf(found)) !== canonical(change.spec)) {
      fail('Conflict', {
        what: `${external} is there, but it is not what this step asks for`,
        why: `found ${canonical(change.specOf(found)).slice(0, 300)}, asked for ${canonical(change.spec).slice(0, 300)}`,
        todo: 'try again: the new attempt has a name of its own',
        ...facts,
      });
    }
    if (entry.doneAt === undefined) {
      await markDone(table, run.run, external, iso(parts.clock.now()));
      await record({ kind: 'changed', text: `${external} is made` });
    }
    return found;
  };
}

/** Of the n-th change of a step. No id has two underscores, so that no step's own name is met by that of another's undo. */
function nameOf(run: string, { step, generation, iteration, phase, round = 0 }: Where, nth: number): string {
  const undo = phase === 'undo' ? `__undo${round > 0 ? round + 1 : ''}` : '';
  return externalName(run, generation, iteration, `${step}${undo}${nth > 1 ? `_${nth}` : ''}`);
}

async function make<T>(change: Change<T>, external: string): Promise<T> {
  try {
    return await change.make(external);
  } catch (error) {
    // An earlier request of ours whose answer was lost, or a duplicate that was faster.
    const found = codeOf(error) === 'AlreadyExists' ? await change.find(external) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/**
 * Once more, after the intent and right before the call: looking may have taken a while, and who said no meanwhile is heard.
 * An invocation that was given up long ago does not make what a person had tried again since.
 */
async function mayStillBegin(
  where: Where,
  { run }: Standing,
  parts: Parts,
  facts: { run: string; step: string },
): Promise<void> {
  const { ledger } = await passGate(run.execution, parts, { held: false, phase: where.phase });
  const newer = newerThan(where, run.run, ledger);
  if (newer) {
    fail('Conflict', {
      what: `this step was tried again since: ${newer.external} comes after this`,
      todo: 'nothing: the newer attempt goes on',
      ...facts,
    });
  }
  // The abort is the yes to taking back.
  if (where.phase !== 'undo') await checkAnswers(parts.clients.table, facts);
  await checkStop(parts.clients.table, facts);
}

/** What a person had tried again since. */
function newerThan(where: Where, run: string, { entries }: Ledger): LedgerEntry | undefined {
  if (where.phase === 'undo') {
    const next = { ...where, round: (where.round ?? 0) + 1 };
    return entries[nameOf(run, next, 1)];
  }
  return Object.values(entries).find(
    ({ step, iteration, generation, undoes }) =>
      !undoes && step === where.step && iteration === where.iteration && generation > where.generation,
  );
}

/** A no is an answer first and a flag in the ledger second: whoever gave it may have died in between. */
async function checkAnswers(table: Table, facts: { run: string; step: string }): Promise<void> {
  for (const { decision, title } of await asksOf(table, facts.run)) {
    if (decision?.answer !== 'reject' && decision?.answer !== 'abort') continue;
    const { by, answer, because, at } = decision;
    const what = `${by} said ${answer} to "${title}"${because ? `: ${because}` : ''}`;
    fail('Aborted', { what, by, at, ...facts });
  }
}

/** The stop switch: no new change anywhere, taking back included. Error: NotReady. */
export async function checkStop(table: Table, facts: { run: string; step: string }): Promise<void> {
  const stop = await readStop(table);
  if (!stop) return;
  fail('NotReady', {
    what: `${stop.by} stopped everything: ${stop.because}`,
    todo: 'rebound release, once it is safe to change things again',
    ...facts,
  });
}

function checkInside<T>(change: Change<T>, { run }: Standing): void {
  const inside = run.holds?.some(
    (hold) => hold.root.name === change.root && (hold.part === null || hold.part === change.part),
  );
  if (inside) return;
  fail('OutsideTarget', {
    what: `a change of ${change.part ? `${change.part} on ` : ''}${change.root} lies outside what this run recovers`,
    todo: 'make it part of the target of the runbook, or leave it to another run',
    run: run.run,
  });
}
