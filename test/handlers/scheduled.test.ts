import { afterEach, describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { handleStarter } from '../../lib/handlers/starter.ts';
import { getStart } from '../../lib/history/starts.ts';
import { explain } from '../../lib/model/errors.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { aManifest, sample, triggerWorld, type TriggerWorld } from './trigger-parts.ts';

let world: TriggerWorld;
afterEach(() => world.close());

const weekly = 'cron(0 6 ? * MON *)';
type Schedule = NonNullable<Manifest['schedules']>[number];
const dryRun: Schedule = { schedule: weekly, mode: 'dry-run', inputs: { cluster: 'prod-blue' } };
const drill: Schedule = { schedule: weekly, mode: 'drill', inputs: { cluster: 'staging' } };
const withSchedules = (...schedules: Schedule[]) => aManifest('restore-namespace', { schedules });
const anEvent = (given: JsonObject = {}): JsonObject => ({
  rebound: { ...(sample('schedule.json')['rebound'] as JsonObject), ...given },
});

describe('a schedule', () => {
  test('starts a dry-run, by the schedule and with its inputs', async () => {
    world = await triggerWorld([withSchedules(dryRun)]);
    const { started, held } = await handleStarter(sample('schedule.json'), world.parts);
    expect(held).toBeNull();
    expect(started).toMatchObject([{ runbook: 'restore-namespace', fresh: true }]);
    const [only] = world.executions();
    expect(only).toMatchObject({
      input: { cluster: 'prod-blue' },
      name: expect.stringMatching(/^sc-[a-z2-7]{26}$/),
    });
    expect(await getStart(world.parts.clients.table, only?.name ?? '')).toMatchObject({
      mode: 'dry-run',
      by: { kind: 'schedule', name: weekly },
      because: 'the schedule of 2026-11-30T06:00:00.000Z',
    });
    expect(world.sandbox.inbox()).toEqual([]);
  });

  test('starts a drill on what is marked for drills', async () => {
    world = await triggerWorld([withSchedules(drill)]);
    await handleStarter(anEvent(), world.parts);
    const [only] = world.executions();
    expect(await getStart(world.parts.clients.table, only?.name ?? '')).toMatchObject({ mode: 'drill' });
  });

  test.each<[string, Schedule, Partial<Manifest>, RegExp]>([
    [
      'of what is real',
      { ...drill, inputs: { cluster: 'prod-blue' } },
      {},
      /prod-blue is not marked `drill: true`/,
    ],
    ['of what nobody knows', { ...drill, inputs: { cluster: 'lost' } }, {}, /lost is not marked/],
    [
      'of both',
      { ...drill, inputs: { clusters: ['staging', 'prod-blue'] } },
      { inputs: { clusters: { type: 'cluster', list: true } } },
      /prod-blue is not marked/,
    ],
    [
      'by default of what is real',
      { ...drill, inputs: {} },
      { inputs: { cluster: { type: 'cluster', default: 'prod-blue' } } },
      /prod-blue is not marked/,
    ],
    [
      'of nobody knows what',
      { ...drill, inputs: {} },
      { inputs: { namespace: { type: 'namespace' } } },
      /cannot be told from its inputs/,
    ],
  ])(
    'starts no drill %s, and says so to the owner, who need not wake up for it',
    async (_, schedule, given, why) => {
      world = await triggerWorld([{ ...withSchedules(schedule), ...given }]);
      const answer = await handleStarter(anEvent(), world.parts);
      expect(answer.started).toEqual([]);
      expect(answer.held).toMatch(why);
      expect(world.executions()).toEqual([]);
      expect(world.sandbox.inbox()).toMatchObject([
        { who: 'platform-oncall', urgency: 'info', text: expect.stringMatching(why) },
      ]);
    },
  );

  test('of several with one expression each is started, and the refused one told beside', async () => {
    const real = { ...drill, inputs: { cluster: 'prod-blue' } };
    world = await triggerWorld([withSchedules(dryRun, drill, real)]);
    const { started, held, passedOver } = await handleStarter(anEvent(), world.parts);
    expect([started.length, held]).toEqual([2, null]);
    expect(passedOver).toEqual([expect.stringMatching(/^no drill of restore-namespace: prod-blue/)]);
  });

  test('delivered twice it starts once; the next moment starts anew', async () => {
    world = await triggerWorld([withSchedules(dryRun)]);
    for (const at of ['2026-11-30T06:00:00Z', '2026-11-30T06:00:00.000Z', '2026-12-07T06:00:00Z'])
      await handleStarter(anEvent({ at }), world.parts);
    expect(world.executions()).toHaveLength(2);
  });

  test('without a moment of its own it has that of the rule, or of the clock to the minute', async () => {
    world = await triggerWorld([withSchedules(dryRun)]);
    const { at: _, ...bare } = anEvent()['rebound'] as JsonObject;
    const ruled = { rebound: bare, time: '2026-11-30T06:00:00Z' };
    await handleStarter(ruled, world.parts);
    await handleStarter(ruled, world.parts);
    await handleStarter({ rebound: bare }, world.parts);
    await handleStarter({ rebound: bare }, world.parts);
    expect(world.executions()).toHaveLength(2);
  });
});

describe('what starts nothing, and says why', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['a runbook that is gone', anEvent({ runbook: 'restore-namespac' }), 'UnknownRunbook', /did you mean/],
    [
      'a schedule that is gone',
      anEvent({ schedule: 'rate(7 days)' }),
      'NoTrigger',
      /known schedules: cron\(0 6/,
    ],
    ['no runbook', { rebound: { schedule: weekly } }, 'NotAnAlarm', /rebound\.runbook is missing/],
    ['a moment that is none', anEvent({ at: '<aws.scheduler.scheduled-time>' }), 'NotAnAlarm', /rebound\.at/],
  ])('%s', async (_, event, code, message) => {
    world = await triggerWorld([withSchedules(dryRun)]);
    const thrown: unknown = await handleStarter(event, world.parts).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code });
    expect(explain(thrown)).toMatch(message);
    expect(world.executions()).toEqual([]);
  });

  test('a refusal that reaches nobody is an error, so that it is tried again', async () => {
    world = await triggerWorld([withSchedules({ ...drill, inputs: { cluster: 'prod-blue' } })], {
      pagers: 'down',
    });
    await handleStarter(anEvent(), world.parts);
    // The topic has it instead.
    expect(world.sandbox.state().published).toHaveLength(1);
  });
});
