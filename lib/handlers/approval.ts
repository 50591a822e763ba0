import { latestAsk } from '../history/asks.ts';
import type { Ask } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import type { Parts } from './parts.ts';
import { planHash } from './plan-hash.ts';

interface Changing {
  step: string;
  title: string;
  uses: string;
  iteration: number;
  approval?: string | undefined;
  /** Tried again with these: then the step has asked itself, whatever covered it before. */
  values?: Record<string, Json> | null | undefined;
}

/** A changing step goes on only under the decision that covers it, for exactly what was shown. NotApproved, PlanChanged. */
export async function checkApproval(call: Changing, given: Json, run: Run, parts: Parts): Promise<void> {
  const ask = await approvalOf(call, run, parts);
  if (ask?.decision?.answer !== 'approve') {
    fail('NotApproved', {
      what: `"${call.title}" changes something, and nobody has approved it`,
      why: ask
        ? `"${ask.title}" is ${ask.decision ? `decided: ${ask.decision.answer}` : 'still open'}`
        : 'no question covers it',
      todo: 'let the runbook ask with `approve` before this step',
      run: run.run,
      step: call.step,
    });
  }
  const shown = ask.plans.find(({ step, iteration }) => step === call.step && iteration === call.iteration);
  const now = planHash(call.step, call.uses, given, run.target ?? {});
  if (shown?.hash !== now) {
    fail('PlanChanged', {
      what: `"${call.title}" would do something else than what ${ask.decision.by} approved`,
      why: `approved ${shown?.hash.slice(0, 8) ?? 'nothing for this step'}, now ${now.slice(0, 8)}`,
      todo: 'start a new run and decide on its plan',
      run: run.run,
      step: call.step,
    });
  }
}

/** The newest question of the step that covers this one: in its own iteration, or in one around it. */
async function approvalOf(call: Changing, run: Run, parts: Parts): Promise<Ask | undefined> {
  const { table } = parts.clients;
  const asking = call.values ? call.step : call.approval;
  if (asking === undefined) return undefined;
  if (asking === call.step) return latestAsk(table, run.run, asking, call.iteration, 'approval');
  for (let iteration = call.iteration; ; iteration = Math.floor(iteration / 1000)) {
    const ask = await latestAsk(table, run.run, asking, iteration, 'approval');
    if (ask || iteration === 0) return ask;
  }
}
