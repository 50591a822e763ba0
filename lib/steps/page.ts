import * as z from 'zod/mini';
import { codeOf, fail, type ReboundError } from '../model/errors.ts';
import { externalName } from '../model/run.ts';
import { onlyFields, sentence } from './fields.ts';
import type { StepContext, StepType } from './step-type.ts';

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
  types: {},
  // The pager is an address, not an AWS service.
  permissions: { read: [], change: [] },
  timeoutSeconds: 120,
  async plan({ who, text }, context) {
    return { lines: [`Page ${who}: ${text}`], output: { who, key: keyOf(context) } };
  },
  async run({ who, text }, context) {
    const key = keyOf(context);
    try {
      await context.pager.page({ who, title: context.step.title, text, run: context.run.id, key });
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      const { facts } = error as ReboundError;
      fail(
        code,
        {
          ...facts,
          what: `nobody could be told: ${facts.what}`,
          todo: facts.todo ?? `reach ${who} by other means`,
        },
        error,
      );
    }
    context.finding(`paged ${who}`);
    return { who, key };
  },
};

function keyOf({ run, step }: StepContext): string {
  return externalName(run.id, step.generation, step.iteration, step.id);
}
