import type { AskLevel, CoveredStep, PlannedStep } from '../model/ask.ts';
import type { ApproveCall } from '../model/call.ts';
import { getStart } from '../history/starts.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
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
    async () => ({
      ...call,
      kind: 'approval',
      question,
      options: ['approve', 'reject'],
      plans: await planAll(call.covers, standing, parts),
      levels,
      quorum: quorum + (await strangers(call.execution, parts)),
    }),
    parts,
    record,
  );
  return null;
}

/** One more voice when nobody knows who started the run: there is no start record (someone used the AWS console). */
async function strangers(execution: string, parts: Parts): Promise<number> {
  const name = execution.slice(execution.lastIndexOf(':') + 1);
  return (await getStart(parts.clients.table, name)) ? 0 : 1;
}

async function planAll(covers: CoveredStep[], standing: Standing, parts: Parts): Promise<PlannedStep[]> {
  const plans: PlannedStep[] = [];
  for (const covered of covers) plans.push(await planOne(covered, standing, parts));
  return plans;
}

async function planOne(covered: CoveredStep, standing: Standing, parts: Parts): Promise<PlannedStep> {
  const type = parts.types[covered.uses];
  if (!type) {
    return fail('Broken', {
      what: `this approval cannot plan ${covered.uses}`,
      todo: 'deploy the runbook again',
    });
  }
  const given = checkWith(type, render(covered.with));
  const findings: Finding[] = [];
  const of = { step: covered.step, title: covered.title, generation: 0, iteration: 0 };
  const plan = await type.plan(given, stepContext(of, standing, parts, findings, noChange));
  const hash = planHash(covered.step, covered.uses, given, standing.run.target ?? {});
  return { step: covered.step, title: covered.title, uses: covered.uses, hash, lines: plan.lines };
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
