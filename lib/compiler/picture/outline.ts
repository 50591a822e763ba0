import type { Model, Node, Part } from './model.ts';
import { plainText } from './wrap-text.ts';

/** A runbook's steps as an outline for a terminal, one line a step. */
export function outlineOf(model: Model): string[] {
  return [
    plainText(model.title),
    plainText(model.facts),
    '',
    `Start: ${remarks(model.start)}`,
    ...partLines(model.parts),
    ...ending(model),
  ];
}

const ending = (model: Model): string[] => {
  const last = model.parts.at(-1);
  return last?.ends && last.condition === undefined ? [] : ['Recovered: the end of the runbook'];
};

/** The same in sentences, for those who listen to a picture. */
export function describe(model: Model): string {
  return [...outlineOf(model).slice(3)].map((line) => line.replace(/^[ │├└]*/, '')).join('. ');
}

const remarks = (node: Node): string => node.remarks.map(({ text }) => plainText(text)).join(' · ');

function partLines(parts: Part[]): string[] {
  return parts.flatMap((part) => [
    headLine(part),
    ...conditionLines(part),
    ...failureLines(part),
    ...wayLines(part),
  ]);
}

/** `3 Choose the backup · reads · find-backup` */
function headLine({ node }: Part): string {
  const [number = '', ...said] = remarks(node).split(' · ');
  const state = node.state === undefined ? [] : [node.state];
  return [`${number} ${plainText(node.title)}`, ...state, ...said].join(' · ');
}

const conditionLines = ({ condition }: Part): string[] =>
  condition === undefined ? [] : [`  only if ${plainText(condition)}`];

const failureLines = ({ node }: Part): string[] => (node.failure === undefined ? [] : [`  ${node.failure}`]);

function wayLines(part: Part): string[] {
  const ways = part.ways?.list ?? [];
  return ways.flatMap((way, index) => {
    const last = index === ways.length - 1;
    const label = way.label?.code
      ? `when ${plainText(way.label.text)}`
      : (way.label?.text ?? `branch ${index + 1}`);
    const inside = partLines(way.parts);
    const head = inside.length === 0 ? `${label}: go on` : `${label}:`;
    return [`  ${last ? '└' : '├'} ${head}`, ...inside.map((line) => `  ${last ? ' ' : '│'}   ${line}`)];
  });
}
