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
const oldestFirst = async () => (await local.operations.runs({ limit: 10 })).toReversed();
// Killed between a start and its first record: the execution goes on, and opens its run by itself.
for (const line of local.recovered) {
  const name = /^execution (\S+) goes on/.exec(line)?.[1];
  const opened = async () => (await oldestFirst()).some(({ execution }) => execution.endsWith(`:${name}`));
  if (name === undefined) continue;
  while (!(await opened())) await wait(5);
}
const [known, after] = await oldestFirst();
const begin = async () => {
  const inputs = { cluster: 'prod-blue', namespace: 'payments' };
  const request = { runbook: 'restore-namespace', inputs, mode: 'real', by: 'ben', because: '' } as const;
  return (await local.operations.start(request)).run;
};
const run = known?.run ?? (await begin());
const report = await local.ended(run);
const { events } = await local.operations.events(run, '');
// Who comes next finds the lock free.
const next = after?.run ?? (await begin());
await local.ended(next);
const { events: nextEvents } = await local.operations.events(next, '');
const runs = await oldestFirst();
await local.close();
process.stdout.write(`${JSON.stringify({ report, events, runs: runs.length, nextEvents })}\n`);
