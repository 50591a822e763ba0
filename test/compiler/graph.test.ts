import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { graph } from '../../lib/compiler/graph.ts';
import { mermaidOf } from '../../lib/compiler/mermaid.ts';
import { type Drawable, modelOf } from '../../lib/compiler/picture/model-of.ts';
import { endsRun, everyPart } from '../../lib/compiler/picture/model.ts';
import { plainText } from '../../lib/compiler/picture/wrap-text.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import {
  aFinish,
  anEach,
  aParallel,
  aRunbook,
  aStep,
  aWholeRunbook,
  smallCatalog,
  smallEstate,
} from '../builders/runbook.ts';
import { generated, surroundings } from './generated.ts';
import { drawables } from './picture/drawables.ts';
import { aLongOne } from './picture/long-one.ts';
import { readMermaid } from './read-mermaid.ts';
import { shipped } from './shipped.ts';

const graphOf = (runbook: Runbook, options = {}) =>
  graph(compile(runbook, { catalog: smallCatalog, estate: smallEstate }), options).split('\n');

describe('the graph', () => {
  test('has the steps, what is to know of them, their ways, and nothing of the frame', () => {
    const lines = graphOf(aWholeRunbook());
    expect(lines[0]).toBe('flowchart TD');
    expect(lines).toContain('  n1["Look<br/>1 · reads · look"]');
    expect(lines).toContain('  n2{"What is it?<br/>2 · chooses one way"}');
    expect(lines).toContain('  n3(["nothing-to-do<br/>2.1 · ends the run"])');
    expect(lines).toContain(`  n2 -->|"$look.word = 'fine'"| n3`);
    expect(lines.join('\n')).not.toMatch(/Open run|Stop here|· ask\b/);
    const nodes = lines.filter((line) => /^ {2}n\d+[[({>]/.test(line)).length;
    expect(nodes).toBe(12);
  });

  test('has groups as frames, and what is done instead beside what failed', () => {
    const tell = aStep('Tell', 'page');
    const lines = graphOf(
      aRunbook([
        aParallel('Both', [[aStep('Left', 'look')], [anEach('Each', "['a']", [aStep('Right', 'change')])]], {
          onFailure: { kind: 'steps', steps: [tell, aFinish('Over', 'failed', 'it failed')] },
        }),
        aStep('Behind', 'look', { until: { condition: '$inputs.go', onTimeout: [aStep('Late', 'page')] } }),
      ]),
    );
    expect(lines).toEqual([
      'flowchart TD',
      '  subgraph n1["Both · 1 · all at the same time"]',
      '    n2["Left<br/>1.1.1 · reads · look"]',
      `    subgraph n3["Each · 1.2.1 · for each of #91;'a'#93;, one by one"]`,
      '      n4[["Right<br/>1.2.1.1.1 · changes · change"]]',
      '    end',
      '  end',
      '  n5>"Tell<br/>1.3.1 · tells · page"]',
      '  n6(["Over<br/>1.3.2 · ends the run: failed"])',
      '  n7["Behind<br/>2 · reads · look<br/>looks every 30 s for up to 10 m, until $inputs.go"]',
      '  n8>"Late<br/>2.2.1 · tells · page"]',
      '  n9(["Recovered"])',
      '  n1 -->|"if it fails"| n5',
      '  n5 --> n6',
      '  n1 --> n7',
      '  n7 -->|"if it takes too long"| n8',
      '  n7 --> n9',
      '  n8 --> n9',
      '',
    ]);
  });

  test('shows the frame when asked', () => {
    const text = graphOf(aWholeRunbook(), { frame: true }).join('\n');
    expect(text).toMatch(/Open run/);
    expect(text).toMatch(/Change it · ask/);
  });

  test('titles cannot break out of their box', () => {
    const [, box] = graphOf(aRunbook([aStep('a "b" <c>; [d] {e} #f; |g| $$h$$', 'look')]));
    expect(box).toBe(
      '  n1["a #34;b#34; #60;c#62;#59; #91;d#93; #123;e#125; #35;f#59; #124;g#124; $\u200B$h$\u200B$<br/>1 · reads · look"]',
    );
  });
});

/** Each step is there once with all that the picture says of it, and each but the first ones is led to. */
function judge(name: number | string, drawable: Drawable): void {
  const { nodes, frames, arrows } = readMermaid(mermaidOf(drawable));
  const model = modelOf(drawable);
  const parts = everyPart([...model.parts, ...(model.always ? [model.always] : [])]);
  const wanted = [
    ...parts.map(({ node }) =>
      [node.title, ...node.remarks.map(({ text }) => text)].map(plainText).join(' · '),
    ),
    ...parts.flatMap(({ condition }) => (condition === undefined ? [] : [plainText(condition)])),
    ...(endsRun(model.parts) ? [] : ['Recovered']),
  ];
  const said = [...nodes.values()].map(({ text }) => text.replaceAll('\n', ' · '));
  expect({ name, said: said.sort() }).toEqual({
    name,
    said: wanted.map((one) => one.replaceAll('\u200B', '')).sort(),
  });
  const groups = parts.filter(({ ways }) => ways !== undefined && ways.grouping !== 'choose');
  expect({ name, frames: frames.size }).toEqual({ name, frames: groups.length });
  const led = new Set(arrows.map(({ to }) => to));
  const first = groups.reduce((sum, { ways }) => sum + (ways?.list.length ?? 0), 1 + (model.always ? 1 : 0));
  expect({ name, alone: [...nodes.keys()].filter((id) => !led.has(id)).length }).toEqual({
    name,
    alone: first,
  });
}

describe('what mermaid reads', () => {
  const runbooks = readdirSync(`${__dirname}/../../runbooks`).map((file) => file.replace('.yaml', ''));

  test.each(runbooks)('%s', (name) => {
    const { compiled } = shipped(name);
    judge(name, compiled.manifest);
    expect(readMermaid(graph(compiled, { frame: true })).nodes.size).toBeGreaterThan(10);
  });

  test('generated runbooks, and what the compiler makes of them', () => {
    for (const [index, drawable] of [...drawables, aLongOne(60)].entries()) judge(index, drawable);
    for (const { runbook } of generated.slice(0, 40)) {
      const compiled = compile(runbook, surroundings);
      judge(runbook.title, compiled.manifest);
      expect(readMermaid(graph(compiled, { frame: true })).arrows.length).toBeGreaterThan(5);
    }
  });

  test.each([
    ['flowchart TD\n  n1["a"]\n  n1["b"]\n', /n1 twice/],
    ['flowchart TD\n  n1["a"]\n  n1 --> n2\n', /leads to n2/],
    ['flowchart TD\n  subgraph n1["a"]\n', /never closed: n1/],
    ['flowchart TD\n  n1["a"b"]\n', /cannot be read/],
    ['flowchart TD\n  n1["a$$b$$"]\n', /a formula/],
  ])('the test sees %j', (text, trouble) => {
    expect(() => readMermaid(text)).toThrow(trouble);
  });
});
