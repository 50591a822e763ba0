import { describe, expect, test } from '@jest/globals';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { smallEstate } from './surroundings.ts';

const levels = 'ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]';
const look = (id: string, rest = '') => `- { id: ${id}, title: Look ${id}, uses: check-cluster${rest} }`;
const say = (text: string, title = 'Say it') =>
  `- { title: ${title}, uses: announce, with: { text: "{{ ${text} }}" } }`;
const approve = (rest = '') =>
  `- { id: yes, title: Yes, uses: approve, with: { question: May we?, ${levels} }${rest} }`;
const restore = (backup = 'nightly', rest = '') =>
  `- { id: restore, title: Restore, uses: restore-backup, with: { backup: ${backup} }, undo: {}${rest} }`;
const found = '- { id: found, title: Find, uses: find-backup }';
const verify = (rest = '') =>
  `- { title: Verify, uses: verify-workloads, with: { against: $found.inventory }${rest} }`;
const each = (list: string, steps: string[], rest = '') =>
  `- id: all\n  title: Each\n  for_each: ${list}\n${rest}  steps:\n${indented(steps, '    ')}`;
const parallel = (branches: string[][], rest = '') =>
  `- title: Both\n  parallel:\n${branches.map((steps) => `    -\n${indented(steps, '      ')}`).join('\n')}${rest}`;

function indented(steps: string[], by: string): string {
  return steps.join('\n').replaceAll(/^/gm, by);
}

/** The codes for a runbook with these steps, warnings about undo and endings left out where a test is about something else. */
function codesOf(steps: string[], more: { always?: string[]; head?: string; all?: true } = {}): string[] {
  const { runbook, mistakes } = reading(steps, more);
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  expect(runbook === undefined).toBe(errors.length > 0);
  return (more.all ? mistakes : errors).map(({ code }) => code);
}

function reading(steps: string[], { always = [], head = '' }: { always?: string[]; head?: string } = {}) {
  const text = [
    'runbook: r',
    'title: R',
    'owner: oncall',
    'deadline: 9h',
    'inputs:',
    '  cluster: { type: cluster }',
    '  namespace: { type: namespace }',
    '  names: { type: namespace, list: true }',
    '  sizes: { type: number, list: true }',
    'target: { cluster: $inputs.cluster, namespace: $inputs.namespace }',
    ...(head === '' ? [] : [head]),
    'steps:',
    indented(steps, '  '),
    ...(always.length === 0 ? [] : ['always:', indented(always, '  ')]),
  ].join('\n');
  return readRunbook(text, 'r.yaml', { catalog, estate: smallEstate });
}

const messageOf = (steps: string[]) =>
  reading(steps)
    .mistakes.map(({ message }) => message)
    .join('\n');

