import { endsByItself, endsRun, type Model, type Node, type Part, type Way } from './model.ts';
import { type Line, setLine } from './outline-lines.ts';
import { stateWords } from './states.ts';
import { plainText } from './wrap-text.ts';

/** A runbook's steps as an outline for a terminal. Lines are broken between words so that they fit into the columns. */
export function outlineOf(model: Model, columns = Infinity): string[] {
  return linesOf(model).flatMap((line) => setLine(line, columns));
}

/** The same in sentences, for those who listen to a picture. */
export function describe(model: Model): string {
  return linesOf(model)
    .slice(3)
    .map(({ lead, said }) => `${lead.replace(/^[ │├└]*/, '')}${said.join(' · ')}`)
    .join('. ');
}

const line = (...said: string[]): Line => ({ lead: '', hang: '  ', said });

function linesOf(model: Model): Line[] {
  return [
    line(plainText(model.title)),
    line(...plainText(model.facts).split(' · ')),
    line(),
    line(`Start: ${remarks(model.start).join(' · ')}`),
    ...partLines(model.parts),
    ...(endsRun(model.parts) ? [] : [line(`${model.end.title}: ${remarks(model.end).join(' · ')}`)]),
    ...(model.always === undefined ? [] : alwaysLines(model.always)),
  ];
}

function alwaysLines({ node, ways }: Part): Line[] {
  const parts = (ways?.list ?? []).flatMap((way) => way.parts);
  return [
    line(`${node.title}, ${remarks(node).join(' · ')}:`),
    ...partLines(parts).map((one) => indented(one, '  ')),
  ];
}

const remarks = (node: Node): string[] => node.remarks.map(({ text }) => plainText(text));

const indented = ({ lead, hang, said }: Line, by: string): Line => ({
  lead: by + lead,
  hang: by + hang,
  said,
});

function partLines(parts: Part[]): Line[] {
  return parts.flatMap((part) => {
    const ways = waysOf(part);
    return [
      headLine(part),
      ...belowLines(part),
      ...ways.flatMap(({ head, inside }, index) => wayLines(head, inside, index === ways.length - 1)),
    ];
  });
}

/** `3 Choose the backup · reads · find-backup` */
function headLine({ node }: Part): Line {
  const [first = '', ...more] = remarks(node);
  const [number = '', ...what] = first.split(' · ');
  const state = node.state === undefined ? [] : [stateWords[node.state]];
  const said = [`${number} ${plainText(node.title)}`, ...state, what.join(' · '), ...more];
  return line(...said);
}

/** What else is to know about a part, before its ways. */
function belowLines({ condition, node }: Part): Line[] {
  const said = [
    ...(condition === undefined ? [] : [`only if ${plainText(condition)}`]),
    ...(node.failure === undefined ? [] : [node.failure]),
  ];
  return said.map((text) => ({ lead: '  ', hang: '    ', said: [text] }));
}

interface Branch {
  head: string;
  inside: Line[];
}

function waysOf(part: Part): Branch[] {
  const { ways, sides = [] } = part;
  const list = ways?.list ?? [];
  const each = ways?.grouping === 'for_each';
  const branches = list.map((way, index) =>
    branchOf(way, each ? 'each' : `branch ${index + 1} of ${list.length}`, 'go on'),
  );
  // behind a step that goes on by itself, nothing is said of that
  const after = endsByItself(part) ? 'go on' : 'go on all the same';
  return [...branches, ...sides.map((way) => branchOf(way, '', after))];
}

function branchOf({ label, parts }: Way, other: string, empty: string): Branch {
  const code = label?.code === true;
  const text = label === undefined ? other : code ? `when ${plainText(label.text)}` : label.text;
  return { head: parts.length === 0 ? `${text}: ${empty}` : `${text}:`, inside: partLines(parts) };
}

function wayLines(head: string, inside: Line[], last: boolean): Line[] {
  const rail = last ? '      ' : '  │   ';
  return [
    { lead: `  ${last ? '└' : '├'} `, hang: `${rail}    `, said: [head] },
    ...inside.map((one) => indented(one, rail)),
  ];
}
