import { describe, expect, test } from '@jest/globals';
import { parseSet, valuesFor } from '../../lib/cli/answer-values.ts';
import { codeOf, markdownLines } from '../../lib/cli/markdown-lines.ts';
import { commandsFor, detailLines, headOf, whoIsAsked } from '../../lib/cli/question-lines.ts';
import { answerOf, readAnswer } from '../../lib/cli/read-answer.ts';
import { wrapLine } from '../../lib/cli/wrap.ts';
import type { AskReport } from '../../lib/operations/operations.ts';
import { fakeIo, run } from './fake-io.ts';
import { FakeLocal } from './fake-local.ts';

const plain = (_style: string, text: string) => text;

function anAsk(more: Partial<AskReport> = {}): AskReport {
  return {
    id: 'abcdefghijklmnop',
    run: 'k3f9aaaabbbbcccc',
    step: 'restore',
    title: 'Restore',
    iteration: 0,
    generation: 0,
    kind: 'failure',
    question: '"Restore" failed (NotFound): no. Try it again, skip it, or abort?',
    options: ['retry', 'skip', 'abort'],
    plans: [],
    planHash: '',
    levels: [{ who: 'oncall', for: 600 }],
    level: 0,
    quorum: 1,
    openedAt: '2026-11-24T03:12:54.000Z',
    levelEndsAt: '2026-11-24T03:22:54.000Z',
    voices: [],
    pages: [],
    acks: [],
    ...more,
  };
}
const decision = anAsk({
  kind: 'decision',
  question: 'What now?',
  options: ['go_on', 'leave', 'abort'],
  labels: { go_on: 'Restore although blind', leave: 'I take it from here' },
  recommend: 'leave',
});
const manual = anAsk({
  kind: 'manual',
  question:
    '# Turn it off\n\nRun:\n```\nkubectl scale deploy payments --replicas=0\n```\n\n\nThen **wait**, see [the page](https://wiki/x).',
  options: ['done', 'cannot', 'abort'],
  checklist: ['nothing runs'],
  record: {
    case_id: { type: 'string', pattern: '[0-9]+', description: 'Number of the support case' },
    took: { type: 'duration' },
  },
});
const failure = anAsk({
  options: ['retry', 'skip', 'back', 'by-hand', 'abort'],
  given: { backup: 'nightly-1', keep: 3 },
  back: [
    { step: 'choice', title: 'Choose the backup' },
    { step: 'look', title: 'Look' },
  ],
});
const approval = anAsk({
  kind: 'approval',
  question: 'Restore?',
  options: ['approve', 'reject'],
  quorum: { data: 1, leads: 1 },
});

/** What is typed, line by line; a prompt too many takes the question back. */
async function typed(ask: AskReport, lines: string[], login = 'ana') {
  const prompts: string[] = [];
  const said: string[] = [];
  const left = [...lines];
  const given = await readAnswer(ask, {
    prompt: async (question) => {
      prompts.push(question);
      return left.shift();
    },
    line: (text) => said.push(text),
    login,
    now: 0,
  });
  return { given, prompts, said };
}

