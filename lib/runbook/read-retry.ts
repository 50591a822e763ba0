import * as z from 'zod';
import type { Retrying } from './runbook.ts';
import { type Fields, shape } from './shape.ts';
import { duration, wholeNumber } from './shapes.ts';
import type { StepReading } from './steps-read.ts';

const backoffError = 'a number from 1 to 10: by how much the time between attempts grows';
const schema = z.strictObject(
  {
    times: wholeNumber(1, 10),
    every: duration('30s')
      .pipe(z.number().max(300, { error: 'a duration of at most 5m: an abort is heard at its end' }))
      .default(30),
    backoff: z
      .number({ error: backoffError })
      .min(1, { error: backoffError })
      .max(10, { error: backoffError })
      .default(2),
  },
  { error: 'a map such as { times: 3, every: 30s, backoff: 2 }' },
);

/** `retry`: further attempts after a failure. A question is asked level after level, not by trying again. */
export function readRetry(fields: Fields, uses: string | undefined, at: StepReading): Retrying | undefined {
  const node = fields.get('retry');
  const retry = node && shape(node, schema, at.report);
  if (!retry || uses === undefined) return undefined;
  if (at.catalog[uses]?.kind !== 'asks') return retry;
  at.report.error(
    fields.spot('retry'),
    'misplaced-key',
    `${uses} waits for people, and trying it again would only ask them again: leave "retry" out, or add a level to "ask"`,
  );
  return undefined;
}
