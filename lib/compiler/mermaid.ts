import type { Drawable } from './picture/model-of.ts';
import { modelOf } from './picture/model-of.ts';
import {
  endsByItself,
  endsRun,
  type Kind,
  type Model,
  type Node,
  type Part,
  type Way,
} from './picture/model.ts';
import { plainText } from './picture/wrap-text.ts';

/** Where an arrow comes from, and what has to hold on it. */
interface Exit {
  from: string;
  label?: string;
}
interface Drawing {
  lines: string[];
  arrows: string[];
  /** Boxes so far: the nth is `n<n>`. */
  count: number;
}

/** A runbook's steps as a mermaid flowchart: one box a step with what the picture says of it, conditions on the arrows, groups as frames. */
export function mermaidOf(manifest: Drawable): string {
  const drawing: Drawing = { lines: [], arrows: [], count: 0 };
  drawModel(modelOf(manifest), drawing);
  return ['flowchart TD', ...drawing.lines, ...drawing.arrows].join('\n').concat('\n');
}

function drawModel({ parts, end, always }: Model, drawing: Drawing): void {
  const exits = list(parts, [], drawing, '  ');
  if (!endsRun(parts)) join(exits, box([end.title], round, drawing, '  '), drawing);
  if (always)
    frame(wordsOf(always.node), drawing, '  ', (inner) => {
      for (const way of always.ways?.list ?? []) list(way.parts, [], drawing, inner);
    });
}

/** A list of steps; gives the ways that lead out of it. */
function list(parts: Part[], entering: Exit[], drawing: Drawing, indent: string): Exit[] {
  let exits = entering;
  for (const part of parts) exits = guarded(part, exits, drawing, indent);
  return exits;
}

/** A step, and the way around it where its condition does not hold. */
function guarded(part: Part, entering: Exit[], drawing: Drawing, indent: string): Exit[] {
  if (part.condition === undefined) return own(part, entering, drawing, indent);
  const from = box([part.condition], diamond, drawing, indent);
  join(entering, from, drawing);
  return [...own(part, [{ from, label: 'yes' }], drawing, indent), { from, label: 'no' }];
}

function own(part: Part, entering: Exit[], drawing: Drawing, indent: string): Exit[] {
  const { node, ways, sides = [] } = part;
  const groups = ways !== undefined && ways.grouping !== 'choose';
  const id = groups
    ? frame(wordsOf(node), drawing, indent, (inner) => {
        for (const way of ways.list) list(way.parts, [], drawing, inner);
      })
    : box(wordsOf(node), shapes[node.kind], drawing, indent);
  join(entering, id, drawing);
  const through =
    ways === undefined || groups
      ? endsByItself(part)
        ? []
        : [{ from: id }]
      : fork(ways.list, id, drawing, indent);
  return [...through, ...fork(sides, id, drawing, indent)];
}

function fork(ways: Way[], from: string, drawing: Drawing, indent: string): Exit[] {
  return ways.flatMap(({ label, parts }) =>
    list(parts, [{ from, ...(label === undefined ? {} : { label: label.text }) }], drawing, indent),
  );
}

type Shape = [open: string, close: string];
const plain: Shape = ['[', ']'];
const round: Shape = ['([', '])'];
const diamond: Shape = ['{', '}'];

/** Those of the picture, as far as mermaid has them. */
const shapes: Record<Kind, Shape> = {
  reads: plain,
  control: plain,
  changes: ['[[', ']]'],
  asks: ['{{', '}}'],
  tells: ['>', ']'],
  choose: diamond,
  waits: ['(', ')'],
  nested: ['[/', '/]'],
  starts: round,
  ends: round,
};

const wordsOf = ({ title, remarks }: Node): string[] => [title, ...remarks.map(({ text }) => text)];

function box(words: string[], [open, close]: Shape, drawing: Drawing, indent: string): string {
  const id = `n${(drawing.count += 1)}`;
  drawing.lines.push(`${indent}${id}${open}"${linesOf(words)}"${close}`);
  return id;
}

function frame(words: string[], drawing: Drawing, indent: string, inside: (indent: string) => void): string {
  const id = `n${(drawing.count += 1)}`;
  // on one line: mermaid keeps no room for a second one above what is inside
  drawing.lines.push(`${indent}subgraph ${id}["${escapeText(words.join(' · '))}"]`);
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

const linesOf = (words: string[]): string => words.map(escapeText).join('<br/>');

/**
 * Mermaid reads `#…;` as a character, and nothing else inside quotes; line breaks become spaces. It would set what is between `$$`
 * as a formula, even where they are written as characters: something without width keeps the two apart.
 */
export function escapeText(text: string): string {
  return plainText(text)
    .replaceAll(/[#"&<>;`\\{}[\]|]/g, (character) => `#${character.codePointAt(0)};`)
    .replaceAll(/\$(?=\$)/g, '$&\u200B');
}
