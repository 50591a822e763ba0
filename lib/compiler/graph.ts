import type { Definition, State } from '../model/asl.ts';
import type { Manifest } from './manifest.ts';
import { escapeText, mermaidOf } from './mermaid.ts';
import { everyState, nextStates } from './walk-states.ts';

export interface GraphOptions {
  /** True: the states of the state machine, those that the compiler adds too, instead of the steps. Default false. */
  frame?: boolean;
}

/** A compiled runbook as a mermaid flowchart: its steps, or all of its states. */
export function graph(
  { definition, manifest }: { definition: Definition; manifest: Manifest },
  { frame = false }: GraphOptions = {},
): string {
  return frame ? statesOf(definition, manifest) : mermaidOf(manifest);
}

function statesOf(definition: Definition, manifest: Manifest): string {
  const states = everyState(definition);
  const ids = new Map(states.map(({ name }, index) => [name, `n${index + 1}`]));
  const boxes = states.map(({ name, state }) => {
    const step = manifest.steps.find(({ title }) => title === name);
    const [open, close] = shapeOf(state);
    const text = step && step.kind !== 'control' ? `${name} (${step.uses})` : name;
    return `  ${ids.get(name)}${open}"${escapeText(text)}"${close}`;
  });
  const arrows = states.flatMap(({ name, state }) =>
    waysFrom(state).flatMap(({ to, label }) => {
      const text = label === undefined ? '' : `|"${escapeText(label)}"|`;
      return ids.has(to) ? [`  ${ids.get(name)} -->${text} ${ids.get(to)}`] : [];
    }),
  );
  return ['flowchart TD', ...boxes, ...new Set(arrows)].join('\n').concat('\n');
}

function shapeOf(state: State): [string, string] {
  if (state.Type === 'Choice') return ['{', '}'];
  return state.Type === 'Succeed' || state.Type === 'Fail' ? ['([', '])'] : ['[', ']'];
}

function waysFrom(state: State): { to: string; label?: string }[] {
  const into = state.Type === 'Parallel' ? state.Branches.map(({ StartAt }) => ({ to: StartAt })) : [];
  if (state.Type === 'Map') into.push({ to: state.ItemProcessor.StartAt });
  if (state.Type !== 'Choice') return [...into, ...nextStates(state).map((to) => ({ to }))];
  const ways = state.Choices.map(({ Next, Comment }) => ({ to: Next, label: Comment ?? 'if' }));
  return state.Default === undefined ? ways : [...ways, { to: state.Default, label: 'otherwise' }];
}
