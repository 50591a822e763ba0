import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import type { Local } from '../../lib/local/local-contract.ts';
import { openLocal } from '../../lib/local/local.ts';
import { loadEstate } from '../../lib/local/runbooks.ts';
import { openStorage } from '../../lib/local/storage.ts';
import { sandboxSurroundings } from '../../lib/local/surroundings.ts';
import type { Scenario } from '../../lib/model/scenario.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import type { Table } from '../../lib/wire/table.ts';

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'rebound-left-open-'));
const startAt = Date.parse('2026-11-24T03:12:00Z');
const scenario: Scenario = {
  name: 'nobody answers',
  given: {
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
    backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
    storage: 'available',
    pagers: 'up',
  },
  inputs: {},
  people: {},
  expect: {},
};
const opened: Local[] = [];
afterEach(async () => {
  for (const local of opened.splice(0)) await local.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Local> {
  const local = await openLocal({
    folder,
    runbooksFolder: join(root, 'runbooks'),
    estateFile: join(root, 'rebound.yaml'),
    scenario,
    startAt,
    seed: 1,
    pace: 'virtual',
  });
  opened.push(local);
  return local;
}

/** Writes into the folder's history while nobody owns it. */
async function write(work: (table: Table) => Promise<void>): Promise<void> {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const random = seededRandom(1);
  const clock = new Timeline({ start: startAt, random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const storage = await openStorage(folder, clock);
  await work(makeClients({ ...sandboxSurroundings(estate, clock, random), transport: storage.table }).table);
  over.resolve();
  clock.clear();
  await storage.close();
}

test('a server that starts closes what a dead one left and nobody can go on with, goes on after its time, and is kept from it by nothing', async () => {
  const first = await open();
  const { run } = await first.operations.start({
    runbook: 'restore-namespace',
    inputs: { cluster: 'prod-blue', namespace: 'payments' },
    mode: 'real',
    by: 'ana',
    because: '',
  });
  await asked(first, run);
  const { events } = await first.operations.events(run, '');
  const lastEvent = Date.parse(events.at(-1)?.at ?? '');
  expect(lastEvent).toBeGreaterThan(startAt);
  opened.splice(0);
  await first.close();
  await write(async (table) => {
    await table.put({ pk: 'OPEN-RUNS', sk: 'aaaa', run: 'aaaa' });
    await table.put({ pk: 'RUN#aaaa', sk: 'RUN', run: 7 });
  });

  // without the engine's journal nobody has the run's execution any more
  rmSync(join(folder, 'engine'), { recursive: true });
  const second = await open();
  expect(second.recovered).toEqual([
    expect.stringMatching(/run aaaa .*could not be closed.*shape/),
    expect.stringMatching(new RegExp(`run ${run}.*fenced, closed as failed, its lock released`)),
  ]);
  expect(second.clock.now()).toBeGreaterThan(lastEvent);
  const report = await second.operations.show(run);
  expect(report).toMatchObject({ status: 'closed', outcome: 'failed' });
  expect(Date.parse(report.endedAt ?? '')).toBeGreaterThan(lastEvent);
}, 60_000);

async function asked(local: Local, run: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const report = await local.operations.show(run).catch(() => undefined);
    if (report?.asks.length) return;
    await new Promise((done) => setImmediate(done));
  }
  throw new Error('nobody was asked');
}
