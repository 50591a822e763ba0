import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { graph } from '../../lib/compiler/graph.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import { aRunbook, aStep, aWholeRunbook, smallCatalog, smallEstate } from '../builders/runbook.ts';

const graphOf = (runbook: Runbook, options = {}) =>
  graph(compile(runbook, { catalog: smallCatalog, estate: smallEstate }), options).split('\n');

describe('the graph', () => {
  test('has the steps, their ways, and nothing of the frame', () => {
    const lines = graphOf(aWholeRunbook());
    expect(lines[0]).toBe('flowchart TD');
    expect(lines).toContain('  n1["Look (look)"]');
    expect(lines).toContain('  n2{"What is it?"}');
    expect(lines).toContain('  n3(["What is it?: nothing-to-do"])');
    expect(lines).toContain(`  n2 -->|"$look.word = 'fine'"| n3`);
    expect(lines.join('\n')).not.toMatch(/Open run|Stop here|· ask/);
    const nodes = lines.filter((line) => /^ {2}n\d+[[({]/.test(line)).length;
    expect(nodes).toBe(12);
  });

  test('shows the frame when asked', () => {
    const text = graphOf(aWholeRunbook(), { frame: true }).join('\n');
    expect(text).toMatch(/Open run/);
    expect(text).toMatch(/Change it · ask/);
  });

  test('titles cannot break out of their box', () => {
    const [, box] = graphOf(aRunbook([aStep('a "b" <c>; [d] {e} #f; |g|', 'look')]));
    expect(box).toBe('  n1["a #34;b#34; #60;c#62;#59; #91;d#93; #123;e#125; #35;f#59; #124;g#124; (look)"]');
  });
});
