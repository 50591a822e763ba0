import { isObject } from '../../model/json.ts';
import type { Findings } from './diagnostic.ts';
import { listOf } from './failure-lists.ts';

type States = Record<string, unknown>;

/** Where a state leads: the pointer of each way, and the name that stands there. */
function waysOf(state: Record<string, unknown>, at: string): [location: string, target: unknown][] {
  const ways: [string, unknown][] = [];
  for (const field of ['Next', 'Default'])
    if (Object.hasOwn(state, field)) ways.push([`${at}/${field}`, state[field]]);
  for (const field of ['Choices', 'Catch'])
    for (const [index, way] of listOf(state[field]).entries())
      if (isObject(way) && Object.hasOwn(way, 'Next'))
        ways.push([`${at}/${field}[${index}]/Next`, way['Next']]);
  return ways;
}

/** Targets that are not there, an end that is not there, and states that nothing leads to. `at` is the list's owner. */
export function checkWays(states: States, startAt: unknown, at: string, found: Findings): void {
  const leads = new Map<string, string[]>();
  if (typeof startAt === 'string' && !Object.hasOwn(states, startAt))
    found.add('MISSING_TRANSITION_TARGET', `Missing 'StartAt' target: ${startAt}`, `${at}/StartAt`);
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const targets: string[] = [];
    for (const [location, target] of waysOf(state, `${at}/States/${name}`)) {
      if (typeof target !== 'string') continue;
      if (Object.hasOwn(states, target)) targets.push(target);
      else found.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location);
    }
    leads.set(name, targets);
  }
  // Measured: without any end, what cannot be reached is not told.
  if (!Object.values(states).some(isEnd))
    return found.add('MISSING_END_STATE', 'Workflow has no terminal state');
  if (typeof startAt !== 'string' || !Object.hasOwn(states, startAt)) return;
  const reached = new Set([startAt]);
  for (const name of reached) for (const target of leads.get(name) ?? []) reached.add(target);
  for (const name of Object.keys(states))
    if (!reached.has(name))
      found.add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${at}/States/${name}`);
}

function isEnd(state: unknown): boolean {
  if (!isObject(state)) return false;
  const { Type: type, End: end } = state;
  return end === true || type === 'Succeed' || type === 'Fail';
}