describe('what a loop knows', () => {
  const inner = look('one', ', with: { namespace: $item }');
  test('its steps read the item, the index and each other', () => {
    const steps = each('$inputs.names', [inner, say('$one.reason & $item & $string($index)')]);
    expect(codesOf([look('first'), steps, say('$first.reason', 'Behind')])).toEqual([]);
  });

  test('outside they are read through the list of the loop', () => {
    const loop = each('$inputs.names', [inner]);
    expect(codesOf([loop, say('$one.reason')])).toEqual(['read-from-loop']);
    expect(codesOf([loop, say('$steps.one.status')])).toEqual(['read-from-loop']);
    expect(messageOf([loop, say('$steps.one.status')])).toContain('read $all[0].steps.one.status');
    const through = '$all[0].one.reason & $all[0].item & $all[0].steps.one.status & $string($all[0].index)';
    expect(codesOf([loop, say(through)])).toEqual([]);
    expect(codesOf([loop, say('$all[0].oen.reason')])).toEqual(['unknown-field']);
    expect(codesOf([loop, say('$all[0].one.raeson')])).toEqual(['unknown-field']);
    expect(codesOf([loop.replace('id: all\n  ', ''), say('$one.reason')])).toEqual(['read-from-loop']);
  });

  test('what its output holds has types', () => {
    const loop = each('$inputs.names', [inner]);
    expect(codesOf([loop, say("$all[0].one.api = 'GONNE' ? 'a' : 'b'")])).toEqual(['impossible-value']);
    expect(codesOf([loop, say("$all[0].steps.one.status = 'Done' ? 'a' : 'b'")])).toEqual([
      'impossible-value',
    ]);
    expect(codesOf([loop, say("$all[0].item = 3 ? 'a' : 'b'")])).toEqual(['wrong-comparison']);
  });

  test('the item has the type of what is in the list', () => {
    expect(codesOf([each('$inputs.sizes', [say("$item = 'a' ? 'b' : 'c'")])])).toEqual(['wrong-comparison']);
    expect(codesOf([each('$inputs.sizes', [say('$item.name')])])).toEqual(['unknown-field']);
    expect(codesOf([each('"[{\'a\': 1}]"', [say('$item.name')])])).toEqual([]);
    expect(codesOf([each('$inputs.names', [say("$index = 'a' ? 'b' : 'c'")])])).toEqual(['wrong-comparison']);
    const nested = each('$inputs.names', [
      each('$inputs.sizes', [say("$item = 'a' ? 'b' : 'c'")])
        .replace('all', 'inner')
        .replace('Each', 'Inner'),
    ]);
    expect(codesOf([nested])).toEqual(['wrong-comparison']);
  });

  test.each(["'abc'", '$inputs.namespace', '3', '$run.mode', '$run.target'])('goes through no %s', (list) => {
    expect(codesOf([each(`"${list}"`, [inner])])).toEqual(['not-a-list']);
  });

  test('the condition that ends it reads the iteration', () => {
    const stop = (condition: string) => `  stop_when: "${condition}"\n`;
    expect(codesOf([each('$inputs.names', [inner], stop("$one.api = 'GONE'"))])).toEqual([]);
    expect(codesOf([each('$inputs.names', [inner], stop("$item = 'last' or $index > 3"))])).toEqual([]);
    expect(codesOf([each('$inputs.names', [inner], stop("$run.mode = 'real'"))])).toEqual(['never-changes']);
    expect(codesOf([each('$inputs.names', [inner], stop('$count($all) > 3'))])).toEqual(['read-before-step']);
    expect(codesOf([each('$inputs.names', [inner], stop('$one.api'))])).toEqual(['not-a-condition']);
  });
});

describe('what branches know', () => {
  const both = (rest = '') => parallel([[look('one')], [look('two')]], rest);
  test('behind the group all of them are known', () => {
    expect(codesOf([both(), say('$one.reason & $two.reason')])).toEqual([]);
  });

  test('beside each other they know nothing', () => {
    const siblings = parallel([[look('one')], [say('$one.reason')]]);
    expect(codesOf([siblings])).toEqual(['read-from-branch']);
    expect(messageOf([siblings])).toContain('at the same time');
    expect(codesOf([parallel([[say('$two.reason')], [look('two')]])])).toEqual(['read-from-branch']);
  });

  test('a group that may fail without an end leaves what may be missing', () => {
    const carried = both('\n  on_failure: continue');
    expect(codesOf([carried, say('$one.reason')])).toEqual(['read-from-branch']);
    expect(codesOf([carried, say("$exists($one) ? $one.reason : 'x'")])).toEqual([]);
    const ending = both('\n  on_failure: [{ title: End, finish: { outcome: failed, because: so } }]');
    expect(codesOf([ending, say('$one.reason')])).toEqual([]);
  });

  test('the group itself has no output', () => {
    expect(codesOf([both().replace('title: Both', 'id: both\n  title: Both'), say('$both.one')])).toEqual([
      'unknown-field',
    ]);
  });
});

