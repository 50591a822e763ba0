import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import type { Step } from '../../lib/runbook/runbook.ts';
import { smallSurroundings } from './surroundings.ts';

const ask = 'with: { question: May we?, ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }] }';
const use = (title: string, uses: string, rest = '') => `- { title: ${title}, uses: ${uses}${rest} }`;
const approve = (title: string, rest = '') => `- { title: ${title}, uses: approve, ${ask}${rest} }`;
const wiping = use('Restore', 'restore-backup', ', id: restore, with: { backup: a }, undo: {}');
const verify = use('Verify', 'verify-workloads');

/** A runbook with these steps, each line of them indented. The steps begin in line 7. */
function read(steps: string[], head: { rto?: string; deadline?: string } = {}) {
  const text = [
    'runbook: r',
    'title: R',
    `objectives: { rto: ${head.rto ?? '8h'} }`,
    `deadline: ${head.deadline ?? '9h'}`,
    'owner: oncall',
    'target: { cluster: prod-blue }\nsteps:',
    ...steps.flatMap((step) => step.split('\n')).map((line) => `  ${line}`),
  ].join('\n');
  const { runbook, mistakes } = readRunbook(text, 'r.yaml', smallSurroundings);
  return {
    runbook,
    mistakes,
    found: mistakes.map(({ line, severity, code }) => `${line} ${severity} ${code}`),
  };
}

const choose = (...arms: string[]) => `- title: Which\n  choose:\n${arms.join('\n')}`;
const arm = (when: string, ...steps: string[]) =>
  `    - when: ${when}\n      steps:\n${steps.map((step) => `        ${step}`).join('\n')}`;
const ending = (when: string, outcome: string) =>
  `    - { when: ${when}, finish: { outcome: ${outcome}, because: so } }`;

describe('approvals', () => {
  test('a changing step without an approve is a mistake, at its uses', () => {
    const { mistakes } = read([wiping, verify]);
    expect(mistakes.map(({ line, column, code }) => ({ line, column, code }))).toEqual([
      { line: 8, column: 23, code: 'not-approved' },
    ]);
  });

  test('the last approve before it covers it, and both say so', () => {
    const second = use('Again', 'restore-backup', ', id: again, with: { backup: b }, undo: {}');
    const { runbook, found } = read([
      approve('First'),
      wiping,
      approve('Second', ', id: second'),
      second,
      verify,
    ]);
    expect(found).toEqual([]);
    const byId = new Map(runbook?.steps.map((step: Step) => [step.id, step]));
    expect(byId.get('restore')).toMatchObject({ approval: 's1' });
    expect(byId.get('again')).toMatchObject({ approval: 'second' });
    expect(byId.get('s1')).toMatchObject({ covers: ['restore'] });
    expect(byId.get('second')).toMatchObject({ covers: ['again'] });
  });

  test('an approve in one arm covers what follows in the arm, and nothing behind the choose', () => {
    const inside = use('Inside', 'restore-backup', ', id: inside, with: { backup: b }, undo: {}');
    const { found } = read([choose(arm('$run.id = "1"', approve('In the arm'), inside)), wiping, verify]);
    expect(found).toEqual(['14 error not-approved']);
  });

  test('behind the choose it is the approve before it again', () => {
    const { runbook } = read([
      approve('Before', ', id: before'),
      choose(arm('$run.id = "1"', approve('Within'))),
      wiping,
      verify,
    ]);
    expect(runbook?.steps[2]).toMatchObject({ id: 'restore', approval: 'before' });
  });

  test('an approve that may be skipped covers nothing', () => {
    expect(read([approve('Maybe', ', if: $run.mode = "real"'), wiping, verify]).found).toEqual([
      '9 error not-approved',
    ]);
  });

  test('what is approved has to be known when it is approved', () => {
    const late = use('Restore', 'restore-backup', ', with: { backup: $choice.backup }, undo: {}');
    const { mistakes } = read([approve('Yes'), use('Choose', 'find-backup', ', id: choice'), late, verify]);
    expect(mistakes.map(({ code, line, column }) => `${line}:${column} ${code}`)).toEqual([
      '10:61 unknown-at-approval',
    ]);
    expect(mistakes[0]?.message).toContain(
      '$choice.backup in "backup", which is known only after "Yes" (line 8)',
    );
  });

  test('not even its own answer, or the time that has passed', () => {
    const answer = use('Restore', 'restore-backup', ', with: { backup: $yes.by }, undo: {}');
    expect(read([approve('Yes', ', id: yes'), answer, verify]).found).toEqual([
      '9 error unknown-at-approval',
    ]);
    const time = use('Restore', 'restore-backup', ', with: { backup: $string($run.elapsed) }, undo: {}');
    expect(read([approve('Yes'), time, verify]).found).toEqual(['9 error unknown-at-approval']);
  });
});

