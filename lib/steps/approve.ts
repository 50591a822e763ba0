import * as z from 'zod/mini';
import { formatDuration } from '../model/duration.ts';
import { fail } from '../model/errors.ts';
import { duration, expected, onlyFields, sentence } from './fields.ts';
import type { StepType } from './step-type.ts';

const level = z.strictObject(
  { who: sentence('a person or a group, such as platform-leads'), for: duration() },
  { error: onlyFields('who, for') },
);

const quorumError = expected('how many people have to say yes: a whole number from 1 on');
const levelsError = expected('who is asked, in order: [{ who: platform-leads, for: 5m }]');
const approversError = expected('the people and groups who may say yes: [platform-leads]');

const given = z.strictObject(
  {
    question: sentence('the question that people are asked'),
    ask: z.array(level, { error: levelsError }).check(z.minLength(1, { error: levelsError })),
    quorum: z._default(
      z
        .int({ error: quorumError })
        .check(z.minimum(1, { error: quorumError }), z.maximum(10, { error: quorumError })),
      1,
    ),
    may_approve: z.optional(
      z
        .array(sentence('a person or a group'), { error: approversError })
        .check(z.minLength(1, { error: approversError })),
    ),
  },
  { error: onlyFields('question, ask, quorum, may_approve') },
);

const output = z.strictObject({
  approved: z.boolean(),
  answer: z.string(),
  by: z.string(),
  because: z.string(),
  at: z.string(),
});

/**
 * Asks people for a yes to the changing steps after it. The asking itself (plans, levels, one decision, the state machine's token)
 * is the ask handler's, which gets this state instead of the wrapper: a step's `run` has no token and could not wait.
 */
export const approve: StepType<typeof given, typeof output> = {
  uses: 'approve',
  summary: 'Ask people before the steps after it change anything',
  kind: 'asks',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: {
      question: 'What people are asked; the plans of the steps that it covers stand below it',
      ask: 'Who is woken, in order, and how long each has: the next is woken when that time is over, the last again and again',
      quorum: 'How many different people have to say yes; 1 by default. One no is enough to stop',
      may_approve: 'Who may say yes, when those who are woken are more than that',
    },
    output: {
      approved: 'true: a no ends the run',
      answer: 'approve',
      by: 'Who decided',
      because: 'What they said',
      at: 'When it was decided',
    },
  },
  types: { at: 'time' },
  // Pages go over HTTPS to the pager, and the state machine's token is answered by the handler, whose role has that.
  permissions: { read: [], change: [] },
  timeoutSeconds: 3600,
  async plan({ question, ask, quorum }) {
    const unasked = { unknown: 'known once people have answered' };
    const levels = ask.map(({ who, for: seconds }) => `${who} (${formatDuration(seconds)})`).join(', then ');
    const yes = quorum === 1 ? 'one yes is enough' : `${quorum} people have to say yes`;
    return {
      lines: [`Ask ${levels}: ${question}`, yes],
      output: { approved: unasked, answer: unasked, by: unasked, because: unasked, at: unasked },
    };
  },
  async run(_, { step, run }) {
    return fail('Broken', {
      what: `"${step.title}" reached the step wrapper, but only the ask handler can ask people`,
      todo: 'compile and deploy the runbook again: its approve states have to call the ask handler',
      run: run.id,
      step: step.id,
    });
  },
};
