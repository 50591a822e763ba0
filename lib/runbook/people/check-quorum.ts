import type { AskLevel } from '../../model/ask.ts';
import { isKnown, membersOf } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';
import type { Reading } from '../context.ts';
import { entryOf, type Node } from '../yaml-node.ts';

/** Everybody whom these names stand for, each once. */
export function peopleOf(directory: Directory, names: readonly string[]): Set<string> {
  return new Set(names.flatMap((name) => membersOf(directory, name)));
}

/**
 * Whether an escalation ends at one person: all levels together are one, or the last one is, who is paged until the deadline. By people,
 * not by names: a group of one is one.
 */
export function checkAlone(levels: Node, ask: readonly AskLevel[], { directory, report }: Reading): void {
  const names = ask.map(({ who }) => who);
  if (!directory || !names.every((name) => isKnown(directory, name))) return;
  const everybody = peopleOf(directory, names);
  const last = peopleOf(directory, names.slice(-1));
  const [alone] = everybody;
  if (everybody.size === 1)
    report.warning(
      levels,
      'one-level',
      `when ${alone ?? ''} does not answer, nobody else is asked: add a level`,
    );
  else if (last.size === 1)
    report.warning(
      levels,
      'one-level',
      `the escalation ends at one person: ${[...last].join('')} is paged until the deadline, and nobody else; end it at a group`,
    );
}

/** Whether as many people may say yes as have to. */
export function checkQuorum(
  given: Node | undefined,
  read: {
    ask: readonly AskLevel[] | undefined;
    mayApprove: readonly string[] | undefined;
    quorum: number | Record<string, number> | undefined;
  },
  { directory, report }: Reading,
): void {
  const node = given && entryOf(given, 'quorum')?.value;
  const names = read.mayApprove ?? read.ask?.map(({ who }) => who);
  const { quorum } = read;
  if (!directory || !names || !names.every((name) => isKnown(directory, name))) return;
  if (typeof quorum === 'object') {
    for (const [group, count] of Object.entries(quorum)) {
      const members = membersOf(directory, group);
      const spot = node && entryOf(node, group)?.value;
      if (spot && isKnown(directory, group) && members.length < count)
        report.error(
          spot,
          'quorum-too-large',
          `${count} of ${group} have to say yes, but it has ${countOf(members)}`,
        );
    }
    return;
  }
  const may = [...peopleOf(directory, names)];
  const wanted = quorum ?? 1;
  const where = node ?? (given && entryOf(given, read.mayApprove ? 'may_approve' : 'ask')?.value);
  if (!where) return;
  if (may.length < wanted)
    report.error(where, 'quorum-too-large', `${wanted} people have to say yes, but only ${countOf(may)} may`);
  else if (may.length === wanted)
    report.warning(
      where,
      'quorum-too-large',
      `all who may say yes have to (${may.join(', ')}), and none of them can when they started the run: add somebody`,
    );
}

function countOf(people: readonly string[]): string {
  return people.length === 1
    ? `one person (${people.join('')})`
    : `${people.length} people (${people.join(', ')})`;
}
