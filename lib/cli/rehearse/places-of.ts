import type { Unmet } from '../../rehearsal/explore/result.ts';
import { createReport } from '../../runbook/mistake.ts';
import { entryOf, type Node } from '../../runbook/yaml-node.ts';
import { readTree } from '../../runbook/yaml-tree.ts';

/** Where a rehearsal, and what it expects, stand in the file: lines from 1. */
export interface RehearsalPlaces {
  line: number;
  /** By key of `expect`. */
  expect: Record<string, number>;
  /** By name, of `asked`. */
  asked: Record<string, number>;
}

/** Of each rehearsal in order. Of a text that is no runbook: none. */
export function placesOf(text: string): RehearsalPlaces[] {
  const tree = readTree(text.replace(/^\ufeff/, ''), createReport(text, ''));
  const list = tree && entryOf(tree, 'rehearsals')?.value;
  return list?.kind === 'list' ? list.items.map(placeOf) : [];
}

function placeOf(item: Node): RehearsalPlaces {
  const expect = entryOf(item, 'expect')?.value;
  const asked = expect && entryOf(expect, 'asked')?.value;
  const entries = expect?.kind === 'map' ? expect.entries : [];
  return {
    line: item.position.line,
    expect: Object.fromEntries(entries.map(({ key, spot }) => [key, spot.position.line])),
    asked: Object.fromEntries(
      (asked?.kind === 'list' ? asked.items : []).flatMap((one) =>
        one.kind === 'scalar' ? [[String(one.value), one.position.line]] : [],
      ),
    ),
  };
}

/** The line that an expectation which does not hold is about; that of the rehearsal where it has none. */
export function lineOfUnmet({ key, who }: Unmet, { line, expect, asked }: RehearsalPlaces): number {
  return (who === undefined ? undefined : asked[who]) ?? expect[key] ?? line;
}
