import type { Definition, State } from '../model/asl.ts';

/** Every state of a definition with its name, those inside branches and iterations included, outer ones first. */
export function everyState(definition: Definition): { name: string; state: State; within: Definition }[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    { name, state, within: definition },
    ...innerDefinitions(state).flatMap(everyState),
  ]);
}

function innerDefinitions(state: State): Definition[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [state.ItemProcessor] : [];
}

/** The states that one state can go to. */
export function nextStates(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const caught = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  if (state.Type !== 'Choice') return [...next, ...caught];
  const byDefault = state.Default === undefined ? [] : [state.Default];
  return [...state.Choices.map((choice) => choice.Next), ...byDefault];
}
