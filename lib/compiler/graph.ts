import type { Definition, State } from '../model/asl.ts';
import { askName, frameStates } from './names.ts';
import type { Manifest, ManifestStep } from './manifest.ts';
import { nextStates } from './walk-states.ts';

export interface GraphOptions {
  /** True: the states that the compiler adds around the steps, too. Default false. */
  frame?: boolean;
}

interface Node {
  id: string;
  name: string;
  text: string;
  shape: [string, string];
}
interface Edge {
  from: string;
  to: string;
  label?: string;
}

/** A compiled runbook as a mermaid flowchart: one node a step, conditions on the arrows, the words of the author. */
export function graph(
  { definition, manifest }: { definition: Definition; manifest: Manifest },
  options: GraphOptions = {},
): string {
  const branch = recoveryBranch(definition);
  const shown: [string, State][] = [
    ...Object.entries(options.frame ? definition.States : {}),
    ...Object.entries(branch?.States ?? {}).filter(([name]) => options.frame || !hidden(name, manifest)),
  ];
  const nodes = shown.map(([name, state], index): Node => nodeOf(name, state, `n${index + 1}`, manifest));
  const idOf = new Map(nodes.map((node) => [node.name, node.id]));
  const edges = shown.flatMap(([name, state]) => edgesOf(name, state, options.frame ?? false));
  const drawn = edges.flatMap((edge) => {
    const from = idOf.get(edge.from);
    const to = idOf.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const label = edge.label === undefined ? '' : `|"${escapeText(edge.label)}"|`;
    return [`  ${from} -->${label} ${to}`];
  });
  const boxes = nodes.map((node) => `  ${node.id}${node.shape[0]}"${escapeText(node.text)}"${node.shape[1]}`);
  return ['flowchart TD', ...boxes, ...new Set(drawn)].join('\n').concat('\n');
}

function recoveryBranch(definition: Definition): Definition | undefined {
  const recovery = definition.States[frameStates.recovery];
  return recovery?.Type === 'Parallel' ? recovery.Branches[0] : undefined;
}

/** Frame states inside the branch, and the asks after failures, which every step has. */
function hidden(name: string, manifest: Manifest): boolean {
  const own = manifest.steps.some((step) => step.states.includes(name) && name !== askName(step.title));
  return !own && name !== frameStates.end;
}

function nodeOf(name: string, state: State, id: string, manifest: Manifest): Node {
  const step = manifest.steps.find((one) => one.title === name);
  if (name === frameStates.end) return { id, name, text: 'Recovered', shape: ['([', '])'] };
  if (state.Type === 'Succeed')
    return { id, name, text: `${name}: ${outcomeOf(state)}`, shape: ['([', '])'] };
  if (state.Type === 'Fail') return { id, name, text: name, shape: ['([', '])'] };
  if (state.Type === 'Choice') return { id, name, text: name, shape: ['{', '}'] };
  return { id, name, text: step ? `${name} (${step.uses})` : name, shape: shapeOf(step) };
}

/** Asks look like a question, what changes something like what it is. */
function shapeOf(step: ManifestStep | undefined): [string, string] {
  if (step?.kind === 'asks') return ['{{', '}}'];
  return step?.kind === 'changes' ? ['[[', ']]'] : ['[', ']'];
}

function outcomeOf(state: State): string {
  const output = 'Output' in state ? state.Output : null;
  const outcome =
    output !== null && typeof output === 'object' && !Array.isArray(output) ? output?.['outcome'] : null;
  return typeof outcome === 'string' ? outcome : 'end';
}

function edgesOf(name: string, state: State, all: boolean): Edge[] {
  if (state.Type === 'Choice') {
    const ways = state.Choices.map((choice) => ({
      from: name,
      to: choice.Next,
      label: choice.Comment ?? 'if',
    }));
    return state.Default === undefined
      ? ways
      : [...ways, { from: name, to: state.Default, label: 'otherwise' }];
  }
  if (all) return nextStates(state).map((to) => ({ from: name, to }));
  return 'Next' in state && state.Next !== undefined ? [{ from: name, to: state.Next }] : [];
}

/** Mermaid reads `#…;` as a character, and nothing else inside quotes; line breaks become spaces. */
function escapeText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[#"&<>;`\\{}[\]|]/g, (character) => `#${character.codePointAt(0)};`);
}