describe('an answer at the terminal', () => {
  test.each<[string, AskReport, string[], object]>([
    [
      'an option of a decision by its beginning',
      decision,
      ['lea I know it'],
      { answer: 'leave', because: 'I know it', more: {} },
    ],
    ['skip with a reason', failure, ['skip because done'], { answer: 'skip', because: 'done', more: {} }],
    [
      'skip, then asked for the reason',
      failure,
      ['skip', '', 'made it by hand'],
      { answer: 'skip', because: 'made it by hand', more: {} },
    ],
    [
      'back to a step, with a reason',
      failure,
      ['back to look once more'],
      { answer: 'back', because: 'once more', more: { to: 'look' } },
    ],
    [
      'back, then asked where to',
      failure,
      ['back', 'nowhere', 'choice'],
      { answer: 'back', because: '', more: { to: 'choice' } },
    ],
    [
      'retry with other values',
      failure,
      ['retry backup="nightly 0" keep=4 older one'],
      { answer: 'retry', because: 'older one', more: { values: { backup: 'nightly 0', keep: 4 } } },
    ],
    [
      'retry with a reason that only looks like a value',
      failure,
      ['retry a=b'],
      { answer: 'retry', because: 'a=b', more: {} },
    ],
    ['by-hand, told from back', failure, ['by I do'], { answer: 'by-hand', because: 'I do', more: {} }],
    [
      'done, asked for each value until it fits',
      manual,
      ['done as written', 'abc', '4711', '5m', ''],
      { answer: 'done', because: 'as written', more: { record: { case_id: '4711', took: '5m' } } },
    ],
    [
      'done, and one of the values written again before it is sent',
      manual,
      ['done', '5', '5m', 'nothing', 'case_id', '4711', ''],
      { answer: 'done', because: '', more: { record: { case_id: '4711', took: '5m' } } },
    ],
    [
      'done with the values at once',
      manual,
      ['done case_id=1 took=90s fine'],
      { answer: 'done', because: 'fine', more: { record: { case_id: '1', took: '90s' } } },
    ],
    [
      'approve for a group',
      approval,
      ['approve for leads as drilled'],
      { answer: 'approve', because: 'as drilled', more: { for: 'leads' } },
    ],
    [
      'approve, then asked for whom',
      approval,
      ['approve', 'interns', 'data'],
      { answer: 'approve', because: '', more: { for: 'data' } },
    ],
  ])('%s', async (_, ask, lines, expected) => {
    expect((await typed(ask, lines)).given).toEqual(expected);
  });

  test('a group that is at the terminal itself is not asked for whom', async () => {
    expect((await typed(approval, ['approve'], 'data')).given).toEqual({
      answer: 'approve',
      because: '',
      more: {},
    });
  });

  test('what does not fit is said, with what fits', async () => {
    const { prompts, said } = await typed(manual, ['done', 'abc', '1', '5m']);
    expect(prompts[1]).toBe('case_id (Number of the support case; text that matches [0-9]+)');
    expect(said[0]).toMatch(/case_id: found "abc", expected a text that matches/);
  });

  test.each([
    ['a question', decision, ['perhaps']],
    ['a value', manual, ['done', '1']],
    ['what was written down', manual, ['done', '1', '5m']],
    ['a reason', failure, ['skip']],
  ])('%s that is taken back answers nothing', async (_, ask, lines) => {
    expect((await typed(ask, lines)).given).toBeUndefined();
  });

  test('an answer that is the beginning of another is itself', () => {
    expect(answerOf('go', ['go', 'go-on'])).toBe('go');
    expect(answerOf('G', ['go', 'go-on'])).toBeUndefined();
    expect(answerOf('', ['go'])).toBeUndefined();
  });
});

describe('what a question shows', () => {
  test('a decision: each option with its meaning', () => {
    expect(detailLines(decision, plain)).toEqual([
      'go_on: Restore although blind',
      'leave: I take it from here (recommended)',
    ]);
  });

  test('work by hand: the text, commands to copy, points, and what to write down', () => {
    expect(headOf(manual, false)).toBe('By hand: Restore');
    expect(detailLines(manual, plain)).toEqual([
      'Turn it off',
      '',
      'Run:',
      '\u2060kubectl scale deploy payments --replicas=0',
      '',
      'Then wait, see the page (https://wiki/x).',
      '[ ] nothing runs',
      'to be written down:',
      '  case_id (text that matches [0-9]+): Number of the support case',
      '  took (duration such as 15m)',
    ]);
  });

  test('a failure: what it was given, and the ways back', () => {
    expect(detailLines(failure, plain)).toEqual([
      'it was given backup = nightly-1, keep = 3',
      'retry takes other values: name=value',
      'back to choice (Choose the backup)',
      '     or look (Look)',
    ]);
    expect(headOf(failure, true)).toBe('Try "Restore" again, skip it, or abort?');
  });

  test('an approval by group: who has to say yes', () => {
    expect(whoIsAsked(approval)).toMatch(/; 1 of data and 1 of leads have to say yes$/);
    expect(whoIsAsked(anAsk({ kind: 'approval', mayApprove: ['dana'] }))).toMatch(
      /; 1 has to say yes, and only dana may$/,
    );
  });

  test('the command for each answer, with what it needs', () => {
    expect(commandsFor(failure, true)).toEqual([
      'rebound answer k3f9aa retry --step restore',
      'rebound answer k3f9aa skip --because TEXT --step restore',
      'rebound answer k3f9aa back --to choice --step restore',
      'rebound answer k3f9aa by-hand --step restore',
      'rebound answer k3f9aa abort --step restore',
    ]);
    expect(commandsFor(manual, false)[0]).toBe(
      'rebound answer k3f9aa done --set case_id=VALUE --set took=VALUE',
    );
    expect(commandsFor(anAsk({ iteration: 3 }), true)[0]).toMatch(/--ask abcdefgh$/);
  });

  test('a line of code is not broken, however narrow the terminal', () => {
    const code = markdownLines('```sh\nkubectl scale deploy payments --replicas=0\n```', plain)[0] ?? '';
    expect(wrapLine(`    ${code}`, 20)).toBe(`    ${code}`);
    expect(wrapLine(`    ${codeOf(code)}`, 20)).toContain('\n');
  });
});

