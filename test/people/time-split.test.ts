import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import type { Ack, Ask, AskKind, Voice } from '../../lib/model/ask.ts';
import { merged, without } from '../../lib/model/spans.ts';
import { timeSplitOf } from '../../lib/operations/time-split.ts';
import { aRecordedRun, askOf, at, began } from './recorded.ts';

const voice = (seconds: number, more: Partial<Voice> = {}): Voice => ({
  by: 'ana',
  answer: 'approve',
  because: '',
  at: at(seconds),
  ...more,
});
const ack = (ask: Ask, seconds: number): Ack & { ask: string } => ({
  ask: ask.id,
  by: 'ana',
  at: at(seconds),
  level: 0,
  channel: 'slack',
});
/** A run of 600 seconds. */
function split(
  asks: Ask[],
  acks: (Ack & { ask: string })[] = [],
  more: Parameters<typeof aRecordedRun>[0] = {},
) {
  const paging = acks.map(({ ask, ...one }) => ({ ask, run: 'r', pages: [], acks: [one] }));
  return timeSplitOf({ run: aRecordedRun(more), asks, paging, now: began + 600_000 });
}
const open = (from: number, to: number, more: Partial<Ask> = {}) =>
  askOf({
    id: `ask-${from}-${to}`,
    openedAt: at(from),
    voices: [voice(to)],
    decision: voice(to),
    ...more,
  });

describe('where the time of a run went', () => {
  test('all of it is the machine’s where nobody was asked', () => {
    expect(split([])).toEqual({ machine: 600, people: 0, noticing: 0, deciding: 0, doing: 0 });
  });

  test('until the first ack they notice, from there they decide', () => {
    const ask = open(100, 300);
    expect(split([ask], [ack(ask, 160)])).toEqual({
      machine: 400,
      people: 200,
      noticing: 60,
      deciding: 140,
      doing: 0,
    });
  });

  test('without an ack the first answer says that they noticed', () => {
    const voices = [voice(150, { by: 'ben' }), voice(300)];
    expect(split([open(100, 300, { quorum: 2, voices })])).toMatchObject({ noticing: 50, deciding: 150 });
  });

  test('what is to be done by hand is doing, from when somebody looked at it', () => {
    const ask = open(100, 500, { kind: 'manual' });
    expect(split([ask], [ack(ask, 130)])).toMatchObject({
      people: 400,
      noticing: 30,
      deciding: 0,
      doing: 370,
    });
  });

  test('a wait is the machine’s', () => {
    expect(split([open(100, 500, { kind: 'wait' })])).toMatchObject({ machine: 600, people: 0 });
  });

  test('a held run is people’s time, until somebody lets it go on', () => {
    const held = [
      { from: at(50), to: at(110), by: 'ana' },
      { from: at(550), by: 'ben' },
    ];
    expect(split([], [], { held })).toMatchObject({ machine: 490, people: 110, deciding: 110 });
  });

  test('questions of branches at the same time are not counted twice', () => {
    const one = open(100, 300);
    const other = open(200, 400, { kind: 'manual' });
    expect(split([one, other], [ack(one, 120), ack(other, 220)])).toEqual({
      machine: 300,
      people: 300,
      noticing: 20,
      deciding: 100,
      doing: 180,
    });
  });

  test('what is open when the run is looked at counts until now; of a closed one until its end', () => {
    const ask = askOf({ openedAt: at(100) });
    expect(split([ask])).toMatchObject({ people: 500, noticing: 500 });
    expect(split([ask], [], { status: 'closed', endedAt: at(200) })).toMatchObject({
      machine: 100,
      people: 100,
    });
  });

  test('an ack after the decision, or before the question, changes nothing of the whole', () => {
    const ask = open(100, 300, { voices: [] });
    expect(split([ask], [ack(ask, 500)])).toMatchObject({ people: 200, noticing: 200 });
    expect(split([ask], [ack(ask, 10)])).toMatchObject({ people: 200, deciding: 200 });
  });
});

const kinds: AskKind[] = ['approval', 'failure', 'decision', 'manual', 'wait'];

test('300 seeds: no second is lost, and none counts twice', () => {
  for (let seed = 1; seed <= 300; seed += 1) check(seed);
});

function check(seed: number): void {
  const random = seededRandom(seed);
  const up = (to: number) => random() * to;
  const length = up(5000);
  const asks = Array.from({ length: Math.floor(up(6)) }, (_, nth) => {
    const from = up(length * 1.2) - length * 0.1;
    const to = from + up(length / 2);
    const decided = random() < 0.8;
    return open(from, to, {
      id: `${nth}`,
      kind: kinds[Math.floor(up(kinds.length))] ?? 'approval',
      voices: random() < 0.5 ? [voice(from + up(to - from))] : [],
      ...(decided ? {} : { openedAt: at(from) }),
    });
  }).map((ask): Ask => {
    if (random() < 0.8) return ask;
    const { decision: _, ...undecided } = ask;
    return undecided;
  });
  const acks = asks.filter(() => random() < 0.5).map((ask) => ack(ask, up(length)));
  const held = Array.from({ length: Math.floor(up(3)) }, () => {
    const from = up(length);
    return { from: at(from), to: at(from + up(length / 4)), by: 'ana' };
  });
  const paging = acks.map(({ ask, ...one }) => ({ ask, run: 'r', pages: [], acks: [one] }));
  const run = aRecordedRun({ held, status: 'closed', endedAt: at(length) });
  const { machine, people, noticing, deciding, doing } = timeSplitOf({ run, asks, paging, now: began });
  const whole = Math.round((Date.parse(at(length)) - began) / 1000);
  expect({ seed, sum: machine + people }).toEqual({ seed, sum: whole });
  expect({ seed, sum: noticing + deciding + doing }).toEqual({ seed, sum: people });
  for (const seconds of [machine, people, noticing, deciding, doing]) {
    expect({ seed, seconds, fine: seconds >= 0 && Number.isInteger(seconds) }).toEqual({
      seed,
      seconds,
      fine: true,
    });
  }
  // second by second, the slow way
  const waiting = Array.from({ length: whole }, (_, second) => began + second * 1000 + 500).filter(
    (now) =>
      held.some(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to)) ||
      asks.some(
        ({ kind, openedAt, decision }) =>
          kind !== 'wait' && Date.parse(openedAt) <= now && (!decision || now < Date.parse(decision.at)),
      ),
  ).length;
  expect(Math.abs(people - waiting)).toBeLessThanOrEqual(2 + asks.length + held.length);
}

test('spans: merged ones do not overlap, and what is cut out of them is gone', () => {
  expect(
    merged([
      { from: 5, to: 9 },
      { from: 1, to: 3 },
      { from: 2, to: 4 },
      { from: 7, to: 7 },
    ]),
  ).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 9 },
  ]);
  expect(
    without(
      [{ from: 0, to: 10 }],
      [
        { from: 2, to: 3 },
        { from: 8, to: 20 },
      ],
    ),
  ).toEqual([
    { from: 0, to: 2 },
    { from: 3, to: 8 },
  ]);
  expect(without([{ from: 0, to: 10 }], [])).toEqual([{ from: 0, to: 10 }]);
});
