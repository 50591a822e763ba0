import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { graph } from '../../lib/compiler/graph.ts';
import { planForPeople } from '../../lib/compiler/plan-for-people.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import { aRunbook, aStep, aWholeRunbook, smallCatalog, smallEstate } from '../builders/runbook.ts';

const graphOf = (runbook: Runbook, options = {}) =>
  graph(compile(runbook, { catalog: smallCatalog, estate: smallEstate }), options).split('\n');

describe('the outline for people', () => {
  test('names the steps in order, what each does, and who is asked', () => {
    const trigger = {
      alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:gone',
      inputs: { cluster: 'prod-blue' },
    };
    expect(planForPeople({ ...aWholeRunbook(), triggers: [trigger] }, smallCatalog)).toEqual([
      'restore-namespace: Restore a namespace',
      'owner platform-oncall, severity high, RTO 1 h 15 m, RPO 1 d 0 h, deadline 1 h 30 m',
      'inputs: cluster (cluster), namespace (namespace)',
      'target: cluster $inputs.cluster, namespace $inputs.namespace',
      'starts on arn:aws:cloudwatch:eu-west-1:111122223333:alarm:gone with cluster prod-blue',
      '',
      '1. Look',
      '   reads: look, at most 10 m 0 s',
      '2. What is it?',
      "   when $look.word = 'fine':",
      '     ends here: nothing-to-do, {{ $inputs.namespace }} is fine',
      "   when $look.word = 'odd':",
      '     2.2.1. Look closer',
      '            reads: look, at most 10 m 0 s',
      '     2.2.2. Somebody has it',
      "            only if $closer.word = 'taken'",
      '            ends here: aborted, it is {{ $closer.word }}',
      '3. Tell them',
      '   only if $exists($inputs.tell)',
      '   tells: page, at most 10 m 0 s',
      '4. May we?',
      '   asks: approve, at most 10 m 0 s',
      '   question: Change {{ $inputs.namespace }}, {{ $look.age }} old?',
      '   asks platform-leads for 5 m 0 s',
      '   then platform-managers for 10 m 0 s',
      '   covers change_it',
      '5. Change it',
      '   CHANGES: change, at most 30 m 0 s',
      '   word: $look.word',
      '   covered by may_we',
      '6. It is as it should be',
      '   reads: verify, at most 10 m 0 s',
      '   against: $change_it.word',
    ]);
  });
});

describe('the graph', () => {
  test('has the steps, their ways, and nothing of the frame', () => {
    const lines = graphOf(aWholeRunbook());
    expect(lines[0]).toBe('flowchart TD');
    expect(lines).toContain('  n1["Look (look)"]');
    expect(lines).toContain('  n2{"What is it?"}');
    expect(lines).toContain('  n3(["What is it? · finish: nothing-to-do"])');
    expect(lines).toContain(`  n2 -->|"$look.word = 'fine'"| n3`);
    expect(lines.join('\n')).not.toMatch(/Open run|Stop here|· ask/);
    const nodes = lines.filter((line) => /^ {2}n\d+[[({]/.test(line)).length;
    expect(nodes).toBe(11);
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
