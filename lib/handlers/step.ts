import { clearTransient, countTransient, setVerified } from '../history/ledger.ts';
import { signalsOf } from '../history/lock.ts';
import type { StepCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import {
  codeOf,
  type ErrorFacts,
  explain,
  fail,
  ReboundError,
  sentenceOf,
  transientCodes,
} from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import { heldMs } from '../model/run.ts';
import type { StepType } from '../steps/step-type.ts';
import { checkApproval } from './approval.ts';
import { parseCall, stepCall } from './calls.ts';
import { changer } from './change.ts';
import { checkWith } from './check-with.ts';
import { noChange, stepContext } from './context.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { type Line, recorder } from './record.ts';
import { render } from './render.ts';

/** Consecutive transient errors of a pending step after which a human looks. At one poll a minute, about ten minutes. */
const transientsMax = 10;

/** The wrapper around every step: may it run, with what, under whose approval; then the step; then what it saw. */
export async function handleStep(type: StepType, raw: unknown, parts: Parts): Promise<{ output: Json }> {
  const call: StepCall = parseCall(stepCall, raw, `step ${type.uses}`) as StepCall;
  if (call.uses !== type.uses) {
    fail('BadInput', {
      what: `the function of ${type.uses} was called for a step that uses ${call.uses}`,
      why: 'what was approved for one step type is not approved for another',
      todo: 'deploy the runbook again: its states have to call the functions of their step types',
    });
  }
  const standing = await passGate(call.execution, parts);
  const record = recorder(call, parts);
  const findings: Finding[] = [];
  try {
    checkDeadline(call, standing, parts);
    if (call.attempt === 0) await record({ kind: 'step-started', at: call.entered_at, text: call.title });
    const given = checkWith(type, render(call.with));
    const output = await act(type, call, given, standing, parts, findings, record);
    if (standing.ledger.transients[call.step])
      await clearTransient(parts.clients.table, standing.run.run, call.step);
    await record({ kind: 'step-done', text: call.title, findings, output });
    return { output };
  } catch (error) {
    throw await explainFailure(error, call, standing, parts, findings, record);
  }
}

async function act(
  type: StepType,
  call: StepCall,
  given: Record<string, Json>,
  standing: Standing,
  parts: Parts,
  findings: Finding[],
  record: (line: Line) => Promise<void>,
): Promise<Json> {
  const { run } = standing;
  // A verify speaks of the world from here on: what is asked for or joins later, it has not looked after.
  const at = iso(parts.clock.now());
  if (run.mode === 'dry-run') {
    const plan = await type.plan(given, stepContext(call, standing, parts, findings, noChange));
    findings.push(...plan.lines.map((text) => ({ text })));
    return withEveryField(type, plan.output as Json);
  }
  if (type.kind === 'changes') await checkApproval(call, given, run, parts);
  const writeId = `${call.entered_at}-${call.attempt}`;
  const change =
    type.kind === 'changes' ? changer({ ...call, writeId }, standing, parts, record) : () => noChange();
  const signals = type.verifies ? await signalsOf(parts.clients.table, run.run, run.holds ?? []) : 0;
  const output = withEveryField(
    type,
    (await type.run(given, stepContext(call, standing, parts, findings, change))) as Json,
  );
  if (type.verifies) {
    await setVerified(parts.clients.table, run.run, { step: call.step, at, signals });
  }
  return output;
}

/** The step's own time: from when its state was entered, over all polls, without the time it was held. */
function checkDeadline(call: StepCall, { run }: Standing, parts: Parts): void {
  const entered = Date.parse(call.entered_at);
  const now = parts.clock.now();
  const spent = (now - entered - heldMs(run, entered, now)) / 1000;
  if (spent < call.timeout) return;
  fail('StepDeadline', {
    what: `"${call.title}" took longer than its ${Math.round(call.timeout / 60)} minutes`,
    todo: 'see what it was waiting for; a retry gives it the same time again',
  });
}

/** Outputs carry every field of their schema, absent as null. */
function withEveryField(type: StepType, output: Json): Json {
  const fields = Object.keys(type.output.shape).map((field) => [
    field,
    isObject(output) ? (output[field] ?? null) : null,
  ]);
  return Object.fromEntries(fields) as Json;
}

/**
 * What the state machine is told. While something outside is pending, a transient error is NotReady: the poll goes on, and
 * consecutive ones are counted.
 */
async function explainFailure(
  error: unknown,
  call: StepCall,
  { run, ledger }: Standing,
  parts: Parts,
  findings: Finding[],
  record: (line: Line) => Promise<void>,
): Promise<ReboundError> {
  const code = codeOf(error);
  const facts: ErrorFacts = {
    ...(code && error instanceof Error ? (error as ReboundError).facts : { what: explain(error) }),
    run: run.run,
    step: call.step,
  };
  if (code === 'NotReady') {
    // The outside answered: errors before this are not in a row with those after it.
    if (ledger.transients[call.step]) await clearTransient(parts.clients.table, run.run, call.step);
    await record({ kind: 'step-waiting', text: sentenceOf(facts), findings });
    return new ReboundError('NotReady', facts, { cause: error });
  }
  const pending = call.attempt > 0 || Object.values(ledger.entries).some((entry) => entry.step === call.step);
  if (code && transientCodes.includes(code) && pending) {
    const count = await countTransient(parts.clients.table, run.run, call.step);
    if (count <= transientsMax) {
      await record({
        kind: 'step-waiting',
        text: `no answer (${count} in a row): ${sentenceOf(facts)}`,
        findings,
      });
      return new ReboundError('NotReady', facts, { cause: error });
    }
  }
  if (!code || !transientCodes.includes(code)) {
    const failure = { code: code ?? 'Broken', facts: facts as Json };
    await record({ kind: 'step-failed', text: sentenceOf(facts), findings, error: failure });
  }
  return new ReboundError(code ?? 'Broken', facts, { cause: error });
}
