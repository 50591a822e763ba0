import { latestAsk } from '../history/asks.ts';
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
}

/** A changing step goes on only under the decision that covers it, for exactly what was shown. NotApproved, PlanChanged. */
export async function checkApproval(call: Changing, given: Json, run: Run, parts: Parts): Promise<void> {
  const ask =
    call.approval === undefined
      ? undefined
      : await latestAsk(parts.clients.table, run.run, call.approval, call.iteration, 'approval');
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
  const shown = ask.plans.find((plan) => plan.step === call.step);
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