describe('values on the command line', () => {
  test('what was a text stays one; anything else is read as JSON where it can be', () => {
    const set = parseSet(['name=123', 'keep=4', 'all=true', 'list=["a"]', 'text=a=b', 'from=2', 'as="2"']);
    const given = { name: 'abc', keep: 3, from: '$choice.count', as: '{{ $a }}' };
    expect(valuesFor('retry', set, given)).toEqual({
      values: { name: '123', keep: 4, all: true, list: ['a'], text: 'a=b', from: 2, as: '2' },
    });
  });

  test('what is written down is text: its type is known where it is kept', () => {
    expect(valuesFor('done', { case_id: '1' }, {})).toEqual({ record: { case_id: '1' } });
  });

  test.each([[['novalue']], [['=x']], [['a=1', 'a=2']]])('%j is refused', (given) => {
    expect(() => parseSet(given)).toThrow();
  });

  test('other answers take none', () => {
    expect(() => valuesFor('skip', { a: '1' }, {})).toThrow(/retry/);
    expect(valuesFor('skip', {}, {})).toEqual({});
  });
});

describe('at a terminal', () => {
  const line = 'run restore-namespace -i cluster=prod-blue -i namespace=payments';
  const type = async (io: ReturnType<typeof fakeIo>, wanted: string, keys: string) => {
    while (!io.out().includes(wanted)) await io.clock.sleep(20);
    io.keys.write(keys);
  };

  test('a decision shows its options, and takes one', async () => {
    const { kind, question, options, labels } = decision;
    const local = new FakeLocal({
      outcome: 'recovered',
      asks: true,
      question: { kind, question, options, plans: [], ...(labels ? { labels } : {}) },
    });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'go_on, leave or abort, and why >', 'go_on we have a backup\r');
    expect((await result).code).toBe(0);
    expect(io.out()).toContain('go_on: Restore although blind');
    expect(local.calls).toContain('answer go_on ana we have a backup');
  });

  test('an answer that is refused can be given in another way, and nobody else answers meanwhile', async () => {
    const { kind, question, options, labels } = decision;
    const local = new FakeLocal({
      outcome: 'recovered',
      asks: true,
      refuses: 'leave',
      question: { kind, question, options, plans: [], ...(labels ? { labels } : {}) },
    });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'go_on, leave or abort, and why >', 'leave\r');
    await type(io, 'leave does not fit', 'go_on\r');
    expect((await result).code).toBe(0);
    expect(local.calls.filter((call) => call.startsWith('answer'))).toEqual([
      'answer leave ana ',
      'answer go_on ana ',
    ]);
  });

  test('whose login name is not in people.yaml is asked who they are, once, and what they said is not lost', async () => {
    const { kind, question, options } = decision;
    const local = new FakeLocal({
      outcome: 'recovered',
      asks: true,
      knows: ['ben'],
      question: { kind, question, options, plans: [] },
    });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'go_on, leave or abort, and why >', 'go_on we have a backup\r');
    await type(io, 'Who are you, by people.yaml? >', 'ben\r');
    expect((await result).code).toBe(0);
    expect(io.out()).toContain('nobody is called ana');
    expect(local.calls.filter((call) => call.startsWith('answer')).at(-1)).toBe(
      'answer go_on ben we have a backup',
    );
  });

  test('what was typed before the question was there answers nothing', async () => {
    const { kind, question, options, labels } = decision;
    const local = new FakeLocal({
      outcome: 'recovered',
      asks: true,
      question: { kind, question, options, plans: [], ...(labels ? { labels } : {}) },
    });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    io.keys.write('leave it to me\rlea');
    const result = run(line, io);
    await type(io, 'go_on, leave or abort, and why >', 'go_on\r');
    expect((await result).code).toBe(0);
    expect(local.calls.filter((call) => call.startsWith('answer'))).toEqual(['answer go_on ana ']);
  });

  test('work by hand asks for what is to be written down', async () => {
    const { kind, question, options, record } = manual;
    const local = new FakeLocal({
      outcome: 'recovered',
      asks: true,
      question: { kind, question, options, plans: [], ...(record ? { record } : {}) },
    });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'done, cannot or abort, and why >', 'done\r');
    await type(io, 'case_id (', '4711\r');
    await type(io, 'took (', '5m\r');
    await type(io, 'Enter sends it', '\r');
    expect((await result).code).toBe(0);
    // from the margin, and nothing before it: it is copied into a shell
    expect(io.out()).toMatch(/\nkubectl scale deploy payments --replicas=0\n/);
    expect(local.calls).toContain('answer done ana  {"record":{"case_id":"4711","took":"5m"}}');
  });
});