describe('endings', () => {
  test('a change without a verify after it could not be recovered', () => {
    expect(read([approve('Yes'), wiping]).found).toEqual(['9 error not-verified']);
    expect(read([approve('Yes'), verify, wiping]).found).toEqual(['10 error not-verified']);
  });

  test('nor with a verify that may be skipped, or in one arm only', () => {
    const maybe = use('Verify', 'verify-workloads', ', if: $run.mode = "real"');
    expect(read([approve('Yes'), wiping, maybe]).found).toEqual(['9 error not-verified']);
    expect(read([approve('Yes'), wiping, choose(arm('$run.id = "1"', verify))]).found).toEqual([
      '9 error not-verified',
    ]);
  });

  test('a way that ends as aborted needs none', () => {
    const steps = [approve('Yes'), wiping, choose(ending('$run.id = "1"', 'aborted')), verify];
    expect(read(steps).found).toEqual([]);
    expect(read([...steps.slice(0, 2), choose(ending('$run.id = "1"', 'recovered')), verify]).found).toEqual([
      '9 error not-verified',
    ]);
  });

  test('nothing-to-do after a change is no truth', () => {
    expect(
      read([approve('Yes'), wiping, choose(ending('$run.id = "1"', 'nothing-to-do')), verify]).found,
    ).toEqual(['12 error wrong-value']);
  });

  test('steps that only look end with a warning: they prove nothing', () => {
    expect(read([use('Look', 'check-cluster')]).found).toEqual(['8 warning not-verified']);
  });

  test('a step behind an end can never run', () => {
    const end = '- { title: End, finish: { outcome: aborted, because: so } }';
    expect(read([end, use('Look', 'check-cluster')]).found).toEqual(['9 error unreachable']);
    const all = `${choose(ending('$run.id = "1"', 'aborted'))}\n  otherwise:\n    ${end}`;
    expect(read([all, use('Look', 'check-cluster')]).found).toEqual(['13 error unreachable']);
  });

  test('a change without a way back is a warning', () => {
    const { found, runbook } = read([approve('Yes'), use('Wipe', 'wipe'), verify]);
    expect(found).toEqual(['9 warning no-undo']);
    expect(runbook?.runbook).toBe('r');
  });
});

