import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Timeline, seededRandom } from '../../../lib/engine/clock.ts';
import { campaign } from '../../../lib/rehearsal/campaign/campaign.ts';
import { nothingYet, type RunbookState, StateFolder } from '../../../lib/rehearsal/campaign/state.ts';
import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import { deletedAndApproved, smallText, subjectOf } from '../explore/subjects.ts';

const subject = subjectOf(smallText(deletedAndApproved));
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'campaign-'));
});
afterAll(() => rm(home, { recursive: true }));

async function ran(
  name: string,
  paths: number,
  more: { stopAfter?: number; fingerprint?: string; how?: 'same' | 'keep' | 'anew'; subject?: Subject } = {},
): Promise<{ code: number; lines: string[]; state: RunbookState }> {
  const folder = join(home, name);
  const lines: string[] = [];
  const clock = new Timeline({ start: 0, random: seededRandom(1), pace: 'virtual' });
  let asked = 0;
  const code = await campaign({
    subjects: [more.subject ?? subject],
    paths,
    workers: 1,
    fingerprint: more.fingerprint ?? 'aaaaaa',
    folder,
    how: more.how ?? 'same',
    clock,
    out: (line) => void lines.push(line),
    stopped: () => more.stopAfter !== undefined && (asked += 1) > more.stopAfter,
  });
  return { code, lines, state: await new StateFolder(folder).load('restore-small') };
}

describe('a campaign', () => {
  test('that was stopped goes on where it was, and comes to the same', async () => {
    const whole = await ran('whole', 12);
    expect(whole.code).toBe(0);
    expect(whole.lines[0]).toMatch(/^runbook +paths/);
    expect(whole.state).toMatchObject({ paths: 12, well: 12 });
    const again = await ran('whole', 12);
    expect(again.lines[0]).toBe('goes on at path 13');
    expect(again.state).toEqual(whole.state);
    const more = await ran('whole', 16);
    expect(more.state).toMatchObject({ paths: 16, position: { batch: 2 } });
  }, 60_000);

  test('keeps nothing of a batch that was stopped in the middle', async () => {
    const { code, lines, state } = await ran('stopped', 12, { stopAfter: 9 });
    expect(code).toBe(130);
    expect(lines.at(-1)).toBe('stopped: the same command goes on at path 1');
    expect(state).toEqual(nothingYet);
  }, 60_000);

  test('of another version begins anew and says so, or goes on when it is told to', async () => {
    await ran('changed', 3);
    const kept = await ran('changed', 3, { fingerprint: 'bbbbbb', how: 'keep' });
    expect(kept.lines.slice(0, 2)).toEqual([
      'goes on although the code or the runbooks changed (aaaaaa, now bbbbbb): what was played before counts on',
      'goes on at path 4',
    ]);
    const anew = await ran('changed', 2, { fingerprint: 'cccccc' });
    expect(anew.lines[0]).toMatch(
      /^begins anew: the code or the runbooks changed since \(bbbbbb, now cccccc\)/,
    );
    expect(anew.state.paths).toBe(2);
  }, 60_000);

  test('a rehearsal that does not hold, and bad endings, each with the command that plays it again', async () => {
    const wrong = deletedAndApproved.replace('outcome: recovered', 'outcome: aborted');
    const unmet = await ran('unmet', 1, { subject: subjectOf(smallText(wrong)) });
    expect(unmet.code).toBe(1);
    expect(unmet.lines.join('\n')).toContain(
      'restore-small, its own rehearsal deleted: expected aborted, it ended recovered',
    );
    const folder = new StateFolder(join(home, 'bad'));
    await folder.begin({ seed: 1, fingerprint: 'aaaaaa' });
    const line = { id: '1+look.3=refused', ending: 'silent' as const, violations: ['9 s: nobody was told'] };
    const badBytes = await folder.addBad('restore-small', 0, [line]);
    await folder.save('restore-small', {
      ...nothingYet,
      paths: 3,
      well: 2,
      endings: { silent: 1, recovered: 2 },
      badBytes,
    });
    // what a kill left half-written behind it
    const file = join(home, 'bad', 'restore-small.bad.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"id":"1+lo`);
    const { code, lines } = await ran('bad', 3);
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        'restore-small: ended badly, and nobody was told',
        '  9 s: nobody was told',
        "  rebound rehearse restore-small --replay '1+look.3=refused@aaaaaa'",
      ]),
    );
    await folder.addBad('restore-small', badBytes, [line]);
    expect(await folder.bad('restore-small', 10_000)).toEqual([line, line]);
  }, 60_000);
});
