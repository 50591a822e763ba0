import { beforeEach, describe, expect, test } from '@jest/globals';
import { parseAlarmEvent } from '../../lib/handlers/alarm-event.ts';
import { handleApprove } from '../../lib/handlers/approve.ts';
import { handleAsk } from '../../lib/handlers/ask.ts';
import { readLedger } from '../../lib/history/ledger.ts';
import { readStop } from '../../lib/history/stop-switch.ts';
import type { Operations } from '../../lib/operations/operations.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import { failing, run } from '../handlers/people-world.ts';
import { type AnsweringWorld, answeringWorld, approving } from './answering-world.ts';

/** Colour, a cleared screen, a title, a link, C1, right to left, invisible, a line's end, a null, half a letter. */
const evil =
  '\u001b[31mred\u001b[2J\u001b]0;own\u0007\u001b]8;;http://evil\u001b\\x\u009b2J\u202eabc\u2066\u200b\r\nBcc: all\u0000\u2028\ud800<script>';
// oxlint-disable-next-line no-control-regex -- these are what it is about
const plainly = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u;
const obeyed = new RegExp(`${plainly.source}|\\\\u00[01]|\\\\u009|\\\\r|\\\\n|\\\\ud8`, 'u');

let world: AnsweringWorld;
let operations: Operations;
const reached: { title: string; text: string }[] = [];
beforeEach(async () => {
  world = await answeringWorld();
  reached.length = 0;
  operations = makeOperations({ ...world.operationParts, reach: async (page) => void reached.push(page) });
  await handleApprove(approving({}, { generation: 0 }), world.parts);
});

const everything = async () => {
  const { table } = world.parts.clients;
  const kept = [
    await world.events(),
    await world.asks(),
    await world.notices(),
    await readLedger(table, run),
    await readStop(table),
    reached,
  ];
  return JSON.stringify(kept);
};

/** Everything that a person can say in words of their own. */
const says: [string, (text: string) => Promise<unknown>][] = [
  ['a reason', (text) => operations.answer(run, 'reject', 'ben', text)],
  ['why a run is ended', (text) => operations.abort(run, 'ben', text)],
  ['why everything is stopped', (text) => operations.stopEverything('ben', text)],
  ['a note', (text) => operations.note(run, 'ben', text)],
  ['an update', (text) => operations.announce(run, 'ben', 'leads', text)],
];

describe('words of a person', () => {
  test.each(says)('%s is kept and told harmless', async (_, say) => {
    await say(evil);
    const all = await everything();
    expect(all).not.toMatch(obeyed);
    expect(all).toContain('<script>');
  });

  test.each(says)('%s of more than 2,000 characters is refused, and nothing is done', async (_, say) => {
    const before = await everything();
    await expect(say('x'.repeat(300_000))).rejects.toMatchObject({
      code: 'BadInput',
      facts: { what: expect.stringContaining('300000 characters'), todo: expect.any(String) },
    });
    expect((await everything()).length).toBeLessThan(before.length + 2000);
    expect((await readLedger(world.parts.clients.table, run))?.aborted).toBeUndefined();
    await say('x'.repeat(2000));
  });

  test.each<[string, (text: string) => Promise<unknown>]>([
    ['who answers', (text) => operations.answer(run, 'approve', text, '')],
    ['what is answered', (text) => operations.answer(run, text, 'ben', '')],
    ['for whom', (text) => operations.answer(run, 'approve', 'ben', '', { for: text })],
    ['which question', (text) => operations.answer(run, 'approve', 'ben', '', { ask: text })],
    ['which plan', (text) => operations.answer(run, 'approve', 'ben', '', { plan: text })],
    ['which target', (text) => operations.answer(run, 'approve', 'ben', 'x', { breakGlass: text })],
    ['by which channel', (text) => operations.answer(run, 'nothing', 'ben', '', { channel: text })],
    ['by which channel a note came', (text) => operations.note(run, 'ben', 'x', text)],
    ['who looks at it', (text) => operations.ack(run, text)],
    ['to whom it is given', (text) => operations.give(run, 'ben', text)],
    ['who holds it', (text) => operations.hold(run, text)],
    ['who hears an update', (text) => operations.announce(run, 'ben', text, 'x')],
  ])('%s: harmless in what is kept, and bounded', async (_, say) => {
    await say(evil).catch(({ code }) => expect(code).toMatch(/BadInput|PlanChanged/));
    await say('y'.repeat(300_000)).catch(({ code }) => expect(code).toMatch(/BadInput|PlanChanged/));
    const all = await everything();
    expect(all).not.toMatch(obeyed);
    expect(all.length).toBeLessThan(10_000);
  });
});

