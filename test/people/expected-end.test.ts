import { afterEach, describe, expect, test } from '@jest/globals';
import { noteRunDurations } from '../../lib/handlers/people/durations.ts';
import {
  bounded,
  durationsOf,
  type Durations,
  keepDurations,
  keptBytesMax,
  type RunDurations,
  type RunKind,
} from '../../lib/history/durations.ts';
import { putEvent } from '../../lib/history/events.ts';
import { expectedWords } from '../../lib/history/expected.ts';
import { durationsKey } from '../../lib/history/keys.ts';
import { nearestRank, remainingSeconds } from '../../lib/history/remaining.ts';
import type { Ask } from '../../lib/model/ask.ts';
import { bytesOf } from '../../lib/model/json.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import type { Run } from '../../lib/model/run.ts';
import { expectedEndOf } from '../../lib/operations/expected-end.ts';
import type { Table } from '../../lib/wire/table.ts';
import { again, inBothWorlds, losingAnswers } from '../history/in-both-worlds.ts';
import { sandboxWorld } from '../contracts/table-worlds.ts';
import { aStory, closeStories } from '../language/story.ts';
import { anEvent, aRecordedRun, askOf, at } from './recorded.ts';

/** A run before: its steps one after the other, in seconds. */
function took(steps: Record<string, number>, kind: RunKind = 'drill', run = 'before'): RunDurations {
  let from = 0;
  const made = Object.entries(steps).map(([step, seconds]) => {
    const one = { step, from, to: from + seconds, people: 0 };
    from += seconds;
    return one;
  });
  return { run, kind, endedAt: at(0), steps: made };
}
const three = (steps: Record<string, number>, kind?: RunKind): Durations => ({
  runs: [1, 2, 3].map((nth) => took(steps, kind, `r${nth}`)),
});
const usual = { look: 10, ask: 200, restore: 300, verify: 60 };

function recorded(events: RunEvent[], asks: Ask[] = [], more: Partial<Run> = {}, seconds = 100) {
  return { run: aRecordedRun(more), events, asks, now: Date.parse(at(seconds)) };
}
const lookDone = [anEvent('step-started', 0, { step: 'look' }), anEvent('step-done', 10, { step: 'look' })];
const expected = (...given: Parameters<typeof expectedEndOf>) => {
  const end = expectedEndOf(...given);
  return end?.known ? { p50: end.p50, p95: end.p95, from: end.from, runs: end.runs } : end;
};

