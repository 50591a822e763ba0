import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { formatMistake, formatMistakes } from '../../lib/runbook/mistake.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { alarmArn, alarmsClaimedTwice } from '../../lib/runbook/read-triggers.ts';
import type { Mistake } from '../../lib/runbook/runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { goodRunbook, smallEstate, smallSurroundings } from './surroundings.ts';

const read = (text: string) => readRunbook(text, 'runbooks/r.yaml', smallSurroundings);

describe('the runbook that ships', () => {
  const text = readFileSync(new URL('../../runbooks/restore-namespace.yaml', import.meta.url), 'utf8');
  const { estate } = readEstate(
    readFileSync(new URL('../../rebound.yaml', import.meta.url), 'utf8'),
    'rebound.yaml',
  );

  test('is without mistakes and without warnings', () => {
    expect(estate).toBeDefined();
    const { runbook, mistakes } = readRunbook(text, 'restore-namespace.yaml', {
      catalog,
      estate: estate ?? smallEstate,
    });
    expect(mistakes).toEqual([]);
    expect(runbook?.rehearsals[0]).toMatchObject({
      name: 'namespace deleted by mistake',
      inputs: { cluster: 'prod-blue', namespace: 'payments' },
      given: {
        clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
      },
      people: { 'platform-leads': [{ does: 'approve', after: 240 }] },
      expect: { outcome: 'recovered', within: 1800 },
    });
    expect(runbook?.triggers).toMatchObject([
      { alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone' },
    ]);
  });

  test('asks before it changes, and the restore says by whom', () => {
    const { runbook } = readRunbook(text, 'r', { catalog, estate: estate ?? smallEstate });
    const restore = runbook?.steps.find((step) => step.id === 'restore');
    expect(restore).toMatchObject({ kind: 'use', uses: 'restore-backup', approval: 's4', timeout: 1800 });
    expect(runbook?.steps.find((step) => step.id === 's4')).toMatchObject({
      uses: 'approve',
      covers: ['restore'],
      ask: [
        { who: 'platform-leads', for: 300 },
        { who: 'platform-managers', for: 300 },
      ],
    });
  });
});

describe('for how long a proof counts', () => {
  const withProof = (proof: string) => read(goodRunbook.replace('steps:\n', `proof: ${proof}\nsteps:\n`));

  test('is in seconds, and absent where the runbook does not say', () => {
    expect(withProof('{ within: 14d }')).toMatchObject({ mistakes: [], runbook: { proofWithin: 1_209_600 } });
    expect(read(goodRunbook).runbook).not.toHaveProperty('proofWithin');
  });

  test.each(['{ within: soon }', '{ witin: 14d }', '{}', '14d'])('%s is a mistake', (proof) => {
    expect(withProof(proof).mistakes).toHaveLength(1);
  });
});

describe('what is read', () => {
  const { runbook } = read(goodRunbook);

  test('steps without id are called by their place', () => {
    expect(runbook?.steps.map(({ id, named }) => [id, named])).toEqual([
      ['look', true],
      ['s2', false],
      ['choice', true],
      ['yes', true],
      ['restore', true],
      ['s6', false],
    ]);
    const steps = read(goodRunbook.replace('          - id: again\n            title', '          - title'))
      .runbook?.steps;
    const choose = steps?.[1];
    const arm = choose?.kind === 'choose' ? choose.arms[1] : undefined;
    expect(arm && 'steps' in arm.body && arm.body.steps[0]?.id).toBe('s2_2_1');
  });

  test('the target fills the fields of its names', () => {
    expect(runbook?.steps[2]).toMatchObject({
      with: {
        cluster: { kind: 'expression', expression: { expression: '$inputs.cluster' } },
        namespace: { kind: 'expression', expression: { expression: '$inputs.namespace' } },
        name: { kind: 'literal', value: 'newest' },
      },
    });
  });

  test("timeouts are the step type's where none is written", () => {
    expect(runbook?.steps[0]).toMatchObject({ timeout: 60 });
    expect(runbook?.steps[4]).toMatchObject({ timeout: 900 });
  });

  test('ask and quorum stand beside `with`, not in it', () => {
    const yes = runbook?.steps[3];
    expect(yes?.kind === 'use' && Object.keys(yes.with)).toEqual(['question']);
    expect(yes).toMatchObject({
      ask: [
        { who: 'leads', for: 300 },
        { who: 'managers', for: 300 },
      ],
    });
  });

  test('a rehearsal leaves out what is healthy', () => {
    expect(runbook?.rehearsals[0]?.given).toEqual({
      clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
      backups: [],
      storage: 'available',
      pagers: 'up',
    });
  });

  test('a rehearsal by alarm has the inputs of its trigger', () => {
    const byAlarm = goodRunbook.replace(
      '    inputs: { cluster: prod-blue, namespace: payments }\n    people',
      '    alarm: payments-gone\n    people',
    );
    expect(read(byAlarm).runbook?.rehearsals[0]?.inputs).toEqual({
      cluster: 'prod-blue',
      namespace: 'payments',
    });
  });

  test('it is the same whatever the quotes', () => {
    const quoted = goodRunbook.replace('{ backup: $choice.backup }', '{ backup: "{{ $choice.backup }}" }');
    const plain = JSON.stringify(runbook).replaceAll(/"position":\{[^}]*\}/g, '');
    expect(JSON.stringify(read(quoted).runbook).replaceAll(/"position":\{[^}]*\}/g, '')).toBe(plain);
  });
});