test.each<[string, (by: string) => Promise<unknown>]>([
  ['hold', (by) => operations.hold(run, by)],
  ['continue', (by) => operations.continue(run, by)],
  ['abort', (by) => operations.abort(run, by, 'x')],
  ['step by step', (by) => operations.stepByStep(run, by, true)],
  ['take', (by) => operations.take(run, by)],
  ['give', (by) => operations.give(run, by, 'ben')],
  ['note', (by) => operations.note(run, by, 'x')],
  ['update', (by) => operations.announce(run, by, 'leads', 'x')],
])(
  '%s by somebody whom people.yaml does not know is refused in plain words, and recorded',
  async (_, steer) => {
    await expect(steer('mallory')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { what: expect.stringContaining('mallory'), todo: expect.stringContaining('ana') },
    });
    const refused = (await world.events()).filter(({ text }) => text.startsWith('refused:'));
    expect(refused).toMatchObject([{ person: 'mallory', findings: [{ bad: true }] }]);
  },
);

test('what an alarm says of itself is one line, and no longer than people read', () => {
  const state = { value: 'ALARM', reason: `${evil}${'x'.repeat(5000)}`, timestamp: '2026-11-24T03:12:00Z' };
  const { reason } = parseAlarmEvent({
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    region: 'eu-west-1',
    detail: { alarmName: 'a', state },
  });
  expect(reason).not.toMatch(plainly);
  expect(reason.length).toBeLessThanOrEqual(300);
});

describe('values of a person', () => {
  beforeEach(async () => {
    await handleAsk(failing({ offers: ['values', 'skip'], with: { name: 'a' } }), world.parts);
  });

  test('what is said of values is harmless and bounded', async () => {
    await world.answer('ben', { answer: 'retry', values: { size: evil, name: 'z'.repeat(20_000) } });
    const said = (await world.events()).filter(({ kind }) => kind === 'answered' || kind === 'decided');
    for (const { text } of said) expect(text).not.toMatch(plainly);
    expect(said.every(({ text }) => text.length < 1000)).toBe(true);
  });

  test.each([evil, '', 'a b', '__proto__', 'x'.repeat(300), '{% 1 %}'])(
    'no value is called %j',
    async (name) => {
      const values = JSON.parse(`{${JSON.stringify(name)}: "b"}`);
      await expect(world.answer('ben', { answer: 'retry', values })).rejects.toMatchObject({
        code: 'BadInput',
      });
      const within = { name: JSON.parse('{"__proto__": {"polluted": true}}') };
      await expect(world.answer('ben', { answer: 'retry', values: within })).rejects.toMatchObject({
        code: 'BadInput',
      });
      expect(await everything()).not.toMatch(obeyed);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'a value called %s is a value, and nothing else',
    async (name) => {
      await world.answer('ben', { answer: 'retry', values: { [name]: 'b' } });
      expect(world.told[0]).toMatchObject({ call: 'succeed', body: { values: { [name]: 'b' } } });
    },
  );

  test('a formula is a text', async () => {
    const formula = '{% $states.context.Task.Token %}';
    await world.answer('ben', { answer: 'retry', because: '{{ run.id }}', values: { name: formula } });
    expect(world.told[0]?.body).toMatchObject({ values: { name: formula }, because: '{{ run.id }}' });
  });

  test('a secret is not told in what is refused', async () => {
    await expect(
      world.answer('zoe2', { answer: 'retry', values: { password: 'hunter2-hunter2' } }),
    ).rejects.toMatchObject({ code: 'BadInput' });
    await expect(
      world.answer('ben', { answer: 'approve', step: 's2', values: { password: 'hunter2-hunter2' } }),
    ).rejects.toMatchObject({ code: 'BadInput' });
    expect(await everything()).not.toContain('hunter2');
  });
});