describe('when an open run will end', () => {
  test('nothing is known of a runbook that never ran', () => {
    expect(expectedEndOf(recorded(lookDone), { runs: [] })).toEqual({ known: false });
  });

  test('two runs are too few, three are enough', () => {
    const { runs } = three(usual);
    expect(expectedEndOf(recorded(lookDone), { runs: runs.slice(1) })).toEqual({ known: false });
    expect(expected(recorded(lookDone), { runs })).toMatchObject({ runs: 3, from: 'drill' });
  });

  test('a run that is over has no expected end', () => {
    const over = recorded(lookDone, [], { status: 'closed', endedAt: at(50) });
    expect(expectedEndOf(over, three(usual))).toBeNull();
  });

  test('what the running step has used is taken off', () => {
    const events = [
      ...lookDone,
      anEvent('step-started', 10, { step: 'ask' }),
      anEvent('step-done', 40, { step: 'ask' }),
      anEvent('step-started', 40, { step: 'restore' }),
    ];
    // 300 − 60 of the restore, and 60 of the verify
    expect(expected(recorded(events), three(usual))).toMatchObject({ p50: at(100 + 240 + 60) });
  });

  test('a step that takes longer than it ever did has nothing left, and takes nothing from the next', () => {
    const events = [...lookDone, anEvent('step-started', 10, { step: 'restore' })];
    expect(expected(recorded(events, [], {}, 5000), three(usual))).toMatchObject({
      p50: at(5060),
      p95: at(5060),
    });
  });

  test('never before now', () => {
    const events = [...lookDone, anEvent('step-started', 10, { step: 'verify' })];
    expect(expected(recorded(events, [], {}, 9000), three(usual))).toMatchObject({ p50: at(9000) });
  });

  test('p50 and p95 are whole runs by nearest rank, not made of percentiles of steps', () => {
    const runs = [
      took({ look: 10, restore: 100, verify: 900 }, 'real', 'a'),
      took({ look: 10, restore: 500, verify: 100 }, 'real', 'b'),
      took({ look: 10, restore: 200, verify: 200 }, 'real', 'c'),
    ];
    expect(expected(recorded(lookDone), { runs })).toEqual({
      p50: at(100 + 600),
      p95: at(100 + 1000),
      from: 'real',
      runs: 3,
    });
  });

  test.each<[string, RunKind[], RunKind]>([
    ['real before drill', ['real', 'drill', 'simulation'], 'real'],
    ['drill before simulation', ['drill', 'simulation'], 'drill'],
    ['simulation when there is nothing else', ['simulation'], 'simulation'],
  ])('%s', (_what, kinds, from) => {
    const runs = kinds.flatMap((kind) => three(usual, kind).runs);
    expect(expected(recorded(lookDone), { runs })).toMatchObject({ from, runs: 3 });
  });

  test('two real runs and three drills: the drills, and not five of both', () => {
    const runs = [...three(usual, 'real').runs.slice(1), ...three({ ...usual, restore: 900 }).runs];
    expect(expected(recorded(lookDone), { runs })).toMatchObject({ from: 'drill', runs: 3 });
  });

  test('a run that went another way says nothing of this one', () => {
    const events = [...lookDone, anEvent('step-started', 10, { step: 'blind' })];
    expect(expectedEndOf(recorded(events), three(usual))).toEqual({ known: false });
  });

  test('an arm that this run went past is not still to come', () => {
    const runs = three({ look: 10, blind: 600, restore: 300, verify: 60 }).runs;
    const events = [...lookDone, anEvent('step-started', 100, { step: 'restore' })];
    expect(expected(recorded(events), { runs })).toMatchObject({ p50: at(100 + 360) });
  });

  test('branches at the same time count once', () => {
    const steps = [
      { step: 'look', from: 0, to: 10, people: 0 },
      { step: 'left', from: 10, to: 110, people: 0 },
      { step: 'right', from: 10, to: 60, people: 0 },
    ];
    const runs = ['a', 'b', 'c'].map((run): RunDurations => ({ run, kind: 'real', endedAt: at(0), steps }));
    expect(expected(recorded(lookDone), { runs })).toMatchObject({ p50: at(200) });
    const both = [
      ...lookDone,
      anEvent('step-started', 80, { step: 'left' }),
      anEvent('step-started', 80, { step: 'right' }),
    ];
    expect(expected(recorded(both), { runs })).toMatchObject({ p50: at(100 + 80) });
  });

  test('back to a step before: what follows it comes again', () => {
    const events = [
      ...lookDone,
      anEvent('step-started', 10, { step: 'restore' }),
      anEvent('step-done', 60, { step: 'restore' }),
      anEvent('step-started', 90, { step: 'look', generation: 1 }),
    ];
    const runs = three({ look: 20, restore: 300, verify: 60 }).runs;
    expect(expected(recorded(events), { runs })).toMatchObject({ p50: at(100 + 10 + 300 + 60) });
  });

  test('a decided question is over; an open one waits as long as it did before', () => {
    const ask = askOf({ openedAt: at(20) });
    const asking = [...lookDone, anEvent('step-started', 20, { step: 'ask', uses: 'approve' })];
    expect(expected(recorded(asking, [ask]), three(usual))).toMatchObject({ p50: at(100 + 120 + 360) });
    const decision = { by: 'ana', answer: 'approve', because: '', at: at(90) };
    const decided = askOf({ openedAt: at(20), decision, voices: [decision] });
    expect(expected(recorded(asking, [decided]), three(usual))).toMatchObject({ p50: at(100 + 360) });
  });
});