describe('mistakes', () => {
  test('are told all at once, in the order of the file', () => {
    const text = goodRunbook
      .replace('deadline: 90m', 'deadline: soon')
      .replace('uses: find-backup', 'uses: find-bakcup')
      .replace("$look.api = 'UNKNOWN'", "api = 'UNKNOWN'")
      .replace('title: Verify', 'title: Look')
      .replace('leads: approve after 4m', 'leads: maybe');
    expect(read(text).mistakes.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '6 wrong-value',
      '23 bare-path',
      '30 unknown-step-type',
      '44 title-twice',
      '51 wrong-value',
    ]);
  });

  test('show the line and a caret', () => {
    const [mistake] = read(goodRunbook.replace('timeout: 15m', 'timeout: soon')).mistakes;
    expect(mistake && formatMistake(mistake)).toBe(
      [
        'runbooks/r.yaml:42:14 steps[4].timeout: found "soon", expected a duration such as "15m"',
        '    42 |     timeout: soon',
        '       |              ^',
      ].join('\n'),
    );
  });

  test('are counted at the end, warnings apart', () => {
    const text = goodRunbook.replace('rto: 60m', 'rto: 10m').replace('severity: high', 'severity: hi');
    expect(formatMistakes(read(text).mistakes).split('\n\n').at(-1)).toBe('1 mistake, 1 warning');
    expect(formatMistakes(read(goodRunbook.replace('rto: 60m', 'rto: 10m')).mistakes)).toMatch(
      /: warning: .*\n\n1 warning$/s,
    );
    expect(formatMistakes([])).toBe('');
  });

  test('are painted by whoever has colours', () => {
    const [mistake] = read(goodRunbook.replace('timeout: 15m', 'timeout: soon')).mistakes;
    const painted = mistake && formatMistake(mistake, (piece, as) => `<${as}>${piece}</${as}>`);
    expect(painted?.split('\n')[0]).toMatch(
      /^<place>runbooks.*timeout<\/place>: <error>found "soon".*<\/error>$/,
    );
  });

  test('in a long line show what is around them', () => {
    const mistake: Mistake = {
      severity: 'error',
      code: 'yaml',
      file: 'f',
      line: 1,
      column: 301,
      path: '',
      message: 'm',
      source: `${'a'.repeat(300)}B${'c'.repeat(300)}`,
    };
    const [, line, caret] = formatMistake(mistake).split('\n');
    expect(line?.[caret?.indexOf('^') ?? 0]).toBe('B');
    expect(line?.length).toBeLessThan(120);
  });
});

describe('alarms', () => {
  test('are known by ARN, of the account and Region of rebound.yaml', () => {
    expect(alarmArn('a b', smallEstate)).toBe('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a b');
    expect(alarmArn('x', { alarms: { account: '1', region: 'cn-north-1' } })).toBe(
      'arn:aws-cn:cloudwatch:cn-north-1:1:alarm:x',
    );
    expect(alarmArn('arn:aws:cloudwatch:x', smallEstate)).toBe('arn:aws:cloudwatch:x');
  });

  test('that two runbooks claim are told where the second claims them', () => {
    const { runbook } = read(goodRunbook);
    const other = readRunbook(
      goodRunbook.replace('runbook: restore', 'runbook: other'),
      'other.yaml',
      smallSurroundings,
    ).runbook;
    const runbooks = [runbook, other].filter((one) => one !== undefined);
    expect(alarmsClaimedTwice(runbooks)).toMatchObject([
      {
        file: 'other.yaml',
        line: 13,
        code: 'alarm-twice',
        message: expect.stringContaining('starts restore already'),
      },
    ]);
    expect(alarmsClaimedTwice(runbooks.slice(0, 1))).toEqual([]);
  });
});
