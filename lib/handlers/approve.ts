import type { AskLevel, CoveredStep, PlannedStep } from '../model/ask.ts';
import type { ApproveCall } from '../model/call.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import type { StepType } from '../steps/step-type.ts';
import { ask } from './ask.ts';
import { approveCall, parseCall } from './calls.ts';
import { checkWith } from './check-with.ts';
import { noChange, stepContext } from './context.ts';
import { passGate, type Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import { planHash } from './plan-hash.ts';
import { recorder } from './record.ts';
import { render } from './render.ts';

/** An approval: plans each step that it covers, shows the plans, keeps their hash, and asks. A dry-run plans and answers itself. */
export async function handleApprove(raw: unknown, parts: Parts): Promise<Json> {
  const call = parseCall(approveCall, raw, 'approve') as ApproveCall;
  const standing = await passGate(call.execution, parts);
  const { run } = standing;
  const record = recorder(call, parts);
  const given = render(call.with);
  const { question, levels, quorum } = settingsOf(given, call);
  if (call.attempt === 0 && call.level === 0) {
    await record({ kind: 'step-started', at: call.entered_at, text: call.title });
  }
  if (run.mode === 'dry-run') {
    const plans = await planAll(call.covers, standing, parts);
    const findings = plans.flatMap((plan) => plan.lines).map((text) => ({ text }));
    const output = {
      approved: true,
      answer: 'approve',
      by: 'dry-run',
      because: 'a dry-run asks nobody',
      at: call.entered_at,
    };
    await record({ kind: 'step-done', text: `${call.title} (a dry-run asks nobody)`, findings, output });
    await parts.clients.states.succeed(call.token, output);
    return null;
  }
  await ask(
    standing,
    call,
    {
      kind: 'approval',
      options: ['approve', 'reject'],
      levels,
      // One more voice when nobody knows who started the run: there was no start record (someone used the AWS console).
      quorum: quorum + (run.startedBy.kind === 'unknown' ? 1 : 0),
      covers: call.covers.map((covered) => coveredBy(covered, standing, parts)),
    },
    async () => ({ question, plans: await planAll(call.covers, standing, parts) }),
    parts,
    record,
  );
  return null;
}

/** Which change a yes covers. */
function coveredBy(covered: CoveredStep, { run }: Standing, parts: Parts) {
  const { step, uses } = covered;
  const given = checkWith(typeOf(covered, parts), render(covered.with));
  return { step, hash: planHash(step, uses, given, run.target ?? {}) };
}

function typeOf({ uses }: CoveredStep, { types }: Parts): StepType {
  const type = Object.hasOwn(types, uses) ? types[uses] : undefined;
  if (type) return type;
  return fail('Broken', { what: `this approval cannot plan ${uses}`, todo: 'deploy the runbook again' });
}

async function planAll(covers: CoveredStep[], standing: Standing, parts: Parts): Promise<PlannedStep[]> {
  const plans: PlannedStep[] = [];
  for (const covered of covers) plans.push(await planOne(covered, standing, parts));
  return plans;
}

async function planOne(covered: CoveredStep, standing: Standing, parts: Parts): Promise<PlannedStep> {
  const type = typeOf(covered, parts);
  const given = checkWith(type, render(covered.with));
  const findings: Finding[] = [];
  const of = { step: covered.step, title: covered.title, generation: 0, iteration: 0 };
  const plan = await type.plan(given, stepContext(of, standing, parts, findings, noChange));
  const { step, title, uses } = covered;
  return { step, title, uses, hash: coveredBy(covered, standing, parts).hash, lines: plan.lines };
}

function settingsOf(
  given: Json,
  call: ApproveCall,
): { question: string; levels: AskLevel[]; quorum: number } {
  const fields = isObject(given) ? given : {};
  const { question, ask: levels, quorum } = fields;
  if (typeof question !== 'string' || !isLevels(levels)) {
    return fail('BadInput', {
      what: `"${call.title}" has no question, or nobody to ask`,
      todo: 'give `question` and `ask: [{who, for}]`',
    });
  }
  return { question, levels, quorum: typeof quorum === 'number' ? quorum : 1 };
}

function isLevels(value: unknown): value is AskLevel[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (level) => isObject(level) && typeof level['who'] === 'string' && typeof level['for'] === 'number',
    )
  );
}