describe('in words', () => {
  const known = { known: true as const, p50: at(600), p95: at(1020), runs: 7 };
  const now = Date.parse(at(0));
  test.each([
    [{ ...known, from: 'drill' as const }, 'expected end 03:22–03:29 (p50–p95 of 7 drills)'],
    [{ ...known, from: 'simulation' as const }, 'expected end 03:22–03:29 (p50–p95 of 7 simulated runs)'],
    [{ ...known, from: 'real' as const, p95: at(610) }, 'expected end 03:22 (p50–p95 of 7 real runs)'],
    [
      { ...known, from: 'real' as const, p95: at(86_400) },
      'expected end 03:22–25 Nov 03:12 (p50–p95 of 7 real runs)',
    ],
    [{ known: false as const }, 'expected end: no data'],
  ])('%p', (end, words) => {
    expect(expectedWords(end, now)).toBe(words);
  });
});

test.each([
  [[1], 50, 1],
  [[1, 2], 50, 1],
  [[1, 2, 3], 50, 2],
  [[1, 2, 3], 95, 3],
  [Array.from({ length: 20 }, (_, n) => n + 1), 95, 19],
  [Array.from({ length: 30 }, (_, n) => n + 1), 50, 15],
])('nearest rank of %p at %p', (values, percent, wanted) => {
  expect(nearestRank(values, percent)).toBe(wanted);
});

test('what is left after a question, for who has to know whether the objective will be missed', () => {
  expect(remainingSeconds(three(usual), ['restore', 'verify'])).toEqual({
    p50: 360,
    p95: 360,
    from: 'drill',
    runs: 3,
  });
  expect(remainingSeconds({ runs: [] }, ['restore'])).toBeUndefined();
});

inBothWorlds((world) => {
  const key = 'restore-namespace';

  test('what runs took is kept once, also when the answer to the writing is lost', async () => {
    const runbook = `${key}-lost`;
    const losing = losingAnswers(world(), 1, 2);
    for (const run of ['a', 'a', 'b'])
      await again(() => keepDurations(losing, runbook, took(usual, 'real', run)));
    expect((await durationsOf(world().table, runbook)).runs.map(({ run }) => run).sort()).toEqual(['a', 'b']);
  });

  test('runs that end at the same moment are all kept', async () => {
    const runbook = `${key}-together`;
    const names = Array.from({ length: 8 }, (_, n) => `run${n}`);
    await Promise.all(names.map((run) => keepDurations(world().table, runbook, took(usual, 'drill', run))));
    expect((await durationsOf(world().table, runbook)).runs.map(({ run }) => run).sort()).toEqual(names);
  });

  test('what cannot be read is as if nothing were there, and is written anew', async () => {
    const runbook = `${key}-damaged`;
    await world().table.put({ ...durationsKey(runbook), runs: 'rubbish', count: 3 });
    expect(await durationsOf(world().table, runbook)).toEqual({ runs: [] });
    await keepDurations(world().table, runbook, took(usual, 'real', 'a'));
    expect((await durationsOf(world().table, runbook)).runs).toHaveLength(1);
  });
});

describe('what is kept is bounded', () => {
  const many = (kind: RunKind, count: number, steps = usual as Record<string, number>) =>
    Array.from({ length: count }, (_, n) => ({ ...took(steps, kind, `${kind}${n}`), endedAt: at(n) }));

  test('the newest thirty of each kind', () => {
    const kept = bounded([...many('real', 40), ...many('simulation', 5)]);
    expect(kept.filter(({ kind }) => kind === 'real').map(({ run }) => run)).toEqual(
      Array.from({ length: 30 }, (_, n) => `real${39 - n}`),
    );
    expect(kept.filter(({ kind }) => kind === 'simulation')).toHaveLength(5);
  });

  test('in bytes: simulations do not push real runs out', () => {
    const long = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`a_step_with_a_long_name_${n}`, 5]),
    );
    const kept = bounded([...many('real', 3, long), ...many('simulation', 30, long)]);
    expect(bytesOf(kept)).toBeLessThanOrEqual(keptBytesMax);
    expect(kept.filter(({ kind }) => kind === 'real')).toHaveLength(3);
    expect(kept.filter(({ kind }) => kind === 'simulation').length).toBeGreaterThanOrEqual(3);
  });
});

