import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openLocal } from '../../lib/local/local.ts';
import type { Local, LocalOptions } from '../../lib/local/local-contract.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';

const home = join(import.meta.dirname, '..', '..');
const people = (override = '') => `
people:
  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [slack: U01ANA] }
  ben: { name: Ben Okoro, zone: Europe/London, channels: [slack: U01BEN] }
  dev: { name: Dev Patel, zone: Europe/Berlin, channels: [slack: U01DEV] }
groups:
  platform-leads: [ana, ben]
  platform-managers: [dev, ana]
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
const channels =
  'channels: { slack: { token: secret:rebound-channels/slack, signing_secret: secret:rebound-channels/signing } }\n';

/** A working folder with one runbook, the shipped rebound.yaml with Slack, and people.yaml. */
function folderOf(peopleYaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-local-people-'));
  cpSync(
    join(home, 'runbooks', 'restore-namespace.yaml'),
    join(folder, 'runbooks', 'restore-namespace.yaml'),
  );
  const shipped = readFileSync(join(home, 'rebound.yaml'), 'utf8');
  const estate = /^channels:/m.test(shipped) ? shipped.replace(/^channels:\n(?: .*\n|\n)*/m, '') : shipped;
  writeFileSync(join(folder, 'rebound.yaml'), `${estate}\n${channels}`);
  writeFileSync(join(folder, 'people.yaml'), peopleYaml);
  return folder;
}

const open: Local[] = [];
afterEach(async () => {
  for (const local of open.splice(0)) await local.close();
});

async function localIn(
  folder: string,
  scripts: Record<string, PersonScript[]> = {},
  more: Partial<LocalOptions> = {},
): Promise<Local> {
  const local = await openLocal({
    runbooksFolder: join(folder, 'runbooks'),
    estateFile: join(folder, 'rebound.yaml'),
    peopleFile: join(folder, 'people.yaml'),
    scenario: {
      name: 'deleted',
      given: {
        clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
        backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
        storage: 'available',
        pagers: 'up',
      },
      inputs: {},
      people: scripts,
      expect: {},
    },
    startAt: Date.parse('2026-11-24T12:05:00.000Z'),
    seed: 5,
    pace: 'virtual',
    ...more,
  });
  open.push(local);
  return local;
}

const start = (local: Local, by: string) =>
  local.operations.start({
    runbook: 'restore-namespace',
    inputs: { cluster: 'prod-blue', namespace: 'payments' },
    mode: 'real',
    by,
    because: '',
  });

describe('a server with people.yaml', () => {
  test('does not start with mistakes in it, and says them with their lines', async () => {
    const folder = folderOf(people().replace('[ana, ben]', '[ana, bne]'));
    await expect(localIn(folder)).rejects.toMatchObject({
      code: 'BadRunbook',
      facts: { what: expect.stringMatching(/people\.yaml:7:\d+ .*bne/s) },
    });
  });

  test('has a question answered by whoever was reached, under their own name', async () => {
    const local = await localIn(folderOf(people()), { 'platform-leads': [{ does: 'approve', after: 60 }] });
    const { run } = await start(local, 'Dev Patel');
    const report = await local.ended(run);
    expect(report).toMatchObject({ outcome: 'recovered', startedBy: { kind: 'person', name: 'dev' } });
    expect(['ana', 'ben']).toContain(report.asks[0]?.decision?.by);
  });

  test('has it answered by another one of the group, where the one who would is who started the run', async () => {
    for (const [by, other] of [
      ['ana', 'ben'],
      ['ben', 'ana'],
    ] as const) {
      const local = await localIn(folderOf(people()), { 'platform-leads': [{ does: 'approve', after: 60 }] });
      const { run } = await start(local, by);
      const { outcome, asks } = await local.ended(run);
      expect([outcome, asks[0]?.decision?.by]).toEqual(['recovered', other]);
    }
  });

  test('starts for somebody whom it does not know: a recovery waits for no name, and one more has to say yes', async () => {
    const local = await localIn(folderOf(people()), { 'platform-leads': [{ does: 'approve', after: 60 }] });
    const { run } = await start(local, 'root');
    const { asks, startedBy } = await local.ended(run);
    await expect(local.operations.take(run, 'root')).rejects.toMatchObject({
      code: 'BadInput',
      facts: { todo: expect.stringContaining('REBOUND_AS=NAME: ana, ben or dev') },
    });
    expect(asks[0]?.quorum).toBe(2);
    expect(startedBy).toEqual({ kind: 'person', name: 'root' });
  });

  test('knows at once who stands in, and passes over a runbook that asks who is not there any more', async () => {
    const folder = folderOf(people());
    const lines: string[] = [];
    const local = await localIn(folder, {}, { log: (line) => lines.push(line) });
    const onCall = async () =>
      (await local.operations.oncall('platform-oncall')).flatMap((one) => one.people.map(({ id }) => id));
    expect(await onCall()).toEqual(['ana']);
    writeFileSync(
      join(folder, 'people.yaml'),
      people('{ from: 2026-11-24T10:00, to: 2026-11-25T09:00, who: ben }').replace(
        'platform-managers:',
        'others:',
      ),
    );
    expect(await onCall()).toEqual(['ben']);
    expect(lines).toContain('people.yaml has changed and was read again');
    await expect(start(local, 'ana')).rejects.toMatchObject({ code: 'UnknownRunbook' });
  });

  test('ends a run for whoever ends the process', async () => {
    const local = await localIn(folderOf(people()));
    const { run } = await start(local, 'dev');
    await new Promise<void>((resolve) => local.onQuestion(() => resolve()));
    await expect(local.operations.abort(run, 'root', 'enough')).rejects.toMatchObject({ code: 'BadInput' });
    await local.abandon(run, 'root', 'its server ends');
    expect(await local.ended(run)).toMatchObject({ outcome: 'aborted' });
  });

  test('has a door for Slack, which takes nothing that is not signed', async () => {
    const local = await localIn(folderOf(people()));
    const answer = await local.inbound?.({
      method: 'POST',
      path: '/slack/interactions',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode('payload={}'),
    });
    expect(answer?.status).toBe(401);
  });
});

test('without people.yaml there is no such door, and anybody is who they say', async () => {
  const folder = folderOf(people());
  const local = await localIn(
    folder,
    { 'platform-leads': [{ does: 'approve', after: 60 }] },
    { peopleFile: join(folder, 'none.yaml') },
  );
  expect(local.inbound).toBeUndefined();
  const { run } = await start(local, 'root');
  expect(await local.ended(run)).toMatchObject({ outcome: 'recovered' });
});
