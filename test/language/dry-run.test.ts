import { afterEach, expect, test } from '@jest/globals';
import { aRunbook, aStory, closeStories } from './story.ts';

afterEach(closeStories);

const byHand = `
  - id: noted
    title: Write down which backup
    uses: manual
    with:
      text: Look at the bucket.
      record: { backup: { type: string }, count: { type: number } }
  - id: choice
    title: Choose another one
    uses: find-backup
  - title: May we?
    uses: approve
    with:
      question: "Restore {{ $noted.record.backup }}?"
      ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }]
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $noted.record.backup }
    undo: {}
  - title: Tell
    uses: announce
    with: { text: "{{ $restore.restore }} of {{ $noted.record.count }}" }
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
`;

test('a dry-run goes on behind what only doing it would tell, and says what it could not plan', async () => {
  const story = await aStory({ runbooks: [aRunbook(byHand)] });
  const run = await story.start(undefined, { mode: 'dry-run' });
  const report = await run.ended();
  expect(report).toMatchObject({ outcome: 'planned', asks: [] });
  const found = (id: string) =>
    report.steps.find((step) => step.id === id || step.title === id)?.findings.map(({ text }) => text);
  const later = 'known once somebody has written it down';
  const unplanned = `restore-backup cannot be planned: what it is given is ${later}`;
  expect(found('May we?')).toEqual([unplanned]);
  expect(found('restore')).toEqual([unplanned]);
  expect(found('Tell')).toEqual([`Tell platform-oncall, not urgent: (${later}) of (${later})`]);
  expect(story.changes).toEqual([]);
});