describe('when a run closes', () => {
  const closed = aRecordedRun({ status: 'closed', outcome: 'recovered', endedAt: at(400), world: 'real' });
  const parts = (table: Table) => ({ clients: { table } }) as Parameters<typeof noteRunDurations>[1];

  test('its steps are kept with the time that people took; once', async () => {
    const { table } = await sandboxWorld();
    for (const event of [...lookDone, anEvent('step-started', 10, { step: 'restore' })])
      await putEvent(table, event);
    await noteRunDurations({ ...closed, held: [{ from: at(20), to: at(50), by: 'ana' }] }, parts(table));
    await noteRunDurations(closed, parts(table));
    expect(await durationsOf(table, 'restore-namespace')).toEqual({
      runs: [
        {
          run: closed.run,
          kind: 'real',
          endedAt: at(400),
          steps: [
            { step: 'look', from: 0, to: 10, people: 0 },
            { step: 'restore', from: 10, to: 400, people: 30 },
          ],
        },
      ],
    });
  });

  test.each([
    ['simulation', { world: 'sandbox', mode: 'drill' as const }],
    ['drill', { mode: 'drill' as const }],
    ['real', { outcome: 'recovered-with-skips' as const }],
  ])('it is a %s', async (kind, more) => {
    const { table } = await sandboxWorld();
    for (const event of lookDone) await putEvent(table, event);
    await noteRunDurations({ ...closed, ...more }, parts(table));
    expect((await durationsOf(table, 'restore-namespace')).runs.map((run) => run.kind)).toEqual([kind]);
  });

  test.each(['failed', 'aborted', 'nothing-to-do', 'planned', 'handed-on'] as const)(
    '%s is kept nowhere',
    async (outcome) => {
      const { table } = await sandboxWorld();
      for (const event of lookDone) await putEvent(table, event);
      await noteRunDurations({ ...closed, outcome }, parts(table));
      expect(await durationsOf(table, 'restore-namespace')).toEqual({ runs: [] });
    },
  );

  test('a table that answers nothing fails no closing', async () => {
    const { table } = await sandboxWorld();
    for (const event of lookDone) await putEvent(table, event);
    const down = () => Promise.reject(new Error('down'));
    await expect(noteRunDurations(closed, parts({ ...table, put: down }))).resolves.toBeUndefined();
    await expect(noteRunDurations(closed, parts({ ...table, query: down }))).resolves.toBeUndefined();
  });
});

describe('in the sandbox', () => {
  afterEach(closeStories);

  test('three runs that recovered tell when the fourth will end, and that they were simulated', async () => {
    const story = await aStory({
      runbooks: [],
      shipped: ['restore-namespace', 'rebuild-cluster'],
      people: { 'platform-leads': [{ does: 'approve', after: 240 }] },
    });
    for (let nth = 0; nth < 3; nth += 1) {
      const run = await story.start(undefined, { runbook: 'restore-namespace' });
      await run.asked('Restore over what is there?');
      expect((await run.show()).expectedEnd).toEqual({ known: false });
      expect(await run.ended()).toMatchObject({ outcome: 'recovered', expectedEnd: null });
      story.sandbox.deleteNamespace('prod-blue', 'payments');
    }
    const run = await story.start(undefined, { runbook: 'restore-namespace' });
    await run.asked('Restore over what is there?');
    await story.pass(60_000);
    const { expectedEnd } = await run.show();
    expect(expectedEnd).toMatchObject({ known: true, from: 'simulation', runs: 3 });
    const { endedAt } = await run.ended();
    const wrong = Date.parse(endedAt ?? '') - Date.parse(expectedEnd?.known ? expectedEnd.p50 : '');
    expect(Math.abs(wrong)).toBeLessThan(60_000);
  });
});
