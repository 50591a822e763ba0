import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { openLocal } from '../../../lib/local/local.ts';
import type { PersonScript } from '../../../lib/model/scenario.ts';

/*
 * A local server with one run, until that has ended or somebody kills it: `node child.ts <home> <folder>`. Says "ready", and
 * at the end the run's report and its events as JSON.
 */

const [home = '', folder = ''] = process.argv.slice(2);
const silent: PersonScript[] = [{ does: 'silent' }];
const local = await openLocal({
  folder,
  runbooksFolder: `${home}/runbooks`,
  estateFile: `${home}/rebound.yaml`,
  startAt: Date.parse('2026-11-24T03:05:00.000Z'),
  seed: randomInt(2 ** 31),
  pace: 'virtual',
  scenario: {
    name: 'deleted',
    given: {
      clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
      backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
      storage: 'available',
      pagers: 'up',
    },
    inputs: {},
    people: {
      'platform-leads': [{ does: 'approve', after: 240 }],
      'platform-managers': silent,
      'platform-oncall': silent,
    },
    expect: {},
  },
});
process.stdout.write(`ready ${local.recovered.join('; ')}\n`);
let [known] = await local.operations.runs({ limit: 1 });
// Killed between the start and the first record: the execution goes on, and opens its run by itself.
while (!known && local.recovered.some((line) => line.startsWith('execution '))) {
  await wait(5);
  [known] = await local.operations.runs({ limit: 1 });
}
const run =
  known?.run ??
  (
    await local.operations.start({
      runbook: 'restore-namespace',
      inputs: { cluster: 'prod-blue', namespace: 'payments' },
      mode: 'real',
      by: 'ben',
      because: '',
    })
  ).run;
const report = await local.ended(run);
const { events } = await local.operations.events(run, '');
const runs = await local.operations.runs({ limit: 10 });
await local.close();
process.stdout.write(`${JSON.stringify({ report, events, runs: runs.length })}\n`);
