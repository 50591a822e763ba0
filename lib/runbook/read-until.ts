import * as z from 'zod';
import type { Until } from './runbook.ts';
import { type Fields, shape } from './shape.ts';
import { duration } from './shapes.ts';
import type { StepReading } from './steps-read.ts';
import { readCondition } from './values.ts';

const usualSeconds = 30;
const range = 'a duration from 5s to 5m';
const everySchema = duration('30s').pipe(z.number().min(5, { error: range }).max(300, { error: range }));

/** `until`, `every` and `on_timeout`, whose steps have places that begin with `prefix`. */
export function readUntil(
  fields: Fields,
  uses: string | undefined,
  prefix: string,
  at: StepReading,
): Until | undefined {
  const { report } = at;
  const node = fields.get('until');
  const condition = node && readCondition(node, at);
  const written = fields.get('every');
  const every = written && shape(written, everySchema, report);
  const late = fields.get('on_timeout');
  const onTimeout = late && at.list(late, prefix);
  if (!node) {
    for (const key of ['every', 'on_timeout'].filter((one) => fields.get(one))) {
      const other =
        key === 'every'
          ? '; to try again after a failure write "retry"'
          : '; what follows a failure stands in "on_failure"';
      report.error(
        fields.spot(key),
        'misplaced-key',
        `"${key}" belongs to "until": write the condition that is waited for${other}`,
      );
    }
    return undefined;
  }
  const type = uses === undefined ? undefined : at.catalog[uses];
  if (type && (type.kind !== 'reads' || type.nests)) {
    report.error(
      fields.spot('until'),
      'misplaced-key',
      `"until" runs its step again and again, and ${type.uses} does not only look: put "until" on a step behind it that looks`,
    );
    return undefined;
  }
  if (!condition) return undefined;
  return { condition, every: every ?? usualSeconds, ...(onTimeout ? { onTimeout } : {}) };
}
