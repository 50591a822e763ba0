import * as z from 'zod/mini';
import { onlyFields, sentence } from './fields.ts';
import { deliver, pageKey } from './people/deliver.ts';
import type { StepType } from './step-type.ts';

const given = z.strictObject(
  { who: sentence('a person or a group, such as platform-oncall'), text: sentence('what they are told') },
  { error: onlyFields('who, text') },
);

const output = z.strictObject({ who: z.string(), key: z.string() });

/** Wakes people. A page that nobody could receive is an error: it is never counted as sent. */
export const page: StepType<typeof given, typeof output> = {
  uses: 'page',
  summary: 'Tell a person or a group something now',
  kind: 'tells',
  needs: ['pager'],
  with: given,
  output,
  fields: {
    with: { who: 'The person or group to be woken', text: 'What they are told' },
    output: {
      who: 'Who was paged',
      key: 'The page, by a key that its repeats carry too: the pager shows them once',
    },
  },
  example: `- title: Tell those who own the namespace
  uses: page
  with:
    who: payments-oncall
    text: "{{ $inputs.namespace }} is broken: {{ $look.reason }}"`,
  types: {},
  // The pager is an address, not an AWS service.
  permissions: { read: [], change: [] },
  timeoutSeconds: 120,
  async plan({ who, text }, context) {
    return { lines: [`Page ${who}: ${text}`], output: { who, key: pageKey(context) } };
  },
  async run({ who, text }, context) {
    const key = await deliver({ who, text }, context);
    context.finding(`paged ${who}`);
    return { who, key };
  },
};
