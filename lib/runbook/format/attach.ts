import { isAlias, isScalar } from 'yaml';
import type { Comment } from './comments.ts';
import { allEntries, type Container, type Entry, isContainer, startOf } from './layout.ts';

/** Gives every comment to the entry, or the end of the map or list, that it belongs to. What stands before everything else is given back. */
export function attach(comments: readonly Comment[], root: Container): Comment[] {
  const entries = allEntries(root);
  const head: Comment[] = [];
  let index = 0;
  for (const comment of comments) {
    while ((entries[index]?.start ?? Number.POSITIVE_INFINITY) < comment.offset) index += 1;
    const before = entries[index - 1];
    const after = entries[index];
    if (!before) head.push(comment);
    else if (comment.own) attachOwn(comment, before, after, root);
    else attachBehind(comment, before);
  }
  return head;
}

/** A comment behind something belongs to the last entry before it that is still going on. */
function attachBehind(comment: Comment, before: Entry): void {
  const entry = going(before, comment);
  if (entry.trail) entry.lead.push(comment);
  else entry.trail = comment;
}

function attachOwn(comment: Comment, before: Entry, after: Entry | undefined, root: Container): void {
  const brackets = around(before, comment);
  if (brackets) {
    if (after && after.start < brackets.end) after.lead.push(comment);
    else if (brackets.entries.length > 0) brackets.foot.push(comment);
    else (brackets.of ?? before).lead.push(comment);
    return;
  }
  const { value } = before;
  if (isBetween(value, comment)) before.lead.push(comment);
  else if (after && (after.within.of === before || comment.column <= after.column)) after.lead.push(comment);
  else footOf(comment, before, after, root).push(comment);
}

/** Whether the comment stands between a key and a value that begins in a line below it. */
function isBetween(value: Entry['value'], { offset }: Comment): boolean {
  if (isContainer(value)) return value.node.flow === true && (startOf(value.node) ?? 0) > offset;
  const written = isAlias(value) || (isScalar(value) && value.source !== '');
  return written && (startOf(value) ?? 0) > offset;
}

/** The deepest map or list that has ended before the next entry, and is not further to the right than the comment. */
function footOf(comment: Comment, before: Entry, after: Entry | undefined, root: Container): Comment[] {
  const still = new Set(after ? containersOf(after) : []);
  const ended = containersOf(going(before, comment)).filter((one) => !still.has(one));
  const columns = ended.map(({ entries }) => entries[0]?.column ?? 1);
  const column = Math.max(...columns.filter((one) => one <= comment.column));
  // of a list and the map around it that begin in one column, the map
  const found = ended[columns.lastIndexOf(column)];
  return found?.foot ?? after?.lead ?? root.foot;
}

/** The containers around an entry, from the innermost. */
function containersOf(entry: Entry | undefined): Container[] {
  return entry ? [entry.within, ...containersOf(entry.within.of)] : [];
}

/** The entry, or the one whose brackets have been closed since. */
function going(entry: Entry, comment: Comment): Entry {
  const { offset } = comment;
  const { node, end, of } = entry.within;
  return node.flow && end <= offset && of ? going(of, comment) : entry;
}

/** The innermost brackets that are still open. */
function around(before: Entry, { offset }: Comment): Container | undefined {
  const own = isContainer(before.value) ? [before.value] : [];
  return [...own, ...containersOf(before)].find(
    ({ node, end }) => node.flow && (startOf(node) ?? 0) < offset && end > offset,
  );
}
