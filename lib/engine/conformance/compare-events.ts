import type { Json } from '../../model/json.ts';
import type { Event } from '../event.ts';
import type { Case, Difference, RecordedEvent } from './case.ts';
import { asRecorded, matchesRecorded } from './recorded.ts';
import { threadsOf } from './threads.ts';

/** Details that the comparison is about; region and HTTP metadata tell little about an interpreter. */
const compared = [
  'name',
  'input',
  'output',
  'assignedVariables',
  'error',
  'cause',
  'location',
  'state',
  'parameters',
  'resource',
  'resourceType',
  'timeoutInSeconds',
  'heartbeatInSeconds',
  'taskCredentials',
  'length',
  'index',
] as const;

/** What differs between the recorded history and ours. */
export function eventDifferences(of: Case, actual: readonly Event[]): Difference[] {
  const expected = of.expected.events ?? [];
  if (expected.some((event) => event.id === null)) return unordered(of, expected, actual);
  const inOrder = ordered(of, expected, actual);
  if (
    inOrder.length === 0 ||
    !expected.some(({ type }) => /^(MapIteration|ParallelState)Started$/.test(type))
  )
    return inOrder;
  // Iterations and branches interleave differently each time: each of them is compared by itself.
  return byThread(of, expected, actual).length === 0 ? [] : inOrder;
}

/** Event by event, with the ids. */
function ordered(of: Case, expected: readonly RecordedEvent[], actual: readonly Event[]): Difference[] {
  const found: Difference[] = [];
  for (const event of expected) {
    const other = actual.find(({ id }) => id === event.id);
    if (other) found.push(...pairDifferences(of, event, other, { ids: true }));
    else found.push(missing(event));
  }
  const known = new Set(expected.map(({ id }) => id));
  return [...found, ...actual.filter(({ id }) => !known.has(id)).map(unexpected)];
}

/** Those without id occur in any order, and others may; those with id are compared by it. */
function unordered(of: Case, expected: readonly RecordedEvent[], actual: readonly Event[]): Difference[] {
  const found: Difference[] = [];
  const left = [...actual];
  for (const event of expected) {
    const index = left.findIndex((other) =>
      event.id === null
        ? pairDifferences(of, event, other, { ids: false }).length === 0
        : other.id === event.id,
    );
    const [other] = index < 0 ? [] : left.splice(index, 1);
    if (!other) found.push(missing(event));
    else if (event.id !== null) found.push(...pairDifferences(of, event, other, { ids: true }));
  }
  return found;
}

/** Each branch and iteration by itself: the same events in the same order, each after the one that it followed. */
function byThread(of: Case, expected: readonly RecordedEvent[], actual: readonly Event[]): Difference[] {
  const found: Difference[] = [];
  const [wanted, given] = [grouped(expected), grouped(actual)];
  const ids = new Map<number | null, number>([[0, 0]]);
  const cutOff = expected.some(({ type }) => /^(Map|Parallel)StateFailed$/.test(type));
  for (const thread of new Set([...wanted.keys(), ...given.keys()])) {
    const [ours, theirs] = [given.get(thread) ?? [], wanted.get(thread) ?? []];
    const unfinished = cutOff && thread !== '' && !theirs.some(({ type }) => endsThread.test(type));
    const length = unfinished ? Math.min(ours.length, theirs.length) : Math.max(ours.length, theirs.length);
    for (let index = 0; index < length; index += 1) {
      const [event, other] = [theirs[index], ours[index]];
      if (event && other) {
        ids.set(event.id, other.id);
        found.push(...pairDifferences(of, event, other, { ids: false }));
      } else if (event) found.push(missing(event));
      else if (other) found.push(unexpected(other));
    }
  }
  if (found.length > 0) return found;
  const threads = threadsOf(expected);
  const byId = new Map(expected.map((event) => [event.id, event]));
  for (const event of expected) {
    const before = byId.get(event.previousEventId ?? 0);
    // Where threads join, and where the next of a limited number begins, it is the last one then: another one here.
    if (before && threads.get(before)?.thread !== threads.get(event)?.thread) continue;
    const other = actual.find(({ id }) => id === ids.get(event.id));
    const previous = ids.get(event.previousEventId);
    if (other && previous !== undefined && other.previousEventId !== previous)
      found.push({
        where: `event ${event.id} previousEventId`,
        expected: previous,
        got: other.previousEventId,
      });
  }
  return found;
}

/** Types after which a branch or an iteration has come to its own end. */
const endsThread = /^(MapIteration(Succeeded|Failed)|EvaluationFailed|FailStateEntered|SucceedStateExited)$/;

function grouped<E extends RecordedEvent | Event>(events: readonly E[]): Map<string, E[]> {
  const groups = new Map<string, E[]>();
  for (const [event, { thread }] of threadsOf(events)) {
    // Which others are cut off, and where they are then, is a matter of the moment.
    if (event.type.endsWith('Aborted') && event.type !== 'ExecutionAborted') continue;
    groups.set(thread, [...(groups.get(thread) ?? []), event]);
  }
  return groups;
}

/** In what an event differs. Without `ids`, also texts that name an event's id are the same whatever the id. */
function pairDifferences(
  of: Case,
  expected: RecordedEvent,
  actual: Event,
  { ids }: { ids: boolean },
): Difference[] {
  const where = `event ${expected.id ?? 'of any id'} (${expected.type})`;
  if (expected.type !== actual.type)
    return [{ where: `${where} type`, expected: expected.type, got: actual.type }];
  const found: Difference[] = [];
  if (ids && expected.previousEventId !== actual.previousEventId)
    found.push({
      where: `${where} previousEventId`,
      expected: expected.previousEventId,
      got: actual.previousEventId,
    });
  for (const detail of compared) {
    // What a job answered to its submission is not among the recorded answers.
    if (detail === 'output' && expected.type === 'TaskSubmitted') continue;
    const wanted = expected[detail] ?? null;
    const given = actual[detail] ?? null;
    const got = detail === 'cause' ? asRecorded(wanted, given) : given;
    const same = ids ? [wanted, got] : [withoutIds(wanted), withoutIds(got)];
    if (!matchesRecorded(same[0] ?? null, same[1] ?? null, of.placeholders))
      found.push({ where: `${where} ${detail}`, expected: wanted, got });
  }
  return found;
}

function withoutIds(value: Json): Json {
  const text = JSON.stringify(value).replaceAll(/\(entered at the event id #\d+\)/g, '(entered)');
  const changed: Json = JSON.parse(text);
  return changed;
}

function missing(event: RecordedEvent): Difference {
  return { where: `event ${event.id ?? 'of any id'} (${event.type})`, expected: event, got: 'no such event' };
}

function unexpected(event: Event): Difference {
  const { at: _at, ...told } = event;
  const got: Json = JSON.parse(JSON.stringify(told));
  return { where: `event ${event.id} (${event.type})`, expected: 'no such event', got };
}
