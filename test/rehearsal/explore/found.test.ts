import { expect, test } from '@jest/globals';
import { straightPlayer } from '../../../lib/rehearsal/explore/player.ts';
import { ownPath, type Path } from '../../../lib/rehearsal/explore/path.ts';
import { shippedSubject } from '../planted/planted.ts';

/** Ways that ended badly once, each because of a mistake of ours that was mended. */
test.each<[string, string, string, Partial<Path>]>([
  [
    'a run that was handed everything and cannot be opened gives it back',
    'restore-namespace',
    'the cluster is gone',
    { faults: [{ kind: 'list', nth: 5, fault: 'refused' }] },
  ],
])('%s', async (_, runbook, rehearsal, path) => {
  const subject = await shippedSubject(runbook, [rehearsal]);
  const { violations, happened } = await straightPlayer(subject).play({ ...ownPath(0), ...path });
  expect({ violations, happened }).toEqual({ violations: [], happened: true });
});
