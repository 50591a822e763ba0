import { noteNested } from '../history/ledger.ts';
import { getRun } from '../history/runs.ts';
import { putStart } from '../history/starts.ts';
import type { NestedCall, NestedOutput, NestedStart } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import { hashOf, isObject, type Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import { type Run, runIdOf } from '../model/run.ts';
import type { StepType } from '../steps/step-type.ts';
import { nestedCall, parseCall } from './calls.ts';
import { checkWith } from './check-with.ts';
import { aboveMax, passGate, type Standing, standingsAbove } from './gate.ts';
import type { Parts } from './parts.ts';
import { recorder } from './record.ts';
import { checkDeadline, checkFunction, holdWhenStepping, noteStarted } from './step.ts';
import { explainFailure } from './step-failure.ts';
import { noteBegun, noteDone } from './undo-record.ts';
import { withValues } from './with-values.ts';

/** What the step is done with; every other ending fails it. */
const good: readonly Outcome[] = ['recovered', 'recovered-with-skips', 'nothing-to-do', 'planned'];
/** How many runs are followed from one that joined or handed on. */
const followedMax = 20;

/**
 * A step that runs another runbook: before that run is started (`prepare`), and after its execution ended (`result`). In between the
 * state machine waits for it. A dry-run's nested run is a dry-run.
 */
export async function handleNested(
  type: StepType,
  raw: unknown,
  parts: Parts,
): Promise<NestedStart | { output: NestedOutput }> {
  const call = parseCall(nestedCall, raw, `step ${type.uses}`);
  checkFunction(type, call);
  const standing = await passGate(call.execution, parts);
  const record = recorder(call, parts);
  try {
    checkDeadline(call, standing, parts);
    if (call.part === 'result') {
      const output = await resultOf(call, parts);
      await noteDone(call, { ...output }, standing.run, parts);
      await holdWhenStepping(call, standing, parts, record);
      await record({ kind: 'step-done', text: call.title, output: { ...output } });
      return { output };
    }
    await noteStarted(call, standing, parts, record);
    const { start, child, runbook } = await prepare(type, call, standing, parts);
    await record({ kind: 'step-waiting', text: `waits for run ${child} of ${runbook}` });
    return start;
  } catch (error) {
    throw await explainFailure(error, call, standing, parts, [], record);
  }
}

/** The start record, with this run above it, and the note of it in this run's ledger: both before it can be started. */
async function prepare(
  type: StepType,
  call: NestedCall,
  { run }: Standing,
  parts: Parts,
): Promise<{ start: NestedStart; child: string; runbook: string }> {
  const { table } = parts.clients;
  const given = checkWith(type, withValues(call));
  const { runbook, inputs } = given;
  if (typeof runbook !== 'string') return fail('BadInput', { what: `"${call.title}" names no runbook` });
  if ((await standingsAbove(run, parts)).length + 1 > aboveMax) {
    fail('TooMany', {
      what: `"${call.title}" would be a run within ${aboveMax + 1} others`,
      todo: 'a runbook that runs itself has no end; otherwise run fewer within one another',
    });
  }
  const machine = parts.stateMachineArn(runbook);
  const name = executionName(`${run.run}-${call.generation}-${call.iteration}-${call.step}`);
  const child = runIdOf(`${machine.replace(':stateMachine:', ':execution:')}:${name}`);
  await noteBegun(call, given, run, parts);
  await putStart(table, {
    execution: name,
    runbook,
    mode: run.mode,
    by: { kind: 'run', name: run.run },
    because: `"${call.title}" of run ${run.run} (${run.runbook})`,
    at: iso(parts.clock.now()),
    parent: run.run,
  });
  await noteNested(table, run.run, child, call.step);
  return { start: { machine, name, input: isJson(inputs) ? inputs : {} }, child, runbook };
}

/** Names of executions have 80 characters at most (StartExecution, API reference): a step deep inside others has a longer place. */
function executionName(whole: string): string {
  return whole.length <= 80 ? whole : `${whole.slice(0, 69)}-${hashOf(whole).slice(0, 10)}`;
}

/** How the run ended, or the one that it joined or handed on to. NotReady while that goes on, NestedFailed when it did not end well. */
async function resultOf(call: NestedCall, parts: Parts): Promise<NestedOutput> {
  const execution = call.execution_arn;
  if (execution === undefined)
    return fail('Broken', { what: `"${call.title}" was not told which execution ended` });
  const run = await lastOf(runIdOf(execution), parts);
  if (!run) return neverOpened(execution, parts);
  const { outcome, endedBecause: because = '' } = run;
  if (run.status === 'open' || outcome === undefined) {
    return fail('NotReady', {
      what: `run ${run.run} (${run.runbook}) goes on`,
      todo: `rebound show ${run.run}`,
      nested: run.run,
    });
  }
  if (good.includes(outcome)) return { run: run.run, outcome, because };
  return fail('NestedFailed', {
    what: `run ${run.run} (${run.runbook}) ended as ${outcome}: ${because}`,
    todo: `rebound show ${run.run}; a retry runs it anew`,
    nested: run.run,
    outcome,
  });
}

/** The run, or the one at the end of the line of those that joined or handed on. Undefined when the first never opened. */
async function lastOf(id: string, parts: Parts): Promise<Run | undefined> {
  let run = await getRun(parts.clients.table, id);
  for (let count = 0; run?.status === 'closed' && count < followedMax; count += 1) {
    const next = nextOf(run);
    if (next === undefined) return run;
    const followed = await getRun(parts.clients.table, next);
    // What is handed on to has a moment until it opens.
    if (!followed) return { ...run, status: 'open' };
    run = followed;
  }
  return run;
}

function nextOf({ outcome, joined, handedOnTo }: Run): string | undefined {
  if (outcome === 'joined') return joined;
  return outcome === 'handed-on' ? handedOnTo : undefined;
}

/** Its execution ended, or was never started, without a run: nothing of it is known to have happened. */
async function neverOpened(execution: string, parts: Parts): Promise<never> {
  const name = execution.slice(execution.lastIndexOf(':') + 1);
  const status = await statusOf(execution, parts);
  if (status === 'RUNNING') return fail('NotReady', { what: `execution ${name} has not opened its run yet` });
  return fail('NestedFailed', {
    what: `execution ${name} ended before it opened a run`,
    why: status === undefined ? 'Step Functions does not know it' : `it is ${status}`,
    todo: 'see whether its runbook is deployed; a retry starts it anew',
  });
}

async function statusOf(execution: string, parts: Parts): Promise<string | undefined> {
  try {
    return (await parts.clients.states.describe(execution)).status;
  } catch (error) {
    if (codeOf(error) === 'NotFound') return undefined;
    throw error;
  }
}

function isJson(value: unknown): value is Json {
  return isObject(value);
}
