import { expect, test } from '@jest/globals';
import { type Path, pathId } from '../../lib/rehearsal/explore/path.ts';
import { straightPlayer, watch } from '../../lib/rehearsal/explore/player.ts';
import { singlesOf } from '../../lib/rehearsal/explore/singles.ts';
import { deletedAndApproved, smallText, subjectOf } from './explore/subjects.ts';

const small = subjectOf(smallText(deletedAndApproved));
const at = (kind: 'change' | 'ledger' | 'ask', nth: number): Path => ({
  rehearsal: 0,
  faults: [],
  people: [],
  happens: [{ what: 'restart', kind, nth }],
});

test.each([at('change', 1), at('ledger', 1), at('ask', 1)])(
  'the run goes on in another process: %j',
  async (path) => {
    const { notes, table, executions, calls } = await watch(path, small);
    const told = notes.map(({ text }) => text);
    expect(told).toContain('* the process of the local engine is killed');
    expect(told.find((text) => text.startsWith('* another process goes on'))).toContain('goes on');
    expect(table.runs().map(({ status, outcome }) => ({ status, outcome }))).toEqual([
      { status: 'closed', outcome: 'recovered' },
    ]);
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(
      calls.filter(({ facts, effect }) => facts.kind === 'change' && effect?.status === 201),
    ).toHaveLength(1);
  },
);

test('the same restart gives the same result', async () => {
  const player = straightPlayer(small);
  const first = await player.play(at('change', 1));
  expect(first).toMatchObject({ happened: true, violations: [] });
  expect(await player.play(at('change', 1))).toEqual(first);
});

const rejectedOrNothing = `${deletedAndApproved}  - name: rejected
    given: { clusters: { prod-blue: { namespaces: { checkout: deleted } } }, backups: [{ namespace: checkout, age: 3h }] }
    inputs: { cluster: prod-blue, namespace: checkout }
    people: { platform-leads: reject after 1m }
    expect: { outcome: aborted, unchanged: true }
  - name: healthy
    inputs: { cluster: prod-blue, namespace: checkout }
    expect: { outcome: nothing-to-do }
`;

test('wherever the process is killed, a run ends as it would have ended', async () => {
  const player = straightPlayer(subjectOf(smallText(rejectedOrNothing)));
  const surveys = [await player.survey(0), await player.survey(1), await player.survey(2)];
  const own = surveys.map(({ result }) => result.runs.map(({ outcome }) => outcome));
  expect(own).toEqual([['recovered'], ['aborted'], ['nothing-to-do']]);
  const restarts = singlesOf(surveys).filter(({ happens }) => happens.some(({ what }) => what === 'restart'));
  for (const rehearsal of own.keys())
    for (const path of restarts.filter((one) => one.rehearsal === rehearsal).slice(0, 4)) {
      const { runs, violations, happened } = await player.play(path);
      expect({
        id: pathId(path),
        happened,
        outcomes: runs.map(({ outcome }) => outcome),
        violations,
      }).toEqual({
        id: pathId(path),
        happened: true,
        outcomes: own[rehearsal],
        violations: [],
      });
    }
});
