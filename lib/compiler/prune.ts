import type { Definition, State } from '../model/asl.ts';
import type { Scope } from './scope.ts';
import { nextStates } from './walk-states.ts';

/**
 * A scope without those of its own states that nothing leads to: where nobody can be asked, nothing goes back; where nothing
 * fails, nothing stops. What the author wrote stays, reached or not.
 */
export function scopeOf(startAt: string, all: [string, State][], { states: own }: Scope): Definition {
  const states = Object.fromEntries(all);
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (!state || reached.has(name)) continue;
    reached.add(name);
    open.push(...nextStates(state));
  }
  const ours = new Set<string>(Object.values(own));
  return {
    StartAt: startAt,
    States: Object.fromEntries(all.filter(([name]) => reached.has(name) || !ours.has(name))),
  };
}
