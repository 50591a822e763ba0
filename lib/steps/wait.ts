import * as z from 'zod/mini';
import { formatDuration } from '../model/duration.ts';
import { duration, onlyFields } from './fields.ts';
import { onlyHandler } from './people/only-handler.ts';
import type { StepType } from './step-type.ts';

const given = z.strictObject({ for: duration('5m') }, { error: onlyFields('for') });

const output = z.strictObject({ waited: z.number() });

/** Lets time pass. It is a question without a page, so that a person can end it early, or abort the run while it waits. */
export const wait: StepType<typeof given, typeof output> = {
  uses: 'wait',
  summary: 'Let some time pass; a person can go on earlier',
  kind: 'asks',
  needs: [],
  with: given,
  output,
  fields: {
    with: { for: 'How long at most. In a dry-run it is no time at all' },
    output: { waited: 'How long it was, in seconds' },
  },
  example: `- title: Let the caches fill
  wait: 5m # the same as uses: wait with { for: 5m }`,
  notes: [
    'Takes as long as it says. Nobody is woken; a person can go on earlier, or abort the run while it waits.',
    'To wait for something outside, give `until` to the step that looks instead.',
  ],
  types: { waited: 'duration' },
  permissions: { read: [], change: [] },
  timeoutSeconds: 3600,
  async plan({ for: seconds }) {
    return { lines: [`Wait ${formatDuration(seconds)}`], output: { waited: 0 } };
  },
  async run(_, context) {
    return onlyHandler('the wait handler can wait', context);
  },
};
