import type { FlowStep, FlowWay, Manifest, ManifestStep } from './manifest.ts';

/** Where an arrow comes from, and what has to hold on it. */
interface Exit {
  from: string;
  label?: string;
}
interface Drawing {
  lines: string[];
  arrows: string[];
  steps: Map<string, ManifestStep>;
  /** Boxes so far: the nth is `n<n>`. */
  count: number;
}

/** A runbook's steps as a mermaid flowchart: one box a step, conditions on the arrows, groups as frames, in the words of the author. */
export function mermaidOf(manifest: Pick<Manifest, 'steps' | 'flow' | 'always'>): string {
  const steps = new Map(manifest.steps.map((step) => [step.id, step]));
  const drawing: Drawing = { lines: [], arrows: [], steps, count: 0 };
  const flow = manifest.flow ?? manifest.steps.map(({ id }) => ({ step: id }));
  const exits = list(flow, [], drawing, '  ');
  if (exits.length > 0) join(exits, box('Recovered', round, drawing, '  '), drawing);
  const always = manifest.always ?? [];
  if (always.length > 0)
    frame('always, however it ends', drawing, '  ', (inner) => list(always, [], drawing, inner));
  return ['flowchart TD', ...drawing.lines, ...drawing.arrows].join('\n').concat('\n');
}

/** A list of steps; gives the ways that lead out of it. */
function list(flow: FlowStep[], entering: Exit[], drawing: Drawing, indent: string): Exit[] {
  let exits = entering;
  let first = true;
  for (const step of flow) {
    if (exits.length === 0 && !first) break;
    first = false;
    exits = one(step, exits, drawing, indent);
  }
  return exits;
}

function one(flow: FlowStep, entering: Exit[], drawing: Drawing, indent: string): Exit[] {
  const step = drawing.steps.get(flow.step);
  const around = flow.if === undefined ? [] : [conditionOf(flow.if, entering, drawing, indent)];
  const into = flow.if === undefined ? entering : around.map(({ from }) => ({ from, label: 'yes' }));
  const skipping = around.map(({ from }) => ({ from, label: 'no' }));
  const exits = own(flow, step, into, drawing, indent);
  return [...exits, ...skipping];
}

function conditionOf(condition: string, entering: Exit[], drawing: Drawing, indent: string): Exit {
  const from = box(condition, diamond, drawing, indent);
  join(entering, from, drawing);
  return { from };
}

function own(
  flow: FlowStep,
  step: ManifestStep | undefined,
  entering: Exit[],
  drawing: Drawing,
  indent: string,
): Exit[] {
  const title = step?.title ?? flow.step;
  if (step?.uses === 'parallel' || step?.uses === 'for_each') {
    const word = step.uses === 'parallel' ? 'all at the same time' : 'for each';
    const id = frame(`${title} · ${word}`, drawing, indent, (inner) => {
      for (const way of flow.ways ?? []) list(way.steps, [], drawing, inner);
    });
    join(entering, id, drawing);
    return [{ from: id }, ...sides(flow, id, drawing, indent)];
  }
  const ending = flow.ends === undefined ? '' : `: ${flow.to ? `on as ${flow.to}` : flow.ends}`;
  const uses = step === undefined || step.kind === 'control' ? '' : ` (${step.uses})`;
  const id = box(`${title}${ending}${uses}`, shapeOf(flow, step), drawing, indent);
  join(entering, id, drawing);
  if (flow.ends !== undefined) return [];
  if (flow.ways !== undefined) return waysOf(flow.ways, title, id, drawing, indent);
  return [{ from: id }, ...sides(flow, id, drawing, indent)];
}

/** Steps instead, when it failed or was late. */
function sides(flow: FlowStep, from: string, drawing: Drawing, indent: string): Exit[] {
  return [
    ...(flow.failed ? list(flow.failed, [{ from, label: 'failed' }], drawing, indent) : []),
    ...(flow.late ? list(flow.late, [{ from, label: 'too late' }], drawing, indent) : []),
  ];
}

function waysOf(ways: FlowWay[], title: string, from: string, drawing: Drawing, indent: string): Exit[] {
  const exits = ways.flatMap((way) => {
    const label = way.when ?? 'otherwise';
    if (!way.ends) return list(way.steps, [{ from, label }], drawing, indent);
    const end = box(
      `${title}: ${way.ends.to ? `on as ${way.ends.to}` : way.ends.outcome}`,
      round,
      drawing,
      indent,
    );
    join([{ from, label }], end, drawing);
    return [];
  });
  const open = ways.every((way) => way.when !== undefined);
  return open ? [...exits, { from, label: 'otherwise' }] : exits;
}

type Shape = [open: string, close: string];
const round: Shape = ['([', '])'];
const diamond: Shape = ['{', '}'];

/** Asks look like a question, what changes something like what it is. */
function shapeOf(flow: FlowStep, step: ManifestStep | undefined): Shape {
  if (flow.ends !== undefined) return round;
  if (flow.ways !== undefined) return diamond;
  if (step?.kind === 'asks') return ['{{', '}}'];
  return step?.kind === 'changes' ? ['[[', ']]'] : ['[', ']'];
}

function box(text: string, [open, close]: Shape, drawing: Drawing, indent: string): string {
  const id = `n${(drawing.count += 1)}`;
  drawing.lines.push(`${indent}${id}${open}"${escapeText(text)}"${close}`);
  return id;
}

function frame(text: string, drawing: Drawing, indent: string, inside: (indent: string) => void): string {
  const id = `n${(drawing.count += 1)}`;
  drawing.lines.push(`${indent}subgraph ${id}["${escapeText(text)}"]`);
  inside(`${indent}  `);
  drawing.lines.push(`${indent}end`);
  return id;
}

function join(exits: Exit[], to: string, drawing: Drawing): void {
  for (const { from, label } of exits) {
    const text = label === undefined ? '' : `|"${escapeText(label)}"|`;
    drawing.arrows.push(`  ${from} -->${text} ${to}`);
  }
}

/** Mermaid reads `#…;` as a character, and nothing else inside quotes; line breaks become spaces. */
export function escapeText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[#"&<>;`\\{}[\]|]/g, (character) => `#${character.codePointAt(0)};`);
}
