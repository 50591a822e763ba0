import * as z from 'zod';
import type { Updates } from '../../model/people.ts';
import type { Reading } from '../context.ts';
import { type Fields, shape } from '../shape.ts';
import { duration, person } from '../shapes.ts';
import { describeNode, entryOf } from '../yaml-node.ts';
import { checkNameAt } from './known-names.ts';

/** The janitor looks each minute, and nobody reads more than one a minute. */
const everyMin = 60;
const schema = z.strictObject(
  {
    every: duration('30m'),
    to: z
      .array(person, { error: 'a list of audiences, people and groups such as [payments-status]' })
      .min(1, { error: 'at least one audience, person or group' }),
    by: person.optional(),
  },
  { error: 'a map such as { every: 30m, to: [payments-status], by: comms }' },
);

/** `updates` of a runbook: who hears how it stands, and how often. With a directory each of them has to exist. */
export function readUpdates(fields: Fields, reading: Reading): Updates | undefined {
  const node = fields.get('updates');
  const read = node && shape(node, schema, reading.report);
  if (!node || !read) return undefined;
  const every = entryOf(node, 'every')?.value;
  if (every && read.every < everyMin) {
    reading.report.error(
      every,
      'wrong-value',
      `found ${describeNode(every)}, expected a minute or more, such as "30m"`,
    );
    return undefined;
  }
  const to = entryOf(node, 'to')?.value;
  for (const item of to?.kind === 'list' ? to.items : []) checkNameAt(item, 'anybody', reading);
  checkNameAt(entryOf(node, 'by')?.value, 'people', reading);
  const twice =
    to?.kind === 'list'
      ? to.items.find((_, index) => read.to.indexOf(read.to[index] ?? '') !== index)
      : undefined;
  if (twice)
    reading.report.error(twice, 'wrong-value', `found ${describeNode(twice)} twice: leave one of them out`);
  return { every: read.every, to: read.to, ...(read.by === undefined ? {} : { by: read.by }) };
}
