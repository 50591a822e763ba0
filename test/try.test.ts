import { expect, test } from '@jest/globals';
import { compile } from '../lib/compiler/compile.ts';
import { seededRandom, Timeline } from '../lib/engine/clock.ts';
import { openWorld } from '../lib/local/world.ts';
import { catalog } from '../lib/steps/catalog.ts';
import { sandboxDynamodb } from '../lib/sandbox/dynamodb/dynamodb.ts';
import { aRunbook, aStep } from './builders/runbook.ts';
import { alarmSample } from '../lib/local/alarm-sample.ts';

const cluster = { name: 'prod-blue', account: '111122223333', region: 'eu-west-1', arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue', endpoint: 'public' as const, drill: false };
const estate = { account: '111122223333', region: 'eu-west-1', recovery_region: 'eu-central-1', clusters: { 'prod-blue': cluster }, databases: {}, alarms: { account: '111122223333', region: 'eu-west-1' }, changing_runs_max: 3 };
const t = { cluster: '$inputs.cluster', namespace: '$inputs.namespace' };
test('whole way', async () => {
  const runbook = aRunbook([
      aStep('Look', 'check-cluster', { id: 'look', with: t }),
      aStep('Choose the backup', 'find-backup', { id: 'choice', with: { ...t, name: 'newest', newest_within: 86400 } }),
      aStep('Restore over what is there?', 'approve', { with: { question: 'Restore {{ $inputs.namespace }} from {{ $choice.backup }}, {{ $choice.age }} old?' }, ask: [{ who: 'platform-leads', for: 300 }], quorum: 1, covers: ['restore'], id: 'yes' }),
      aStep('Restore', 'restore-backup', { id: 'restore', with: { ...t, backup: '$choice.backup' }, timeout: 1800, approval: 'yes' }),
      aStep('Verify', 'verify-workloads', { with: { ...t, against: '$choice.inventory' }, timeout: 600 }),
], {
    runbook: 'restore-namespace', title: 'Restore', owner: 'platform-oncall', deadline: 5400, objectives: { rto: 4500 },
    inputs: { cluster: { type: 'cluster' }, namespace: { type: 'namespace' } },
    target: { cluster: { kind: 'expression', expression: { expression: '$inputs.cluster', reads: ['$inputs.cluster'], position: {line:1,column:1} } }, namespace: { kind: 'expression', expression: { expression: '$inputs.namespace', reads: ['$inputs.namespace'], position: {line:1,column:1} } } },
    triggers: [{ alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone', inputs: { cluster: 'prod-blue', namespace: 'payments' } }],
});
  const compiled = compile(runbook, { catalog: catalog as any, estate } as any);
  for (let i = 0; i < 20; i++) {
  const random = seededRandom(7 + i);
  const clock = new Timeline({ start: Date.parse('2026-11-24T03:00:00Z'), random, pace: 'virtual' });
  const db = sandboxDynamodb();
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const t0 = performance.now();
  const world = await openWorld({ clock, random, estate, given: { clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } }, backups: [{ namespace: 'payments', age: 10800, phase: 'Completed' }], storage: 'available', pagers: 'up' }, people: { 'platform-leads': [{ does: 'approve', after: 240 }] }, runbooks: [compiled], table: db.transport, log: console.log });
  const answer = await world.operations.alarm(await alarmSample('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone', clock.now()));

  const e = await world.engine.ended(answer.started[0]!.execution);
  const report = await world.operations.show(answer.started[0]!.run);
  const events = await world.operations.events(answer.started[0]!.run, '');
  console.log(performance.now() - t0, 'ms', e.events.length, e.status, e.error, e.cause);
  if (i === 0) console.log(events.events.map((x) => `${x.at} ${x.kind} ${x.state}: ${x.text} ${JSON.stringify(x.findings ?? '').slice(0, 300)}`).join('\n'));
  if (i === 0) console.log(JSON.stringify({ ...report, steps: report.steps.map((s) => [s.title, s.status, s.seconds, s.error]) }, null, 1).slice(0, 4000));
  over.resolve();
  expect(report.outcome).toBe('recovered');
  }
});
