import { changesOf } from '../../changes.ts';
import { viewOf } from '../../table-view.ts';
import type { Invariant } from '../../watched.ts';
import { violation } from '../asked.ts';

/** 31. What is changed was approved: a decided yes covers the step, and showed it. */
export const approvedChange: Invariant = {
  number: 31,
  title: 'A changed step was approved',
  boundedOnly: false,
  check: (watched) =>
    changesOf(watched).flatMap(({ process, call, what, undoes }) => {
      if (undoes) return [];
      const { run, step, iteration } = process;
      const covered = viewOf(call.begun.table)
        .asks(run)
        .some(
          ({ kind, decision, plans }) =>
            kind === 'approval' &&
            decision?.answer === 'approve' &&
            plans.some((plan) => plan.step === step && plan.iteration === iteration),
        );
      return covered ? [] : [violation(31, { run }, call.begun.at, `${what}: nobody has approved it`)];
    }),
};
