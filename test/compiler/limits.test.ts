import { describe, expect, test } from '@jest/globals';
import { compile, define } from '../../lib/compiler/compile.ts';
import { eventsMax, limitMistakes } from '../../lib/compiler/limits.ts';
import { worstCaseEvents } from '../../lib/compiler/history-estimate.ts';
import { pollsWithin } from '../../lib/compiler/retriers.ts';
import { placeholders, withArns } from '../../lib/compiler/with-arns.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import {
  aChoose,
  anEach,
  aParallel,
  aRunbook,
  aStep,
  aWholeRunbook,
  smallCatalog,
  smallEstate,
} from '../builders/runbook.ts';
import { run } from './running.ts';

const surroundings = { catalog: smallCatalog, estate: smallEstate };
const day = 86_400;
const many = (count: number, timeout = 600) =>
  Array.from({ length: count }, (_, index) => aStep(`Step ${index}`, 'look', { timeout }));
const mistakes = (runbook: Runbook) => limitMistakes(runbook, define(runbook, smallCatalog));

describe('the worst-case history', () => {
  test.each([
    [0, 1],
    [14, 1],
    [15, 2],
    [37, 2],
    [38, 3],
    [3600, 62],
  ])('polls within %i s: %i', (seconds, polls) => expect(pollsWithin(seconds)).toBe(polls));

  test('of an ordinary runbook is far from the limit', () => {
    expect(worstCaseEvents(aWholeRunbook())).toBeLessThan(eventsMax / 5);
  });

  test('grows with steps, with what they wait for, and with the longest arm only', () => {
    const one = worstCaseEvents(aRunbook(many(3)));
    expect(worstCaseEvents(aRunbook(many(4)))).toBeGreaterThan(one);
    expect(worstCaseEvents(aRunbook(many(3, 1200)))).toBeGreaterThan(one);
    const arms = (second: number) =>
      worstCaseEvents(aRunbook([aChoose('Which?', { '$inputs.a': many(9), '$inputs.b': many(second) })]));
    expect(arms(9)).toBe(arms(1));
  });

  test('is bounded by the deadline, however long the steps may take', () => {
    const within = (timeout: number) => worstCaseEvents(aRunbook(many(10, timeout), { deadline: 3600 }));
    expect(within(30 * day)).toBe(within(10 * day));
  });

  test('of a nested run counts what prepares it, waits for it and looks at it', () => {
    const of = (uses: string) =>
      worstCaseEvents(aRunbook([aStep('One', uses, { timeout: 60 })], { deadline: 60 }));
    expect(of('runbook') - of('look')).toBeGreaterThanOrEqual(2 * 6);
  });

  test('of groups is not below what they come to, and not far above', async () => {
    const look = [aStep('Look', 'look')];
    const items = (count: number) => `[${Array.from({ length: count }, (_, index) => index).join(', ')}]`;
    const groups: ((count: number) => Runbook)[] = [
      (count) => aRunbook([anEach('Each', items(count), look)]),
      (count) => aRunbook([anEach('Each', items(count), look, { stopWhen: '$index > 99' })]),
      (count) =>
        aRunbook([
          aParallel(
            'All',
            Array.from({ length: count }, (_, index) => [aStep(`Look ${index}`, 'look')]),
          ),
        ]),
    ];
    const states = async (runbook: Runbook) => (await run(runbook)).view.events.length;
    for (const of of groups) {
      const came = (await states(of(5))) - (await states(of(4)));
      // A look that goes well has 5 events; what it may come to at worst stands for itself.
      const alone = worstCaseEvents(aRunbook(many(2))) - worstCaseEvents(aRunbook(many(1)));
      const estimated = worstCaseEvents(of(5)) - worstCaseEvents(of(4)) - alone;
      expect([estimated >= came - 5, estimated <= came + 30]).toEqual([true, true]);
    }
  });

  test('above 20,000 events is a mistake that says to nest', () => {
    const runbook = aRunbook(many(6, 5 * day), { deadline: 10 * day });
    expect(mistakes(runbook)).toEqual([
      expect.objectContaining({
        code: 'history-too-long',
        message: expect.stringMatching(/\d{5} history events.*nest/),
      }),
    ]);
    expect(() => compile(runbook, surroundings)).toThrow(/does not fit into a state machine/);
  });
});

test('a definition is measured as it is deployed, with its ARNs, and has to leave room in the request', () => {
  const of = (length: number) => aRunbook([aStep('Look', 'look', { with: { word: 'x'.repeat(length) } })]);
  const bytes = (length: number) => JSON.stringify(define(of(length), smallCatalog)).length;
  const own = bytes(0);
  const each = bytes(1) - own;
  const codes = (length: number) => mistakes(of(Math.floor((length - own) / each))).map(({ code }) => code);
  expect(codes(990_000)).toEqual([]);
  expect(codes(999_900)).toEqual(['definition-too-large']);
});

describe('names', () => {
  test('longer than 80 characters are a mistake', () => {
    expect(mistakes(aRunbook([aStep('x'.repeat(78), 'look')])).map(({ code }) => code)).toEqual([
      'name-too-long',
    ]);
  });

  test('twice in one state machine are a mistake, those of the frame included', () => {
    expect(mistakes(aRunbook([aStep('Lock', 'look')])).map(({ code }) => code)).toEqual(['name-twice']);
  });
});

describe('ARNs', () => {
  test('are put in last, for exactly the functions that the definition calls', () => {
    const { definition } = compile(aWholeRunbook(), surroundings);
    const names = placeholders(definition);
    expect(names).toEqual([
      'ask',
      'close-run',
      'lock',
      'open-run',
      'step-approve',
      'step-change',
      'step-look',
      'step-page',
      'step-verify',
      'topic',
    ]);
    const whole = withArns(definition, Object.fromEntries(names.map((name) => [name, `arn:aws:x:${name}`])));
    expect(placeholders(whole)).toEqual([]);
    expect(JSON.stringify(whole)).toContain('arn:aws:x:step-change');
    expect(placeholders(definition)).toEqual(names);
  });

  test('leave texts of the runbook alone', () => {
    const runbook = aRunbook([aStep('Look', 'look', { with: { text: '${lock}' } })]);
    const { definition } = compile(runbook, surroundings);
    const names = Object.fromEntries(placeholders(definition).map((name) => [name, 'arn:x']));
    expect(JSON.stringify(withArns(definition, names))).toContain('"text":"${lock}"');
  });

  test('one that is missing is named', () => {
    const { definition } = compile(aRunbook([aStep('Look', 'look')]), surroundings);
    expect(() => withArns(definition, {})).toThrow(/needs open-run/);
  });
});
