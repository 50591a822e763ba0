import { expect, test } from '@jest/globals';
import { judge } from '../../lib/rehearsal/invariants/all.ts';
import { play } from '../../lib/rehearsal/play.ts';
import {
  type Act,
  alarmStart,
  helpful,
  noFaults,
  quietSchedule,
  type Schedule,
  twoNamespaces,
} from '../../lib/rehearsal/schedule.ts';
import { endingsOf } from '../../lib/rehearsal/tally.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

/** Moments that seeds meet now and then, and at which something was wrong once. */

const parts = campaignRunbooks();
const started = (runbook: string, at: Schedule['starts'][number]['at'] = 1) =>
  alarmStart(cast, { how: 'person', runbook, at });

async function played(runbook: string, given: Partial<Schedule>) {
  const world = { given: twoNamespaces(cast), people: helpful(cast, 5, 5) };
  const watched = await play(quietSchedule(cast, { ...world, starts: [started(runbook)], ...given }), parts);
  return { watched, endings: endingsOf(watched), violations: judge(watched).map(({ text }) => text) };
}

test('a taking back is in some hand when its execution is stopped: nobody has the lock before it has arrived', async () => {
  const sixth = { kind: 'change', nth: 6 } as const;
  const { endings, violations } = await played(cast.carefully, {
    starts: [started(cast.carefully), started(cast.runbook, { ...sixth, plus: 0.2 })],
    acts: [
      { does: 'abort', at: { kind: 'change', nth: 1, plus: 40 }, run: 0, by: 'frank' },
      { does: 'kill', at: { ...sixth, plus: 0.001 }, run: 0, by: 'frank' },
    ],
    faults: { ...noFaults, planned: [{ ...sixth, fault: 'late', seconds: 18 }] },
  });
  expect(violations).toEqual([]);
  expect(endings).toEqual(['restore-carefully failed', 'restore-namespace nothing-to-do']);
});

test('a held run that comes to its end ends: `always` changes nothing, and its lock is given back', async () => {
  const people = helpful(cast, 5, 5);
  const way = { to: 'decision' as const, says: [{ answer: 'hand_over', after: 5, by: cast.owner }] };
  const { endings, violations, watched } = await played(cast.carefully, {
    people: { ...people, [cast.owner]: [way, ...(people[cast.owner] ?? [])] },
    acts: [{ does: 'hold', at: { kind: 'slots', nth: 3, plus: 0 }, run: 0, by: 'frank' }],
  });
  expect(watched.table.runs().some(({ held }) => held.length > 0)).toBe(true);
  expect(violations).toEqual([]);
  expect(endings).toEqual(['restore-carefully handed-on', 'restore-otherwise recovered']);
});

test('a later verify that does not see it counts more than an earlier one that did, whatever the runbook does about it', async () => {
  const looks = (await played(cast.unattended, {})).watched.calls.filter(
    ({ facts }) => facts.kind === 'look',
  );
  const last = Math.max(...looks.map(({ nth }) => nth));
  const { endings, violations, watched } = await played(cast.unattended, {
    faults: { ...noFaults, planned: [{ kind: 'look', nth: last, fault: 'refused' }] },
  });
  expect(violations).toEqual([]);
  expect(endings).toEqual(['restore-unattended failed']);
  expect(watched.last.pages.some(({ text }) => text.includes('does not stay as it should be'))).toBe(true);
});

test.each([30, 45])(
  'a run is aborted after %d s: the runs of its branches are all taken back, none is cut short by another',
  async (plus) => {
    const abort: Act = { does: 'abort', at: { kind: 'change', nth: 1, plus }, run: 0, by: 'frank' };
    const { endings, violations, watched } = await played(cast.within, { acts: [abort] });
    expect(violations).toEqual([]);
    expect(endings).toEqual([
      'restore-carefully aborted',
      'restore-unattended aborted',
      'restore-within aborted',
    ]);
    const records = watched.table
      .runs()
      .flatMap(({ run }) => Object.values(watched.table.ledger(run)?.undo ?? {}));
    expect(records.length).toBeGreaterThan(2);
    expect(records.every(({ undoneAt }) => undoneAt !== undefined)).toBe(true);
  },
);
