import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { createReport } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { readSteps } from '../../lib/runbook/read-steps.ts';
import type { Step } from '../../lib/runbook/runbook.ts';
import { allSteps } from '../../lib/runbook/walk.ts';
import { entryOf } from '../../lib/runbook/yaml-node.ts';
import { readTree } from '../../lib/runbook/yaml-tree.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';
import { wholeRunbook } from './whole-runbook.ts';

const surroundings = { catalog, estate: smallEstate };
const { runbook, mistakes } = readRunbook(wholeRunbook, 'everything.yaml', surroundings);
const every = allSteps([...(runbook?.steps ?? []), ...(runbook?.always ?? [])]);
const titled = (title: string): Step | undefined => every.find((step) => step.title === title);

test('a runbook with every word of the language has no mistake', () => {
  expect(mistakes.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runbook).toBeDefined();
});

test('and compiles', () => {
  expect(() => runbook && compile(runbook, surroundings)).not.toThrow();
});

describe('places', () => {
  test.each([
    ['Look until it is there', 'look'],
    ['Say that it failed', 's1_1_1'],
    ['Say that it is not', 's1_2_1'],
    ['Which way?', 's2'],
    ['Wait a bit', 's2_3_1'],
    ['Wait a bit longer', 's2_4_1'],
    ['Left', 'left'],
    ['Right', 's3_2_1'],
    ['Right again', 's3_2_2'],
    ['One of them failed', 's3_3_1'],
    ['Run another runbook', 's4_1_1'],
    ['One of the others failed', 's5_2_1'],
    ['How did it end?', 'a1'],
    ['Look once more', 'a1_1_1'],
    ['Tell the channel how it ended', 'a2'],
  ])('"%s" is %s', (title, id) => {
    expect(titled(title)).toMatchObject({ id, named: !/^[sa]\d/.test(id) });
  });
});

const expression = (text: string) => ({ expression: text });
const literal = (value: unknown) => ({ kind: 'literal', value });

describe('steps', () => {
  test.each<[title: string, is: object]>([
    [
      'Look until it is there',
      {
        kind: 'use',
        timeout: 600,
        until: {
          condition: expression("$look.api = 'HEALTHY'"),
          every: 60,
          onTimeout: [{ title: 'Say that it is not' }],
        },
        retry: { times: 3, every: 10, backoff: 1.5 },
        onFailure: { kind: 'steps', steps: [{ title: 'Say that it failed' }] },
      },
    ],
    [
      'Which way?',
      {
        kind: 'choose',
        if: expression('$exists($look.api)'),
        arms: [
          {
            when: expression("$look.api = 'GONE'"),
            body: {
              handOn: {
                runbook: 'rebuild-cluster',
                inputs: { cluster: { kind: 'expression', expression: expression('$inputs.cluster') } },
                because: literal('it is gone'),
                position: { line: 45, column: 9 },
              },
            },
          },
          { body: { finish: { outcome: 'aborted', because: literal('it is slow') } } },
          { body: { steps: [{ title: 'Wait a bit' }] } },
          { body: { steps: [{ title: 'Wait a bit longer' }] } },
        ],
      },
    ],
    [
      'Wait a bit',
      {
        kind: 'use',
        uses: 'wait',
        with: { for: literal('5m') },
        timeout: 300,
        onFailure: { kind: 'continue' },
      },
    ],
    ['Wait a bit longer', { uses: 'wait', with: { for: literal('10m') }, timeout: 600 }],
    [
      'Two things at once',
      {
        kind: 'parallel',
        branches: [[{ title: 'Left' }], [{ title: 'Right' }, { onFailure: { kind: 'stop' } }]],
        onFailure: { kind: 'steps', steps: [{ title: 'One of them failed' }] },
      },
    ],
    [
      'The others',
      {
        kind: 'for_each',
        items: expression('$inputs.others'),
        maxParallel: 4,
        steps: [{ title: 'Run another runbook' }],
        onFailure: { kind: 'continue' },
      },
    ],
    [
      'Run another runbook',
      {
        uses: 'runbook',
        with: {
          runbook: literal('restore-namespace'),
          inputs: { kind: 'map', entries: { namespace: { expression: expression('$item') } } },
        },
        onFailure: { kind: 'ask' },
      },
    ],
    ['One after the other', { maxParallel: 1, stopWhen: expression("$one.api = 'GONE' or $index > 8") }],
    [
      'Which way do you want?',
      {
        with: { recommend: literal('go_on'), options: { kind: 'map' } },
        ask: [
          { who: 'platform-oncall', for: 600 },
          { who: 'platform-leads', for: 600 },
        ],
      },
    ],
    [
      'Do something by hand',
      {
        with: { text: literal('Do it.'), checklist: { kind: 'list' } },
        record: {
          case_id: { type: 'string', pattern: '[0-9]+' },
          size: { type: 'choice', choices: ['s', 'l'] },
        },
        undo: {
          uses: 'manual',
          with: { text: { kind: 'text' } },
          ask: [
            { who: 'platform-leads', for: 300 },
            { who: 'platform-oncall', for: 300 },
          ],
          record: { put_back: { type: 'boolean' } },
        },
      },
    ],
    [
      'May we?',
      {
        quorum: { 'platform-leads': 1, 'payments-data': 2 },
        mayApprove: ['platform-leads', 'payments-data', 'anna'],
      },
    ],
    ['Restore', { undo: { uses: 'restore-backup' }, onFailure: { kind: 'ask' } }],
    [
      'Somebody else goes on',
      {
        kind: 'continue_with',
        handOn: { runbook: 'rebuild-cluster', inputs: {}, because: { kind: 'expression' } },
      },
    ],
    ['This is the end', { kind: 'finish', finish: { outcome: 'recovered' } }],
    ['Tell the channel how it ended', { uses: 'announce', onFailure: { kind: 'continue' } }],
  ])('"%s"', (title, is) => {
    expect(titled(title)).toMatchObject(is);
  });

  test('what is not written is not there', () => {
    expect(Object.keys(titled('Left') ?? {}).sort()).toEqual(
      ['id', 'kind', 'named', 'onFailure', 'position', 'timeout', 'title', 'uses', 'with'].sort(),
    );
    expect(titled('The others')).not.toHaveProperty('stopWhen');
    const manual = titled('Do something by hand');
    expect(manual?.kind === 'use' && Object.keys(manual.with)).toEqual(['text', 'checklist']);
  });
});

