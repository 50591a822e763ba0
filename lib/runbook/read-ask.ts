import type { AskLevel } from '../model/ask.ts';
import type { Reading } from './context.ts';
import { type Fields, shape } from './shape.ts';
import { askLevels, wholeNumber } from './shapes.ts';
import { describeNode, entryOf } from './yaml-node.ts';

const people = wholeNumber(1, 10);

/** `ask` and `quorum` of an approve: who is woken, in order, and how many have to say yes. */
export function readAsk(fields: Fields, { report }: Reading): { ask?: AskLevel[]; quorum?: number } {
  const given = fields.get('with');
  const later = given && entryOf(given, 'may_approve');
  if (later)
    report.error(later.spot, 'not-supported-yet', '"may_approve" is not supported yet: leave it out');
  const levels = given && entryOf(given, 'ask')?.value;
  const ask = levels && shape(levels, askLevels, report);
  const [only, second] = ask ?? [];
  if (levels && only && !second) {
    report.warning(
      levels,
      'one-level',
      `when ${only.who} does not answer, nobody else is asked: add a level`,
    );
  }
  const count = given && entryOf(given, 'quorum')?.value;
  if (count?.kind === 'map') {
    report.error(
      count,
      'not-supported-yet',
      `found ${describeNode(count)}: a quorum by group is not supported yet, expected a number`,
    );
    return ask ? { ask } : {};
  }
  const quorum = count && shape(count, people, report);
  return { ...(ask ? { ask } : {}), ...(quorum === undefined ? {} : { quorum }) };
}
