import { expect, test } from '@jest/globals';
import { manual } from '../../lib/steps/manual.ts';
import { FakeOutside } from './fake-outside.ts';
import { invoke, runOnce } from './stories.ts';
import { refusals } from './suite.ts';

const given = {
  text: '## Open a case\n\nExpect an id.',
  checklist: ['The case names the Region', 'Its severity is urgent'],
  record: {
    case_id: { type: 'string' as const, pattern: '[0-9]+', description: 'The id that was answered' },
    size: { type: 'choice' as const, choices: ['small', 'large'] },
  },
  ask: [{ who: 'platform-oncall', for: '15m' }],
};

test('a plan says what would be done by hand, point by point, and what would be written down', async () => {
  const { output } = await invoke((checked, context) => manual.plan(checked, context), manual, given, {
    outside: new FakeOutside(),
  });
  expect(output?.lines).toEqual([
    'By hand, platform-oncall (15 m 0 s): Open a case',
    '[ ] The case names the Region',
    '[ ] Its severity is urgent',
    'Write down case_id, size',
  ]);
  expect(output?.output.record).toEqual({ unknown: expect.any(String) });
});

test.each([
  ['- Turn it off\n- and on', 'By hand, Turn it off'],
  ['> careful', 'By hand, careful'],
  ['```\nkubectl get nodes\n```', 'By hand, kubectl get nodes'],
  ['---', 'By hand,'],
])('%j is planned as its first line with words', async (text, line) => {
  const { output } = await invoke(
    (checked, context) => manual.plan(checked, context),
    manual,
    { text },
    { outside: new FakeOutside() },
  );
  expect(output?.lines.map((one) => one.trim())).toEqual([line]);
});

test('what is written down may be absent, but not of another kind', () => {
  const output = { by: 'ana', at: '2026-11-24T03:05:00Z', because: '' };
  for (const value of ['x', 3, true, null])
    expect(manual.output.safeParse({ ...output, record: { a: value } }).success).toBe(true);
  expect(manual.output.safeParse({ ...output, record: { a: ['x'] } }).success).toBe(false);
});

test('it is never done by itself: in the wrong function it is a broken invariant', async () => {
  const outside = new FakeOutside();
  expect(await runOnce(manual, given, { outside })).toMatchObject({ code: 'Broken' });
  expect(outside.calls).toEqual([]);
});

refusals(manual, () => given, {}, [
  ['nothing to do', { text: '' }, 'text: expected what is to be done, in Markdown'],
  ['no text', { text: undefined }, 'text: is missing: give what is to be done'],
  ['a checklist that is one text', { checklist: 'x' }, 'checklist: expected a list of texts'],
  ['an empty checklist', { checklist: [] }, 'checklist: expected a list of texts'],
  ['an empty point', { checklist: ['ok', ''] }, 'checklist.1: expected one thing to do or to see'],
  ['a list of records', { record: ['id'] }, 'record: expected names and what they are'],
  [
    'a record without its type',
    { record: { id: {} } },
    'record.id.type: is missing: give one of string, number',
  ],
  [
    'a record that would have to be looked up',
    { record: { id: { type: 'cluster' } } },
    'record.id.type: expected one of string',
  ],
  [
    'a record that is only a type',
    { record: { id: 'string' } },
    'record.id: expected a map with type, description, choices, pattern',
  ],
  [
    'a secret: what is written down is read by everybody',
    { record: { id: { type: 'string', secret: true } } },
    'record.id: does not know secret',
  ],
  [
    'a name that no expression could read',
    { record: { 'case-id': { type: 'string' } } },
    'record.case-id: expected a name of small letters, digits and _',
  ],
  [
    'a choice of nothing',
    { record: { id: { type: 'choice' } } },
    'record.id.choices: expected choices for the type choice, and for no other',
  ],
  [
    'choices of a number',
    { record: { id: { type: 'number', choices: ['1'] } } },
    'record.id.choices: expected choices for the type choice',
  ],
  [
    'a pattern that is none',
    { record: { id: { type: 'string', pattern: '[' } } },
    'record.id.pattern: expected a regular expression',
  ],
  [
    'a pattern of a number',
    { record: { id: { type: 'number', pattern: '1+' } } },
    'record.id.pattern: expected a pattern for the type string only',
  ],
  ['nobody to ask', { ask: [] }, 'ask: expected who is asked, in order'],
  [
    'a field that it does not know',
    { steps: [] },
    'does not know steps: it takes text, checklist, record, ask',
  ],
]);
