import * as z from 'zod/mini';
import { fail } from '../model/errors.ts';
import { onlyFields, sentence } from './fields.ts';
import { deliver, pageKey } from './people/deliver.ts';
import type { StepContext, StepType } from './step-type.ts';

const given = z.strictObject(
  { text: sentence('what they are told'), to: z.optional(sentence('a person, a group or a channel')) },
  { error: onlyFields('text, to') },
);

const output = z.strictObject({ to: z.string(), key: z.string() });

/** Tells people something that wakes nobody. What could not be delivered is an error, as it is for a page. */
export const announce: StepType<typeof given, typeof output> = {
  uses: 'announce',
  summary: 'Tell people how it goes, without waking anybody',
  kind: 'tells',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: {
      text: 'What they are told',
      to: "The person, group or channel that is told; without it the runbook's owner",
    },
    output: {
      to: 'Who was told',
      key: 'The message, by a key that its repeats carry too: the pager shows them once',
    },
  },
  example: `- title: Tell the channel how far we are
  uses: announce
  with:
    text: "{{ $inputs.namespace }} is being restored"
    to: payments-status`,
  ownerField: 'to',
  types: {},
  // The pager is an address, not an AWS service.
  permissions: { read: [], change: [] },
  timeoutSeconds: 120,
  async plan({ text, to }, context) {
    const who = known(to, context);
    return { lines: [`Tell ${who}, not urgent: ${text}`], output: { to: who, key: pageKey(context) } };
  },
  async run({ text, to }, context) {
    const who = known(to, context);
    const key = await deliver({ who, text, urgency: 'info' }, context);
    context.finding(`told ${who}`);
    return { to: who, key };
  },
};

/** The compiler has put the owner in. */
function known(to: string | undefined, { run, step }: StepContext): string {
  return (
    to ??
    fail('Broken', {
      what: `"${step.title}" was not told whom to tell: the compiler puts the runbook's owner there`,
      todo: 'compile and deploy the runbook again, or write `to` in its `with`',
      run: run.id,
      step: step.id,
    })
  );
}
