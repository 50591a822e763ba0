import { clearVerified, setVerified } from '../history/ledger.ts';
import { signalsOf } from '../history/lock.ts';
import { holdAgain } from '../history/runs.ts';
import type { StepCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { formatDuration } from '../model/duration.ts';
import { codeOf, fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import { heldMs } from '../model/run.ts';
import type { Change, StepType } from '../steps/step-type.ts';
import { checkApproval } from './approval.ts';
import { parseCall, stepCall } from './calls.ts';
import { changer } from './change.ts';
import { checkWith, checkWithSecrets } from './check-with.ts';
import { noChange, stepContext } from './context.ts';
import { passGate, type Standing } from './gate.ts';
import { keepingSecrets, withholdingChange } from './keep-secrets.ts';
import type { Parts } from './parts.ts';
import { type Line, recorder } from './record.ts';
import type { Redactor } from './redact.ts';
import { withoutSecrets } from './secret-values.ts';
import { answered, explainFailure } from './step-failure.ts';
import { takeBack } from './take-back.ts';
import { noteBegun, noteDone } from './undo-record.ts';
import { unknownIn, unplanned } from './unknown-values.ts';
import { withValues } from './with-values.ts';

/** The wrapper around every step: may it run, with what, under whose approval; then the step; then what it saw. */
export async function handleStep(type: StepType, raw: unknown, parts: Parts): Promise<{ output: Json }> {
  const call = parseCall(stepCall, raw, `step ${type.uses}`);
  checkFunction(type, call);
  return keepingSecrets(parts, (keeping, redactor) => perform(type, call, keeping, redactor));
}

/** What was approved for one step type is not approved for another. */
export function checkFunction({ uses }: StepType, call: StepCall): void {
  if (call.uses === uses) return;
  fail('BadInput', {
    what: `the function of ${uses} was called for a step that uses ${call.uses}`,
    why: 'what was approved for one step type is not approved for another',
    todo: 'deploy the runbook again: its states have to call the functions of their step types',
  });
}

async function perform(
  type: StepType,
  call: StepCall,
  parts: Parts,
  redactor: Redactor,
): Promise<{ output: Json }> {
  const standing = await passGate(call.execution, parts, { phase: call.phase });
  const record = recorder(call, parts);
  const findings: Finding[] = [];
  const undoing = call.phase === 'undo';
  try {
    checkDeadline(call, standing, parts);
    if (!undoing) await noteStarted(call, standing, parts, record);
    const output = undoing
      ? await takeBack(type, call, standing, parts, redactor, findings, record)
      : await act(type, call, standing, parts, redactor, findings, record);
    await answered(call, standing, parts);
    await holdWhenStepping(call, standing, parts, record);
    await record({ kind: undoing ? 'undone' : 'step-done', text: doneText(call), findings, output });
    return { output };
  } catch (error) {
    // Another verify may have said its word while this one waited.
    if (speaksOfTheWorld(type, call) && codeOf(error) !== 'NotReady')
      await clearVerified(parts.clients.table, standing.run.run);
    throw await explainFailure(error, call, standing, parts, findings, record);
  }
}

/**
 * Says that the step has begun: with its first call, and of one that was held before its first call with every one after, under the same
 * key. A step that was entered while the run was held begins when that ends.
 */
export async function noteStarted(
  { attempt, entered_at, title }: Pick<StepCall, 'attempt' | 'entered_at' | 'title'>,
  { run }: Standing,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const wasHeld = heldMs(run, Date.parse(entered_at), parts.clock.now()) > 0;
  if (attempt > 0 && !wasHeld) return;
  const heldThen = run.held.find(({ from, to }) => from <= entered_at && to !== undefined && entered_at < to);
  await record({ kind: 'step-started', at: heldThen?.to ?? entered_at, text: title, attempt: 0 });
}

/**
 * A run that goes step by step is held again, before the state machine hears that the step is done. Who ends it wants it to end: not
 * while it is taken back, and not in `always`. What runs beside this step stops at its next call, too.
 */
export async function holdWhenStepping(
  { phase, title }: Pick<StepCall, 'phase' | 'title'>,
  { run }: Standing,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  // Whoever begins it holds the run with that: a run that was not stepping at the gate is held already.
  if (!run.stepping || phase !== undefined) return;
  if (!(await holdAgain(parts.clients.table, run.run, iso(parts.clock.now())))) return;
  const { by } = run.stepping;
  await record({ kind: 'held', text: `held after "${title}": ${by} goes step by step`, person: by });
}

/** What runs at the end cannot change how it ends. */
function speaksOfTheWorld(type: StepType, { phase }: StepCall): boolean {
  return type.verifies === true && phase === undefined;
}

function doneText({ phase, title }: StepCall): string {
  return phase === 'undo' ? `"${title}" is taken back` : title;
}

async function act(
  type: StepType,
  call: StepCall,
  standing: Standing,
  parts: Parts,
  redactor: Redactor,
  findings: Finding[],
  record: (line: Line) => Promise<void>,
): Promise<Json> {
  const { run } = standing;
  const { table, secrets } = parts.clients;
  const verifies = speaksOfTheWorld(type, call);
  const wanted = withValues(call);
  const unknown = run.mode === 'dry-run' ? unknownIn(wanted) : undefined;
  if (unknown !== undefined) {
    const { finding, output } = unplanned(type, unknown);
    findings.push(finding);
    return output;
  }
  const given = checkWith(type, wanted);
  // A verify speaks of the world from here on: what is asked for or joins later, it has not looked after.
  const at = iso(parts.clock.now());
  if (run.mode === 'dry-run') {
    const context = stepContext(call, standing, parts, findings, noChange);
    const plan = await type.plan(withoutSecrets(given), context);
    findings.push(...plan.lines.map((text) => ({ text })));
    return withEveryField(type, plan.output as Json);
  }
  const change = await mayChange(type, call, given, standing, parts, record);
  const secretly = await checkWithSecrets(type, given, secrets, redactor);
  await noteBegun(call, given, run, parts);
  if (verifies && standing.ledger.verified) await clearVerified(table, run.run);
  const signals = type.verifies ? await signalsOf(table, run.run, run.holds ?? []) : 0;
  const context = stepContext(call, standing, parts, findings, withholdingChange(change, redactor));
  const output = withEveryField(type, (await type.run(secretly, context)) as Json);
  await noteDone(call, redactor.redact(output), run, parts);
  if (verifies) await setVerified(table, run.run, { step: call.step, at, signals });
  return output;
}

/** The way to change something, for a step that may: what it does is approved, and it does not stand in `always`. */
async function mayChange(
  type: StepType,
  call: StepCall,
  given: Record<string, Json>,
  standing: Standing,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<<T>(change: Change<T>) => Promise<T>> {
  if (type.kind !== 'changes') return noChange;
  if (call.phase === 'always') {
    return fail('Broken', {
      what: `"${call.title}" changes something, and stands in \`always\``,
      todo: 'leave it out: what runs on every ending only reads, and tells people',
    });
  }
  await checkApproval({ ...call, breakGlass: type.breakGlass }, given, standing.run, parts);
  return changer({ ...call, writeId: `${call.entered_at}-${call.attempt}` }, standing, parts, record);
}

/** The step's own time: from when its state was entered (the first time, of an `until`), over all polls, without the time it was held. */
export function checkDeadline(
  call: Pick<StepCall, 'title' | 'timeout' | 'entered_at' | 'since'>,
  { run }: Standing,
  parts: Parts,
): void {
  const begun = Date.parse(call.since ?? call.entered_at);
  const now = parts.clock.now();
  const spent = (now - begun - heldMs(run, begun, now)) / 1000;
  if (spent < call.timeout) return;
  fail('StepDeadline', {
    what: `"${call.title}" took longer than its ${formatDuration(call.timeout)}`,
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
