import { decideAsk } from '../history/asks.ts';
import { answerOf, tell } from '../history/tell.ts';
import type { Ask, CoveredStep, PlannedStep } from '../model/ask.ts';
import type { ApproveCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Run, Starter } from '../model/run.ts';
import type { StepType } from '../steps/step-type.ts';
import { askedFields, levels, sentence, texts } from './asked-fields.ts';
import { approveCall, parseCall } from './calls.ts';
import { asKept } from './approval.ts';
import { checkWith } from './check-with.ts';
import { noChange, stepContext } from './context.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { planHash } from './plan-hash.ts';
import { ask, put, type Terms } from './question.ts';
import { type Line, recorder } from './record.ts';
import { withoutSecrets } from './secret-values.ts';
import { isUnattended, saidYes, starterOf } from './unattended.ts';
import { unknownIn, unplanned } from './unknown-values.ts';
import { withValues } from './with-values.ts';

/**
 * An approval: plans each step that it covers, shows the plans, keeps their hash, and asks. A dry-run plans and answers itself; so does
 * the question of an unattended runbook's own changing step, once a person said yes to the run.
 */
export async function handleApprove(raw: unknown, parts: Parts): Promise<Json> {
  const call = parseCall(approveCall, raw, 'approve');
  const standing = await passGate(call.execution, parts);
  const { run } = standing;
  const record = recorder(call, parts);
  const starter = await starterOf(run, parts);
  const { question, ...settings } = settingsOf(call, starter);
  if (call.attempt === 0 && call.level === 0) {
    await record({ kind: 'step-started', at: call.entered_at, text: call.title });
  }
  if (run.mode === 'dry-run') {
    const findings = await planDry(call, standing, parts);
    const because = 'a dry-run asks nobody';
    const output = answerOf({ answer: 'approve', by: 'dry-run', because, at: call.entered_at });
    await record({
      kind: 'step-done',
      text: `${call.title} (${because})`,
      findings,
      output: { ...output },
    });
    await parts.clients.states.succeed(call.token, { ...output });
    return null;
  }
  const terms: Terms = {
    kind: 'approval',
    options: ['approve', 'reject'],
    ...settings,
    covers: call.covers.map((covered) => coveredBy(covered, call, standing, parts)),
  };
  const words = async () => ({
    question,
    plans: await planAll(call, standing, parts),
    ...(starter.kind === 'person' ? { startedBy: asKept(starter.name, parts.directory) } : {}),
    ...(call.covers.some((covered) => typeOf(covered, parts).breakGlass === false)
      ? { breakGlass: false }
      : {}),
  });
  const yes = call.unattended && isUnattended(run, parts) ? await saidYes(run, parts) : undefined;
  if (yes === undefined) await ask(run, call, terms, words, parts, record);
  else await answerItself(yes, run, call, terms, words, parts, record);
  return null;
}

/** The plans are kept, and the decision is durable, as of any other approval: the change compares them. */
async function answerItself(
  by: string,
  run: Run,
  call: ApproveCall,
  terms: Terms,
  words: () => Promise<Pick<Ask, 'question' | 'plans'>>,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { table, states } = parts.clients;
  const level = Math.min(call.level, terms.levels.length - 1);
  const asked = await put(
    run,
    call,
    terms,
    { level, seconds: terms.levels[level]?.for ?? 0 },
    words,
    parts,
    record,
  );
  if (asked.decision) {
    await tell(table, states, asked);
    return;
  }
  const decision = { answer: 'approve', by, because: 'unattended', at: iso(parts.clock.now()) };
  const decided = await decideAsk(table, asked, decision);
  await record({ kind: 'decided', text: `"${asked.title}": approve for ${by}, unattended` });
  await tell(table, states, decided);
}

/** Which change a yes covers. */
function coveredBy(covered: CoveredStep, call: ApproveCall, { run }: Standing, parts: Parts) {
  const { step, uses, iteration } = covered;
  const given = givenTo(covered, call, parts);
  return { step, iteration, hash: planHash(step, uses, given, run.target ?? {}) };
}

/** Values that a person gave instead are those of the step itself, which then asks itself. */
function givenTo(covered: CoveredStep, call: ApproveCall, parts: Parts): Record<string, Json> {
  const values = covered.step === call.step ? (call.values ?? null) : null;
  return checkWith(typeOf(covered, parts), withValues({ with: covered.with, values }));
}

function typeOf({ uses }: CoveredStep, { types }: Parts): StepType {
  const type = Object.hasOwn(types, uses) ? types[uses] : undefined;
  if (type) return type;
  return fail('Broken', { what: `this approval cannot plan ${uses}`, todo: 'deploy the runbook again' });
}

async function planAll(call: ApproveCall, standing: Standing, parts: Parts): Promise<PlannedStep[]> {
  const plans: PlannedStep[] = [];
  for (const covered of call.covers) plans.push(await planOne(covered, call, standing, parts));
  return plans;
}

/** In a dry-run a step may be given what nobody knows yet: that is said instead of its plan. */
async function planDry(call: ApproveCall, standing: Standing, parts: Parts): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const covered of call.covers) {
    const why = unknownIn(withValues({ with: covered.with }));
    if (why !== undefined) findings.push(unplanned(typeOf(covered, parts), why).finding);
    else {
      const { lines } = await planOne(covered, call, standing, parts);
      findings.push(...lines.map((text) => ({ text })));
    }
  }
  return findings;
}

async function planOne(
  covered: CoveredStep,
  call: ApproveCall,
  standing: Standing,
  parts: Parts,
): Promise<PlannedStep> {
  const { title, uses, step, iteration } = covered;
  const findings: Finding[] = [];
  const of = { step, title, generation: step === call.step ? call.generation : 0, iteration };
  const plan = await typeOf(covered, parts).plan(
    withoutSecrets(givenTo(covered, call, parts)),
    stepContext(of, standing, parts, findings, noChange),
  );
  return { title, uses, ...coveredBy(covered, call, standing, parts), lines: plan.lines };
}

function settingsOf(
  call: ApproveCall,
  starter: Starter,
): Pick<Ask, 'question' | 'levels' | 'quorum' | 'mayApprove'> {
  const { need, may } = askedFields(call);
  const mayApprove = may('may_approve', texts('give `may_approve` as a list of people and groups'));
  const quorum = may('quorum', {
    is: isQuorum,
    todo: 'give `quorum` as a number, or as numbers by group',
  });
  return {
    question: need('question', sentence('give `question`')),
    levels: need('ask', levels),
    quorum: forStarter(quorum ?? 1, starter),
    ...(mayApprove ? { mayApprove } : {}),
  };
}

/**
 * One more voice when nobody knows who started it all: there was no start record (someone used the AWS console), or the run above is not
 * to be found. By group, it is one more of the first group by name.
 */
function forStarter(quorum: Ask['quorum'], { kind }: Starter): Ask['quorum'] {
  if (kind !== 'unknown' && kind !== 'run') return quorum;
  if (typeof quorum === 'number') return quorum + 1;
  const [first = ''] = Object.keys(quorum).sort();
  return { ...quorum, [first]: (quorum[first] ?? 0) + 1 };
}

function isQuorum(value: unknown): value is Ask['quorum'] {
  if (typeof value === 'number') return isCount(value);
  return (
    isObject(value) && Object.keys(value).length > 0 && Object.values(value).every((one) => isCount(one))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