describe('times', () => {
  const long = use('Verify', 'verify-workloads', ', timeout: 50m');

  test('over the RTO is a warning at the objectives', () => {
    expect(read([approve('Yes'), long], { rto: '55m' }).found).toEqual(['3 warning over-rto']);
    expect(read([approve('Yes'), long], { rto: '60m' }).found).toEqual([]);
  });

  test('over the deadline is a mistake, said once', () => {
    const { mistakes, found } = read([approve('Yes'), long], { rto: '55m', deadline: '59m' });
    expect(found).toEqual(['4 error over-deadline']);
    expect(mistakes[0]?.message).toContain('1 h 0 m together, the deadline is 59 m 0 s');
  });

  test('an RTO beyond the deadline is a warning at the RTO', () => {
    const { mistakes, found } = read([verify], { rto: '3h', deadline: '2h' });
    expect(found).toEqual(['3 warning rto-over-deadline']);
    expect(mistakes[0]).toMatchObject({
      column: 20,
      message: expect.stringContaining('an RTO of 3 h 0 m, but the run ends at its deadline of 2 h 0 m'),
    });
    expect(read([verify], { rto: '2h', deadline: '2h' }).found).toEqual([]);
  });

  test('of several arms the slowest counts', () => {
    const arms = choose(
      arm('$run.id = "1"', use('A', 'check-cluster', ', timeout: 40m')),
      arm('$run.id = "2"', use('B', 'check-cluster', ', timeout: 20m')),
    );
    expect(read([arms, verify], { rto: '41m' }).found).toEqual([]);
    expect(read([arms, verify], { rto: '40m' }).found).toEqual(['3 warning over-rto']);
  });

  test('an escalation of one level is a warning', () => {
    const one = approve('Yes').replace(', { who: managers, for: 5m }', '');
    const { mistakes } = read([one, verify]);
    expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning one-level']);
    expect(mistakes[0]?.message).toBe('when leads does not answer, nobody else is asked: add a level');
    const again = read([approve('Yes').replace('managers', 'leads'), verify]);
    expect(again.found).toEqual(['8 warning one-level']);
  });
});

describe('outputs of steps that may not have run', () => {
  const again = use('Again', 'check-cluster', ', id: again, if: $run.mode = "real"');
  const withName = (name: string) => use('Choose', 'find-backup', `, with: { name: "${name}" }`);
  const cases: [why: string, name: string, ok: boolean][] = [
    ['read as it is', '$again.reason', false],
    ['asked for before', "$exists($again.reason) ? $again.reason : 'x'", true],
    ['asked for within text', "{{ $exists($again) ? $again.reason : 'x' }} y", true],
    ['read where it was asked for and is not there', "$exists($again.reason) ? 'x' : $again.reason", false],
    ['asked for the other way round', "$not($exists($again)) ? 'x' : $again.reason", true],
    ['with and', "$exists($again) and $again.reason = 'a' ? 'b' : 'c'", true],
    ['with or', "$exists($again) or $again.reason = 'a' ? 'b' : 'c'", false],
    ['not there, or', "$not($exists($again)) or $again.reason = 'a' ? 'b' : 'c'", true],
    ['by its status', "$steps.again.status = 'done' ? $again.reason : 'x'", true],
    ['by another status', "$steps.again.status = 'skipped' ? $again.reason : 'x'", false],
  ];
  test.each(cases)('%s: %s', (_, name, ok) => {
    expect(read([again, withName(name), verify]).found).toEqual(ok ? [] : ['9 error read-from-branch']);
  });

  test('an if makes sure for its own step, and for no other', () => {
    const sure = use('Sure', 'find-backup', ', if: $exists($again), with: { name: $again.reason }');
    expect(read([again, sure, verify]).found).toEqual([]);
    expect(read([again, sure, withName('$again.reason'), verify]).found).toEqual([
      '10 error read-from-branch',
    ]);
  });

  test('a when makes sure for its arm', () => {
    const inner = use('Inner', 'find-backup', ', with: { name: $again.reason }');
    expect(read([again, choose(arm('$exists($again.reason)', inner)), verify]).found).toEqual([]);
  });

  test('what ran in each arm that goes on has run', () => {
    const one = use('One', 'check-cluster', ', id: one');
    const both = `${choose(ending('$run.id = "1"', 'aborted'))}\n  otherwise:\n    ${one}`;
    expect(read([both, withName('$one.reason'), verify]).found).toEqual([]);
  });

  test('the other arm is on another way', () => {
    const one = use('One', 'check-cluster', ', id: one');
    const two = use('Two', 'find-backup', ', with: { name: $one.reason }');
    const { mistakes } = read([choose(arm('$run.id = "1"', one), arm('$run.id = "2"', two)), verify]);
    expect(mistakes.map(({ code }) => code)).toEqual(['read-from-branch']);
    expect(mistakes[0]?.message).toContain('is on another way than this');
  });
});