describe('around the steps', () => {
  test('the first of several targets is the default of `with`', () => {
    expect(Object.keys(runbook?.target ?? {})).toEqual(['cluster', 'namespace']);
    expect(runbook?.alsoTargets).toEqual([
      { account: literal('012345678901'), region: literal('eu-west-3') },
      { account: literal('111122223333') },
      { cluster: literal('prod-blue') },
    ]);
    expect(titled('Left')).toMatchObject({
      with: { cluster: { kind: 'expression', expression: expression('$inputs.cluster') } },
    });
  });

  test('triggers of each kind', () => {
    const inputs = { cluster: 'prod-blue', namespace: 'payments' };
    expect(runbook?.triggers).toMatchObject([
      { kind: 'alarm', alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-gone', inputs },
      { kind: 'webhook', labels: { alertname: 'KubeNamespaceGone', severity: 'critical' }, inputs },
      {
        kind: 'schedule',
        schedule: 'cron(0 6 ? * MON *)',
        mode: 'drill',
        inputs: { ...inputs, namespace: 'checkout' },
        position: { line: 19, column: 5 },
      },
      { kind: 'schedule', schedule: 'rate(7 days)', mode: 'dry-run', inputs },
    ]);
    expect(runbook?.unattended).toBe(true);
  });

  test('people of a rehearsal', () => {
    expect(runbook?.rehearsals[0]?.people).toEqual({
      'platform-leads': [
        { does: 'approve', after: 240 },
        { does: 'approve', after: 60, for: 'platform-leads' },
        { does: 'retry', after: 300, values: { namespace: 'checkout' } },
        { does: 'back', after: 300, to: 'look' },
        { does: 'skip', after: 60 },
        { does: 'by-hand', after: 60 },
        { does: 'go_on', after: 0 },
        { does: 'leave-it', after: 120 },
        { does: 'done', after: 1200, record: { case_id: '4711' } },
        { does: 'cannot', after: 60 },
        { does: 'silent' },
      ],
      'platform-oncall': [{ does: 'go-on', after: 180 }],
      'payments-data': [{ does: 'done', after: 3600 }],
    });
  });
});

describe('places of what is written', () => {
  const report = createReport(wholeRunbook, 'everything.yaml');
  const tree = readTree(wholeRunbook, report);
  const read = readSteps(
    {
      steps: tree && entryOf(tree, 'steps')?.value,
      always: tree && entryOf(tree, 'always')?.value,
    },
    { ...surroundings, report, origins: new Map() },
  );
  const steps = allSteps([...read.steps, ...read.always]);
  const lines = wholeRunbook.split('\n');
  const at = (title: string, key: string) => {
    const step = steps.find((one) => one.title === title);
    const position = step && read.spots.get(step)?.of(key).position;
    return position && lines[position.line - 1]?.slice(position.column - 1);
  };

  test('every step has them, wherever it stands', () => {
    expect(steps.length).toBe(every.length);
    for (const step of steps) {
      const { line, column } = read.spots.get(step)?.step.position ?? { line: 0, column: 0 };
      expect([line, column]).toEqual([step.position.line, step.position.column]);
      expect(lines.slice(line - 1, line + 1).join('\n')).toContain(step.title);
    }
    expect(read.whole).toBe(true);
  });

  test.each([
    ['Look until it is there', 'until', /^until: \$look/],
    ['Look until it is there', 'on_timeout', /^on_timeout:/],
    ['Say that it failed', 'who', /^who: platform-leads/],
    ['Wait a bit', 'for', /^wait: 5m/],
    ['Two things at once', 'parallel', /^parallel:/],
    ['Two things at once', 'on_failure', /^on_failure:/],
    ['The others', 'max_parallel', /^max_parallel: 4/],
    ['The others', 'for_each', /^for_each: /],
    ['Run another runbook', 'inputs', /^inputs: /],
    ['Restore', 'undo', /^undo: \{\}/],
    ['Tell the channel how it ended', 'text', /^text: "/],
    ['Restore', 'retry', /^title: Restore/],
  ])('"%s" has a place for %s', (title, key, line) => {
    expect(at(title, key)).toMatch(line);
  });

  test('of the fields of an undo, and of a `continue_with`', () => {
    const manual = steps.find((step) => step.title === 'Do something by hand');
    const undo = manual && read.spots.get(manual)?.undoWith;
    expect(undo?.map(({ key, spot }) => [key, spot.position.line])).toEqual([
      ['text', 108],
      ['ask', 109],
      ['record', 110],
    ]);
    const handOns = [...read.handOns.values()].map(({ runbook: spot }) => spot.position.line);
    expect(handOns).toEqual([45, 130]);
  });
});
