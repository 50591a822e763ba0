import { expect, test } from '@jest/globals';
import type { Path } from '../../lib/rehearsal/explore/path.ts';
import { straightPlayer, watch } from '../../lib/rehearsal/explore/player.ts';
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
