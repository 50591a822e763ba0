import type { AskLevel } from '../model/ask.ts';
import { didYouMean } from '../model/nearest.ts';
import * as z from 'zod';
import type { Reading } from './context.ts';
import { reportKeyDress, shape } from './shape.ts';
import { askLevels, person, wholeNumber } from './shapes.ts';
import { describeNode, entryOf, type Node } from './yaml-node.ts';

const people = wholeNumber(1, 10);
const names = z
  .array(person, { error: 'a list of people and groups such as [platform-leads]' })
  .min(1, { error: 'at least one person or group' });

/** `ask` of a question: who is woken, in order. `given` is the step's `with`. */
export function readAsk(given: Node | undefined, { report, directory }: Reading): AskLevel[] | undefined {
  const levels = given && entryOf(given, 'ask')?.value;
  const ask = levels && shape(levels, askLevels, report);
  const [only] = ask ?? [];
  // with a directory people are counted, not names
  if (!directory && levels && only && ask?.every(({ who }) => who === only.who)) {
    report.warning(
      levels,
      'one-level',
      `when ${only.who} does not answer, nobody else is asked: add a level`,
    );
  }
  return ask;
}

/** `may_approve` of an approve: who may say yes, when those who are woken are more than that. */
export function readMayApprove(given: Node | undefined, { report }: Reading): string[] | undefined {
  const node = given && entryOf(given, 'may_approve')?.value;
  return node && shape(node, names, report);
}

/** `quorum` of an approve: how many have to say yes, or how many of each group. */
export function readQuorum(
  given: Node | undefined,
  ask: AskLevel[] | undefined,
  mayApprove: string[] | undefined,
  { report }: Reading,
): number | Record<string, number> | undefined {
  const node = given && entryOf(given, 'quorum')?.value;
  if (!node) return undefined;
  if (node.kind !== 'map') {
    if (node.kind === 'list') {
      const example = 'a whole number from 1 to 10, or how many of each group: { platform-leads: 1 }';
      report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${example}`);
      return undefined;
    }
    return shape(node, people, report);
  }
  if (node.entries.length === 0) {
    report.error(node, 'wrong-value', 'found an empty map, expected groups such as { platform-leads: 1 }');
    return undefined;
  }
  const known = ask && new Set([...ask.map(({ who }) => who), ...(mayApprove ?? [])]);
  const counts = node.entries.flatMap((entry): [string, number][] => {
    const dressed = reportKeyDress(entry, report);
    if (known && !dressed && !known.has(entry.key)) {
      const close = didYouMean(entry.key, known) || `; asked are ${[...known].join(', ')}`;
      report.error(entry.spot, 'wrong-value', `nobody asks "${entry.key}", so its yes never comes${close}`);
    }
    const count = shape(entry.value, people, report);
    return count === undefined ? [] : [[entry.key, count]];
  });
  return counts.length === node.entries.length ? Object.fromEntries(counts) : undefined;
}
