import { beforeAll, describe, expect, test } from '@jest/globals';
import { frameFunctions } from '../../lib/compiler/names.ts';
import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { permissionsOf } from '../../lib/compiler/permissions.ts';
import { catalog, stepTypeNames } from '../../lib/steps/catalog.ts';
import { aRunbook, aStep } from '../builders/runbook.ts';
import { campaignRunbooks, cast } from '../rehearsal/runbooks.ts';
import { asked, placesOf, refusedOf, rightsOf } from './asked-rights.ts';

/*
 * What functions really call, watched in schedules of faults, people and meetings, against what their roles may do: every
 * call is allowed, on its resource; what is allowed is called, but for what is listed here with the reason why it is seldom.
 */

const table = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`);
const tokens = ['states:SendTaskFailure', 'states:SendTaskSuccess'];
/** Only where the pager takes nothing. */
const publish = 'sns:Publish';
const seldom: Record<string, string[]> = {
  starter: [publish],
  // A holder whose execution is over is closed by whoever wants its lock.
  lock: [publish, 'states:DescribeExecution', ...table('DeleteItem', 'Query')],
  janitor: [publish, ...tokens, ...table('DeleteItem', 'PutItem', 'UpdateItem')],
  // Only of a run that handed on: does the other go on?
  'close-run': [publish, 'states:DescribeExecution'],
  // A nested run, in the ledger of the one above.
  // What has proven a runbook is asked for in the real world only.
  'open-run': table('Query', 'UpdateItem'),
  // A decision that is made before the next level asks is told by the ask itself, and taken off the list.
  ask: [publish, ...tokens, ...table('DeleteItem', 'UpdateItem')],
  // And an unattended runbook's own question looks whether somebody said yes to another change.
  'step-approve': [publish, ...tokens, ...table('DeleteItem', 'Query', 'UpdateItem')],
  // Transient errors in a row are counted in the ledger; a list of clusters is the proof that one is gone.
  'step-check-cluster': ['eks:ListClusters', ...table('UpdateItem')],
  // Inventories above 32 KiB.
  'step-find-backup': ['s3:PutObject', ...table('UpdateItem')],
  'step-verify-workloads': ['s3:GetObject'],
  // What its undo needs, above 32 KiB.
  'step-restore-backup': ['s3:PutObject'],
};

const schedules = 24;
const world = campaignRunbooks();
const places = placesOf(world.estate);
const manifests = world.runbooks.map(({ manifest }) => manifest);
/** What the campaign's runbooks have no use for: test/stacks/rights-of-ways.test.ts, and pages below. */
const elsewhere = [
  'hand-on',
  'undo',
  'step-announce',
  'step-decide',
  'step-manual',
  'step-page',
  'step-runbook',
  'step-wait',
];
const names = [...frameFunctions, ...stepTypeNames.map((uses) => `step-${uses}`)].filter(
  (name) => !elsewhere.includes(name),
);

/** Function → the calls that it made, as `action resource`. */
const made = new Map<string, Set<string>>();

beforeAll(async () => {
  for (let seed = 0; seed < schedules; seed += 1) {
    const { calls } = await play(scheduleOf(seed, cast), world);
    for (const { process, request } of calls) {
      const call = process ? asked(request, places, cast.runbook) : undefined;
      if (!process || call === undefined || !names.includes(process.name)) continue;
      made.set(process.name, (made.get(process.name) ?? new Set()).add(call));
    }
  }
}, 240_000);

describe.each(names)('%s', (name) => {
  test('is allowed everything that it calls', () => {
    const calls = [...(made.get(name) ?? [])];
    expect(calls.length).toBeGreaterThan(0);
    expect(refusedOf(calls, rightsOf(name, manifests, places))).toEqual([]);
  });

  test('calls everything that it is allowed', () => {
    const called = [...(made.get(name) ?? [])].map((call) => call.split(' ')[0]);
    const known = new Set([...called, ...(seldom[name] ?? [])]);
    const unused = rightsOf(name, manifests, places).filter(({ action }) => !known.has(action));
    expect(unused.map(({ action }) => action)).toEqual([]);
  });
});

test('a page needs nothing but the history: the pager is no service of AWS', () => {
  const page = permissionsOf(aRunbook([aStep('Tell', 'page')]), catalog)['step-page'];
  expect(page).toEqual([
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: ['${table}'] },
  ]);
});