describe('what a failed step leaves', () => {
  const carried = look('one', ', on_failure: continue');
  test('nothing that is sure', () => {
    expect(codesOf([carried, say('$one.reason')])).toEqual(['read-from-branch']);
    expect(messageOf([carried, say('$one.reason')])).toContain('may have failed');
    expect(codesOf([carried, say('$steps.one.status')])).toEqual([]);
    expect(codesOf([carried, say("$steps.one.status = 'done' ? $one.reason : 'x'")])).toEqual([]);
  });

  test('a way out that is taken when it is missing makes it sure behind', () => {
    const out = '- { title: Out, if: $not($exists($one)), finish: { outcome: failed, because: so } }';
    expect(codesOf([carried, out, say('$one.reason')])).toEqual([]);
    const arms =
      '- title: Out\n  choose:\n    - when: $not($exists($one.reason))\n      finish: { outcome: failed, because: so }\n    - when: $one.api = "GONE"\n      finish: { outcome: aborted, because: so }';
    expect(codesOf([carried, arms, say('$one.reason')])).toEqual([]);
  });

  test('its own steps know that it failed', () => {
    const mended = (text: string) =>
      `- id: one\n  title: Look one\n  uses: check-cluster\n  on_failure:\n${indented([say(text, 'Mend')], '    ')}`;
    expect(codesOf([mended('$one.reason')])).toEqual(['read-from-branch']);
    expect(messageOf([mended('$one.reason')])).toContain('failed here');
    expect(codesOf([mended('$steps.one.status')])).toEqual([]);
    expect(codesOf([mended('$run.id'), say('$one.reason')])).toEqual(['read-from-branch']);
  });

  test('a step that may run out of time, too', () => {
    const until = `- id: one\n  title: Look one\n  uses: check-cluster\n  until: $one.api = 'HEALTHY'\n  on_timeout:\n${indented([say('$run.id', 'Late')], '    ')}`;
    expect(codesOf([until, say('$one.reason')])).toEqual(['read-from-branch']);
    expect(messageOf([until, say('$one.reason')])).toContain('may have run out of time');
    const ending = until.replace(
      /- \{ title: Late.*/,
      '- { title: Late, finish: { outcome: failed, because: so } }',
    );
    expect(codesOf([ending, say('$one.reason')])).toEqual([]);
  });
});

describe('what takes a step back', () => {
  const undo = (text: string) =>
    `- { id: told, title: Tell, uses: announce, with: { text: it begins }, undo: { with: { text: "{{ ${text} }}" } } }`;
  test('reads what the step found, and what was known before', () => {
    expect(codesOf([look('one'), undo('$told.key & $one.reason & $run.id')])).toEqual([]);
    expect(codesOf([undo('$later.reason'), look('later')])).toEqual(['read-before-step']);
    expect(codesOf([undo('$told.kye')])).toEqual(['unknown-field']);
  });

  test('has the fields of its own step type', () => {
    expect(codesOf([undo('$run.id').replace('text: "', 'txet: "')])).toEqual(['unknown-with']);
    expect(
      codesOf([restore('nightly').replace('undo: {}', 'undo: { with: { backup: 3 } }'), found, verify()]),
    ).toContain('wrong-with');
    const paging = restore('nightly').replace('undo: {}', 'undo: { uses: page, with: { who: leads } }');
    expect(codesOf([approve(), paging, found, verify()])).toEqual(['missing-key']);
  });

  test('a change without it is a warning', () => {
    const bare = restore('nightly').replace(', undo: {}', '');
    expect(codesOf([found, approve(), bare, verify()], { all: true })).toEqual(['no-undo']);
    expect(codesOf([found, approve(), restore(), verify()], { all: true })).toEqual([]);
  });
});

describe('always', () => {
  const steps = [look('one')];
  test.each<[string, string, string[]]>([
    ['reads how the run ended', say('$run.outcome & $run.because & $run.id & $inputs.cluster'), []],
    [
      'compares the outcome with one that there is',
      say("$run.outcome = 'recoverd' ? 'a' : 'b'"),
      ['impossible-value'],
    ],
    ['reads no step', say('$one.reason'), ['not-in-always']],
    ['nor its status', say('$steps.one.status'), ['not-in-always']],
    ['changes nothing', restore().replace(', undo: {}', ''), ['not-in-always']],
    ['asks nobody', approve(), ['not-in-always']],
    [
      'runs no other runbook',
      '- { title: Other, uses: runbook, with: { runbook: other } }',
      ['not-in-always'],
    ],
  ])('%s', (_, step, codes) => {
    expect(codesOf(steps, { always: [step] })).toEqual(codes);
  });

  test('its steps read each other, in their order, and may have failed', () => {
    expect(codesOf(steps, { always: [look('last'), say("$exists($last) ? $last.reason : 'x'")] })).toEqual(
      [],
    );
    expect(codesOf(steps, { always: [say('$last.reason'), look('last')] })).toEqual(['read-before-step']);
    expect(codesOf([say('$last.reason')], { always: [look('last')] })).toEqual(['read-before-step']);
  });

  test('before the end nobody knows how it ends', () => {
    expect(codesOf([say('$run.outcome')])).toEqual(['unknown-field']);
    expect(codesOf([say('$run.target.cluster & $run.target.namespace')])).toEqual([]);
    expect(codesOf([say('$run.target.database')])).toEqual(['unknown-field']);
  });
});

describe('approvals through control', () => {
  test('one before a group covers what is in it, in every branch and each round', () => {
    const { runbook } = reading([found, approve(), each('$inputs.names', [restore(), verify()])]);
    expect(runbook?.steps[1]).toMatchObject({ covers: ['restore'] });
    expect(codesOf([found, approve(), parallel([[restore()], [look('one')]]), verify()])).toEqual([]);
  });

  test('one in a branch, a round or behind a failure covers nothing outside of it', () => {
    expect(codesOf([found, parallel([[approve()], [restore()]]), verify()])).toEqual(['not-approved']);
    expect(codesOf([found, parallel([[approve(), restore()], [look('one')]]), verify()])).toEqual([]);
    expect(codesOf([found, each('$inputs.names', [approve()]), restore(), verify()])).toEqual([
      'not-approved',
    ]);
    const mended = `- id: one\n  title: Look one\n  uses: check-cluster\n  on_failure:\n${indented([approve()], '    ')}`;
    expect(codesOf([found, mended, restore(), verify()])).toEqual(['not-approved']);
  });

  test('one whose failure lets the run go on covers nothing', () => {
    expect(codesOf([found, approve(', on_failure: continue'), restore(), verify()])).toEqual([
      'not-approved',
    ]);
    expect(codesOf([found, approve(', on_failure: stop'), restore(), verify()])).toEqual([]);
  });

  test('an unattended runbook needs none', () => {
    const { runbook } = reading([found, restore(), verify()], { head: 'unattended: true' });
    expect(runbook?.steps[1]).not.toHaveProperty('approval');
    expect(runbook?.unattended).toBe(true);
  });

  test('an item is known when its list is', () => {
    const item = restore().replace('backup: nightly', 'namespace: $item, backup: nightly');
    expect(codesOf([found, approve(), each('$inputs.names', [item, verify()])])).toEqual([]);
    const late = each('"[$one.reason]"', [item, verify()]);
    expect(codesOf([found, approve(), look('one'), late])).toEqual(['unknown-at-approval']);
    expect(codesOf([found, look('one'), approve(), late])).toEqual([]);
    const inside = each('"[$one.reason]"', [approve(), item, verify()]);
    expect(codesOf([found, look('one'), inside])).toEqual([]);
  });
});

describe('endings through control', () => {
  const start = [found, approve()];
  test('a verify behind, or in each round, will do', () => {
    expect(codesOf([...start, each('$inputs.names', [restore(), verify()])], { all: true })).toEqual([]);
    expect(codesOf([...start, parallel([[restore()], [look('one')]]), verify()], { all: true })).toEqual([]);
    expect(codesOf([...start, parallel([[restore(), verify()], [look('one')]])], { all: true })).toEqual([]);
  });

  test('one beside the change, or one that may fail, will not', () => {
    expect(codesOf([...start, parallel([[restore()], [verify()]])])).toEqual(['not-verified']);
    expect(codesOf([...start, restore(), verify(', on_failure: continue')])).toEqual(['not-verified']);
    expect(codesOf([...start, each('$inputs.names', [verify(), restore()])])).toEqual(['not-verified']);
  });

  test('a change that failed may have changed something', () => {
    const failing = restore(
      'nightly',
      ', on_failure: [{ title: End, finish: { outcome: recovered, because: so } }]',
    );
    expect(codesOf([...start, failing, verify()])).toEqual(['not-verified']);
    const nothing = restore(
      'nightly',
      ', on_failure: [{ title: End, finish: { outcome: nothing-to-do, because: so } }]',
    );
    expect(codesOf([...start, nothing, verify()])).toEqual(['wrong-value']);
  });

  test('behind a loop whose every round ends the run there is only the way around it', () => {
    const end = '- { title: End, finish: { outcome: failed, because: so } }';
    expect(codesOf([...start, each('$inputs.names', [restore(), end]), look('one')])).toEqual([]);
    expect(codesOf([...start, restore(), each('$inputs.names', [verify(), end]), look('one')])).toEqual([
      'not-verified',
    ]);
  });

  test('what hands the run on ends it', () => {
    const on = '- { title: On, continue_with: { runbook: other, because: so } }';
    expect(codesOf([...start, restore(), on], { all: true })).toEqual([]);
    expect(codesOf([on, look('one')])).toEqual(['unreachable']);
    // Beside others it may not: they would be cut off in the middle of what they do.
    expect(codesOf([parallel([[on], [look('one')]])])).toEqual(['misplaced-key']);
    expect(codesOf([each('$inputs.names', [look('one'), on])])).toContain('misplaced-key');
  });
});

describe('how long it may take', () => {
  const slow = (id: string, minutes: number, rest = '') => look(id, `, timeout: ${minutes}m${rest}`);
  /** The least RTO in minutes that is not too short. */
  const minutes = (...steps: string[]) => {
    const text = reading([...steps, found.replace('}', ', timeout: 1m }'), verify(', timeout: 1m')], {
      head: 'objectives: { rto: 1m }',
    }).mistakes.find(({ code }) => code === 'over-rto')?.message;
    const [, hours = '0', rest = '0'] = /take (?:(\d+) h )?(\d+) m/.exec(text ?? '') ?? [];
    return Number(hours) * 60 + Number(rest) - 2;
  };
  test.each<[string, string[], number]>([
    ['branches: the slowest', [parallel([[slow('one', 10)], [slow('two', 20), slow('three', 5)]])], 25],
    ['a loop: one round', [each('$inputs.names', [slow('one', 10)])], 10],
    [
      'a retry: all attempts, and the time between',
      [slow('one', 10, ', retry: { times: 2, every: 1m, backoff: 2 }')],
      33,
    ],
    ['a wait', ['- { title: Wait, wait: 7m }'], 7],
    ['a wait in full', ['- { title: Wait, uses: wait, with: { for: 7m } }'], 7],
    ['what follows a failure', [slow('one', 10, ', on_failure: [{ title: A, wait: 5m }]')], 15],
    [
      'what follows a failure and ends the run',
      [
        slow(
          'one',
          10,
          ', on_failure: [{ title: A, wait: 5m }, { title: E, finish: { outcome: failed, because: so } }]',
        ),
        '- { title: B, wait: 7m }',
      ],
      17,
    ],
    [
      'a group and what follows its failure',
      [parallel([[slow('one', 10)]], '\n  on_failure: [{ title: A, wait: 5m }]')],
      15,
    ],
    [
      'levels of a decide',
      [`- { id: d, title: D, uses: decide, with: { question: "Q?", options: { a: A, b: B }, ${levels} } }`],
      10,
    ],
    ['levels of a manual', [`- { title: M, uses: manual, with: { text: do it, ${levels} } }`], 10],
    [
      'a manual that the owner does',
      ['- { title: M, uses: manual, with: { text: do it }, timeout: 30m }'],
      30,
    ],
    ['another runbook', ['- { title: O, uses: runbook, with: { runbook: other }, timeout: 40m }'], 40],
  ])('%s', (_, steps, expected) => {
    expect(minutes(...steps)).toBe(expected);
  });
});

describe('what people decide and write down', () => {
  const decide = (rest = '') =>
    `- { id: way, title: Way, uses: decide, with: { question: "Q?", options: { go_on: Go on, leave: Leave }, ${levels}${rest} } }`;
  const manual = (record = ', record: { case_id: { type: string }, count: { type: number } }') =>
    `- { id: work, title: Work, uses: manual, with: { text: do it${record}, ${levels} } }`;
  test.each<[string, string[], string[]]>([
    ['an option', [decide(), say("$way.answer = 'leave' ? 'a' : 'b'")], []],
    ['no option', [decide(), say("$way.answer = 'left' ? 'a' : 'b'")], ['impossible-value']],
    ['no field', [decide(), say('$way.anwser')], ['unknown-field']],
    ['what was written down', [manual(), say('$work.record.case_id & $work.by')], []],
    ['what nobody writes down', [manual(), say('$work.record.case')], ['unknown-field']],
    ['a number beside a text', [manual(), say("$work.record.count > 'a' ? 'b' : 'c'")], ['wrong-comparison']],
    ['no record at all', [manual(''), say('$work.record.case_id')], ['unknown-field']],
    [
      'a record that cannot be read',
      [manual(', record: { case_id: string }'), say('$work.record.case_id')],
      ['wrong-value'],
    ],
    [
      'how another runbook ended',
      [
        '- { id: other, title: Other, uses: runbook, with: { runbook: other } }',
        say("$other.outcome = 'failed' ? 'a' : 'b'"),
      ],
      ['impossible-value'],
    ],
  ])('%s', (_, steps, codes) => {
    expect(codesOf(steps)).toEqual(codes);
  });

  test('an answer that nobody reads is a warning', () => {
    expect(codesOf([decide(), found, verify()], { all: true })).toEqual(['never-read']);
    expect(codesOf([decide(), say('$way.answer'), found, verify()], { all: true })).toEqual([]);
  });
});
