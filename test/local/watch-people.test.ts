import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadEstate } from '../../lib/local/runbooks.ts';
import { loadPeople, replaceDirectory, watchPeople } from '../../lib/local/watch-people.ts';
import { wokenFor } from '../../lib/model/on-call.ts';

const estate = loadEstate(join(import.meta.dirname, '..', '..', 'rebound.yaml'));
const people = (override = '') => `
people:
  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [terminal] }
  ben: { name: Ben Okoro, zone: Europe/London, channels: [terminal] }
groups:
  platform-oncall: { members: [ana, ben], rotation: platform }
rotations:
  platform:
    people: [ana]
    zone: Europe/Madrid
    start: 2026-11-02
    hand_over: "09:00"
    every: 7d
    overrides: [${override}]
`;
const tonight = Date.parse('2026-11-24T23:00:00Z');
const standIn = '{ from: 2026-11-24T18:00, to: 2026-11-25T09:00, who: ben }';

function written(text?: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'rebound-people-')), 'people.yaml');
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

describe('people.yaml', () => {
  test('may be absent', async () => {
    expect(await loadPeople(written(), await estate)).toBeUndefined();
    expect(await watchPeople(undefined, await estate).first()).toBeUndefined();
  });

  test('with mistakes is refused with all of them, each with its line', async () => {
    const file = written(people().replace('zone: Europe/London', 'zone: Europe/Londn'));
    await expect(loadPeople(file, await estate)).rejects.toMatchObject({
      code: 'BadRunbook',
      facts: { what: expect.stringMatching(/people\.yaml:4:\d+ .*Londn/) },
    });
  });

  test('that changes counts from then on, for everybody who holds it', async () => {
    const file = written(people());
    const watched = watchPeople(file, await estate);
    const held = await watched.first();
    if (!held) throw new Error('there is no directory');
    expect(wokenFor(held, 'platform-oncall', tonight)).toEqual({ people: ['ana'] });
    expect(await watched.whenChanged(true)).toBeUndefined();

    writeFileSync(file, people(standIn));
    const changed = await watched.whenChanged(true);
    if (!changed || !('directory' in changed)) throw new Error('nothing has changed');
    replaceDirectory(held, changed.directory);
    expect(wokenFor(held, 'platform-oncall', tonight)).toEqual({ people: ['ben'] });
    expect(await watched.whenChanged(true)).toBeUndefined();
  });

  test('that is broken, removed, or new while a server runs, is said once and changes nothing', async () => {
    const file = written(people());
    const watched = watchPeople(file, await estate);
    await watched.first();
    const trouble = async (known = true) => {
      const changed = await watched.whenChanged(known);
      return changed && 'trouble' in changed ? changed.trouble : undefined;
    };
    writeFileSync(file, `${people()}\nperson: {}\n`);
    expect(await trouble()).toMatch(/has mistakes, and what it said before counts: rebound check /);
    expect(await trouble()).toBeUndefined();
    rmSync(file);
    expect(await trouble()).toMatch(/is gone: until this server is started again/);
    writeFileSync(file, people());
    expect(await trouble(false)).toMatch(/is there now, and counts from the next start/);
    expect(await trouble(false)).toBeUndefined();
  });

  test('without its quiet hours has none, and keeps the channels of rebound.yaml', async () => {
    const before = await loadPeople(
      written(`${people()}quiet_hours: { from: "22:00", to: "07:00" }\n`),
      await estate,
    );
    const after = await loadPeople(written(people()), await estate);
    if (!before || !after) throw new Error('there is no directory');
    const { channels } = before;
    expect(before.quiet).toBeDefined();
    replaceDirectory(before, after);
    expect(before.quiet).toBeUndefined();
    expect(before.channels).toBe(channels);
  });
});
