import { fence, noteNested, readLedger } from '../history/ledger.ts';
import { takeOver } from '../history/lock.ts';
import { getRun, setHandedOn } from '../history/runs.ts';
import { freeSlot, takeSlot } from '../history/slots.ts';
import { putStart } from '../history/starts.ts';
import type { HandOnAnswer, HandOnCall } from '../model/call.ts';
import { checkInputs } from '../model/check-inputs.ts';
import { iso } from '../model/clock.ts';
import { codeOf, explain, fail, transientCodes } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { type Run, runIdOf } from '../model/run.ts';
import { handOnCall, parseCall } from './calls.ts';
import { inHandMs } from './closing.ts';
import { passGate } from './gate.ts';
import type { Parts } from './parts.ts';
import { recorder } from './record.ts';
import { render } from './render.ts';
import { type Successor, successorOf } from './successor.ts';
import { allHolds } from './target-holds.ts';

/** Part of a function's minute: the state is tried again a few times, soon after one another. */
const waitMs = 40_000;

/**
 * Hands everything on to a run of another runbook, which is not started yet: it is noted whose that run is, this run is fenced, and
 * the lock is moved. Repeated it gives the same. NotReady while a change that was begun may still be in a handler's hand; StepFailed
 * when it cannot be: then nothing was moved, and this run ends.
 */
export async function handleHandOn(raw: unknown, parts: Parts): Promise<HandOnAnswer> {
  const call = parseCall(handOnCall, raw, 'Hand on');
  const { table } = parts.clients;
  const run = await handing(call, parts);
  const { next, input, because } = orStepFailed(call, () => wanted(call, run, parts));
  const at = iso(parts.clock.now());
  await putStart(table, {
    execution: next.name,
    runbook: next.runbook,
    mode: run.mode,
    by: { kind: 'run', name: run.run },
    because,
    at,
    handedFrom: run.run,
    ...(run.parent === undefined ? {} : { parent: run.parent }),
  });
  await setHandedOn(table, run.run, next.run);
  if (run.parent !== undefined) await noteInParent(run.parent, run.run, next.run, parts);
  await moveLock(run, next, at, parts);
  const text = `handed on to run ${next.run} (${next.runbook})${because ? `: ${because}` : ''}`;
  await recorder(call, parts)({ kind: 'told', text });
  return { machine: next.machine, name: next.name, input, run: next.run };
}

/** The run, which may hand on, or is half way through it. */
async function handing({ execution, runbook }: HandOnCall, parts: Parts): Promise<Run> {
  const run = await getRun(parts.clients.table, runIdOf(execution));
  if (run?.status === 'open' && run.handedOnTo === successorOf(run.run, runbook, parts).run) return run;
  // The state is not tried again for as long as a person may hold a run: the one that goes on is theirs to hold.
  return (await passGate(execution, parts, { held: false })).run;
}

/** Whose name, and for which inputs: wrong ones are found before anything is moved. */
function wanted(
  { runbook, inputs, because }: HandOnCall,
  run: Run,
  parts: Parts,
): { next: Successor; input: Json; because: string } {
  const manifest = Object.hasOwn(parts.manifests, runbook) ? parts.manifests[runbook] : undefined;
  if (!manifest) {
    const close = nearest(runbook, Object.keys(parts.manifests));
    return fail('UnknownRunbook', {
      what: `there is no runbook ${runbook}`,
      todo: close ? `did you mean ${close}?` : 'deploy it together with this one',
    });
  }
  const input = render(inputs);
  checkInputs(runbook, manifest.inputs, input, manifest.estate, parts.clock.now(), parts.directory);
  const why = render(because ?? '');
  const text = typeof why === 'string' ? why : JSON.stringify(why);
  return { next: successorOf(run.run, runbook, parts), input, because: text };
}

/** What is wrong with it is wrong with this run, which had begun: it is not refused for it. */
function orStepFailed<T>({ runbook }: HandOnCall, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code && transientCodes.includes(code)) throw error;
    return fail('StepFailed', { what: `could not hand on to ${runbook}`, why: explain(error) }, error);
  }
}

/** An abort of the run above reaches the one that goes on, as it would have reached this one. */
async function noteInParent(parent: string, run: string, next: string, { clients: { table } }: Parts) {
  const step = (await readLedger(table, parent))?.nested[run];
  await noteNested(table, parent, next, step ?? '');
}

/** Fence first; then what was in a hand has arrived, or never will; then the lock, and the place among the changing runs. */
async function moveLock(run: Run, next: Successor, at: string, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  const because = `handed on to run ${next.run} (${next.runbook})`;
  const ledger = await fence(table, run.run, because, at);
  if (ledger.aborted) {
    // At this very moment: nothing is moved, and the run ends.
    const { by, because: why, at: since } = ledger.aborted;
    fail('Aborted', { what: `${by} aborted the run: ${why}`, by, at: since, run: run.run });
  }
  const begun = Object.values(ledger.entries).find(({ doneAt }) => doneAt === undefined);
  const free = Date.parse(ledger.fencedAt ?? at) + inHandMs;
  const left = free - parts.clock.now();
  if (begun && left > 0) {
    await parts.clock.sleep(Math.min(left, waitMs), parts.signal);
    fail('NotReady', {
      what: `${begun.external} was begun and may still be made`,
      why: `its handler has until ${iso(free)}`,
      todo: 'the lock is handed on then',
      run: run.run,
    });
  }
  if (run.mode === 'dry-run') return;
  const holds = await allHolds(run, table);
  const { runbook, execution } = next;
  await takeOver(table, { from: run.run, to: { run: next.run, runbook, execution }, holds, because, at });
  if (run.parent !== undefined) return;
  const changes = [run.runbook, runbook].every((name) => parts.manifests[name]?.changes);
  // One more than may go on, for the moment: the place of the run that ends.
  const max = (parts.manifests[runbook]?.estate.changing_runs_max ?? 0) + 1;
  if (changes && (await takeSlot(table, { run: next.run, max })).taken) await freeSlot(table, run.run);
}
