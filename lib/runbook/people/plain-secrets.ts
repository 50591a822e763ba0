import type { Report } from '../mistake.ts';
import type { Mistake } from '../runbook.ts';
import type { Node } from '../yaml-node.ts';

/** What Slack's tokens look like, wherever one was put. */
const slackToken = /xox[a-z](?:\.[a-z]+)?-[\w-]+/g;

/** Texts of a file that may be secrets: no mistake shows them, nor the line that they stand on. */
export interface Hidden {
  /** Says that nothing from here to the end of the line is shown. */
  hide: (node: Node) => void;
  /** The report's mistakes, without what is hidden. */
  mistakes: (report: Report) => Mistake[];
}

/** Keeps what may be a secret out of what is told about a file: the caret shows where it is, and that is enough. */
export function createHidden(): Hidden {
  const columns = new Map<number, number>();
  const hide = (node: Node): void => {
    if (node.kind === 'scalar' && (node.value === null || typeof node.value === 'boolean')) return;
    const { line, column } = node.position;
    columns.set(line, Math.min(column, columns.get(line) ?? column));
    const inner =
      node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries.map(({ value }) => value) : [];
    inner.forEach(hide);
  };
  const shown = (mistake: Mistake): Mistake => {
    const column = columns.get(mistake.line);
    const source =
      column === undefined ? mistake.source : `${mistake.source.slice(0, column - 1)}(not shown)`;
    return {
      ...mistake,
      message: mistake.message.replaceAll(slackToken, '(not shown)'),
      source: source.replaceAll(slackToken, '(not shown)'),
    };
  };
  return { hide, mistakes: (report) => report.mistakes().map(shown) };
}
