import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fitsEvent } from '../../lib/cli/read-event.ts';
import type { Trigger } from '../../lib/runbook/runbook.ts';
import { run } from './fake-io.ts';
import { realIo } from './real-world.ts';

const root = join(import.meta.dirname, '..', '..');
const sampleText = (name: string) => readFileSync(join(root, 'docs/events', name), 'utf8');

const look = `runbook: restore-namespace
title: Look at a cluster
owner: platform-oncall
severity: low
objectives: { rto: 75m }
deadline: 30m
inputs:
  cluster: { type: cluster }
target: { cluster: $inputs.cluster }
triggers:
  - alarm: payments-namespace-gone
    inputs: { cluster: prod-blue }
  - webhook: { alertname: KubeNamespaceGone, namespace: payments }
    inputs: { cluster: prod-blue }
  - schedule: cron(0 6 ? * MON *)
    mode: dry-run
    inputs: { cluster: prod-blue }
steps:
  - id: look
    title: Look at the cluster
    uses: check-cluster
  - title: It is over
    finish: { outcome: nothing-to-do, because: "it is {{ $look.api }}" }
rehearsals:
  - name: all is well
    inputs: { cluster: prod-blue }
    expect: { outcome: nothing-to-do }
`;

/** A folder with that runbook alone, and an event. */
function folderWith(event: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rebound-triggers-'));
  mkdirSync(join(folder, 'runbooks'));
  cpSync(join(root, 'rebound.yaml'), join(folder, 'rebound.yaml'));
  writeFileSync(join(folder, 'runbooks', 'look.yaml'), look);
  writeFileSync(join(folder, 'event.json'), event);
  return folder;
}
const alarm = (event: string) => run('alarm event.json', realIo(folderWith(event)));

describe('rebound alarm takes what triggers send', () => {
  test.each([
    ['alarm-namespace-gone.json', /started by alarm payments-namespace-gone/, 'nothing-to-do'],
    [
      'alertmanager-webhook.json',
      /started by webhook alertname="KubeNamespaceGone", namespace="payments"/,
      'nothing-to-do',
    ],
    ['alert.json', /payments is gone from prod-blue, says the smoke test/, 'nothing-to-do'],
    ['schedule.json', /started by schedule cron\(0 6 \? \* MON \*\)/, 'planned|nothing-to-do'],
  ])('%s: in the world of the runbook that it starts', async (name, says, outcome) => {
    const { out, err, code } = await alarm(sampleText(name));
    expect(err).toBe('');
    expect(out).toMatch(/scenario "all is well"/);
    expect(out).toMatch(says);
    expect(out).toMatch(new RegExp(outcome));
    expect(code).toBe(0);
  });

  test.each<[string, string, number, RegExp]>([
    [
      'labels that no trigger has',
      sampleText('alert.json').replace('"payments"', '"checkout"'),
      2,
      /no runbook is triggered by an alert with .*namespace="checkout".*known labels/s,
    ],
    [
      'alerts that are resolved',
      sampleText('alert.json').replace('firing', 'resolved'),
      3,
      /nothing was started: 1 alert is resolved/,
    ],
    ['a schedule that is gone', sampleText('schedule.json').replace('MON', 'TUE'), 2, /has no schedule cron/],
    ['neither', '{"hello": 1}', 2, /no event as EventBridge delivers them/],
    ['no JSON', 'alerts: []', 2, /is not JSON.*or what Alertmanager sends/],
  ])('%s', async (_, event, expected, says) => {
    const { out, err, code } = await alarm(event);
    expect(out + err).toMatch(says);
    expect(code).toBe(expected);
  });
});

describe('which trigger an event fits', () => {
  const inputs = {};
  const triggers: Trigger[] = [
    {
      kind: 'alarm',
      alarm: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone',
      inputs,
    },
    { kind: 'webhook', labels: { alertname: 'KubeNamespaceGone', namespace: 'payments' }, inputs },
    { kind: 'webhook', labels: { alertname: 'KubeNamespaceGone', namespace: 'checkout' }, inputs },
    { kind: 'schedule', schedule: 'cron(0 6 ? * MON *)', mode: 'dry-run', inputs },
  ];
  const fitting = (event: unknown, runbook = 'restore-namespace') =>
    triggers.flatMap((trigger, index) => (fitsEvent(event)(trigger, runbook) ? [index] : []));

  test.each<[string, number[]]>([
    ['alarm-namespace-gone.json', [0]],
    ['alertmanager-webhook.json', [1]],
    ['alert.json', [1]],
    ['schedule.json', [3]],
  ])('%s', (name, fits) => {
    expect(fitting(JSON.parse(sampleText(name)))).toEqual(fits);
  });

  test('a schedule of another runbook, and what is no event, fit none', () => {
    expect(fitting(JSON.parse(sampleText('schedule.json')), 'other')).toEqual([]);
    for (const event of [null, 7, 'x', [], {}, { alerts: null, labels: 7 }])
      expect(fitting(event)).toEqual([]);
  });
});
