import { endsRun, type Model, type Node, type Part, type Way } from './model.ts';
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
    ...(model.always === undefined ? [] : alwaysLines(model.always)),
  ];
}

const ending = ({ parts, end }: Model): string[] => (endsRun(parts) ? [] : [`${end.title}: ${remarks(end)}`]);

function alwaysLines({ node, ways }: Part): string[] {
  const parts = (ways?.list ?? []).flatMap((way) => way.parts);
  return [`${node.title}, ${remarks(node)}:`, ...partLines(parts).map((line) => `  ${line}`)];
}

/** The same in sentences, for those who listen to a picture. */
export function describe(model: Model): string {
  return outlineOf(model)
    .slice(3)
    .map((line) => line.replace(/^[ │├└]*/, ''))
    .join('. ');
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

function wayLines({ ways }: Part): string[] {
  const list = ways?.list ?? [];
  return list.flatMap((way, index) => {
    const last = index === list.length - 1;
    const label = labelOf(
      way,
      ways?.grouping === 'for_each' ? 'each' : `branch ${index + 1} of ${list.length}`,
    );
    const inside = partLines(way.parts);
    const head = inside.length === 0 ? `${label}: go on` : `${label}:`;
    return [`  ${last ? '└' : '├'} ${head}`, ...inside.map((line) => `  ${last ? ' ' : '│'}   ${line}`)];
  });
}

function labelOf({ label }: Way, other: string): string {
  if (label === undefined) return other;
  return label.code ? `when ${plainText(label.text)}` : label.text;
}
