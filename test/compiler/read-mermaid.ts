/** A mermaid flowchart as far as ours go. */
export interface Flowchart {
  /** By id: what is written in it, unescaped, and the frame that it stands in. */
  nodes: Map<string, { text: string; frame?: string }>;
  frames: Set<string>;
  arrows: { from: string; to: string; label?: string }[];
}

/** Everything but what would end a text or be read as something else, and characters by number. */
const quoted = /"((?:[^"#&<>;`\\{}[\]|\n]|#\d+;|<br\/>)*)"/.source;
const shapes = [
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
  ['>', ']'],
  ['([', '])'],
  ['[[', ']]'],
  ['{{', '}}'],
  ['[/', '/]'],
];
const escaped = (text: string) => text.replaceAll(/[[\](){}/]/g, String.raw`\$&`);
const node = new RegExp(
  `^ *(n\\d+)(?:${shapes.map(([open = '', close = '']) => escaped(open) + quoted + escaped(close)).join('|')})$`,
);
const frame = new RegExp(`^ *subgraph (n\\d+)\\[${quoted}\\]$`);
const arrow = new RegExp(`^ *(n\\d+) -->(?:\\|${quoted}\\|)? (n\\d+)$`);

/** Reads a flowchart strictly: what is not ours, defined twice, never defined or never closed is an error. */
export function readMermaid(text: string): Flowchart {
  const chart: Flowchart = { nodes: new Map(), frames: new Set(), arrows: [] };
  const open: string[] = [];
  const [head, ...lines] = text
    .replace(/^%%.*\n/, '')
    .trimEnd()
    .split('\n');
  if (head !== 'flowchart TD') throw new Error(`begins with ${head}`);
  const define = (id: string, words: string) => {
    if (chart.nodes.has(id)) throw new Error(`${id} twice`);
    const inside = open.at(-1);
    chart.nodes.set(id, { text: unescape(words), ...(inside === undefined ? {} : { frame: inside }) });
  };
  for (const line of lines) {
    const box = node.exec(line);
    const group = frame.exec(line);
    const way = arrow.exec(line);
    if (box) define(box[1] ?? '', box.slice(2).find((words) => words !== undefined) ?? '');
    else if (group) {
      define(group[1] ?? '', group[2] ?? '');
      open.push(group[1] ?? '');
      chart.frames.add(group[1] ?? '');
    } else if (/^ *end$/.test(line)) {
      if (open.pop() === undefined) throw new Error('an end too many');
    } else if (way) chart.arrows.push(arrowOf(way));
    else throw new Error(`cannot be read: ${line}`);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  const lost = chart.arrows.flatMap(({ from, to }) => [from, to]).find((id) => !chart.nodes.has(id));
  if (lost !== undefined) throw new Error(`an arrow leads to ${lost}, which is not there`);
  return chart;
}

function arrowOf([, from = '', label, to = '']: RegExpExecArray): Flowchart['arrows'][number] {
  return { from, to, ...(label === undefined ? {} : { label: unescape(label) }) };
}

function unescape(text: string): string {
  if (text.includes('$$')) throw new Error(`would be a formula: ${text}`);
  return text
    .replaceAll('<br/>', '\n')
    .replaceAll('\u200B', '')
    .replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
