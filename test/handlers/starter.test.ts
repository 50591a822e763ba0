import { afterEach, describe, expect, test } from '@jest/globals';
import { handleStarter } from '../../lib/handlers/starter.ts';
import { alarmSample } from '../../lib/local/alarm-sample.ts';
import { explain } from '../../lib/model/errors.ts';
import { isObject, type JsonObject } from '../../lib/model/json.ts';
import { aWorld, type TestWorld } from './world.ts';

const alarm = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-namespace-gone';
let world: TestWorld | undefined;
afterEach(() => world?.close());

async function anEvent(change: (detail: JsonObject, event: JsonObject) => void = () => {}): Promise<unknown> {
  const event = await alarmSample(alarm, Date.parse('2026-11-24T03:12:44.308Z'));
  if (!isObject(event) || !isObject(event['detail'])) throw new Error('no event');
  change(event['detail'], event);
  return event;
}

describe('what starts nothing, and says why', () => {
  test.each<[string, (detail: JsonObject, event: JsonObject) => void, string, RegExp]>([
    [
      'an alarm that no trigger knows',
      (detail) => (detail['alarmName'] = 'payments-namespace-gon'),
      'NoTrigger',
      /known alarms: .*payments-namespace-gone.*did you mean/,
    ],
    [
      'an alarm of another account',
      (_, event) => (event['account'] = '999988887777'),
      'NoTrigger',
      /known alarms/,
    ],
    [
      'an event of something else',
      (_, event) => (event['detail-type'] = 'EC2 Instance State-change Notification'),
      'NotAnAlarm',
      /EC2 Instance State-change/,
    ],
    ['an alarm without a state', (detail) => delete detail['state'], 'NotAnAlarm', /detail.state/],
    [
      'a suppressed alarm',
      (detail) => ((detail['state'] as JsonObject)['actionsSuppressedBy'] = 'WaitPeriod'),
      'AlarmSuppressed',
      /suppressed by WaitPeriod/,
    ],
  ])('%s', async (_, change, code, message) => {
    world = await aWorld();
    const thrown: unknown = await handleStarter(await anEvent(change), world.parts()).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ code });
    expect(explain(thrown)).toMatch(message);
    expect(world.engine.executions()).toEqual([]);
  });

  test.each(['OK', 'INSUFFICIENT_DATA'])('an alarm that goes to %s', async (value) => {
    world = await aWorld();
    const event = await anEvent((detail) => ((detail['state'] as JsonObject)['value'] = value));
    expect(await handleStarter(event, world.parts())).toMatchObject({
      started: [],
      held: expect.stringContaining(value),
    });
  });

  test.each([null, 'text', 7, [], {}])('%j', async (event) => {
    world = await aWorld();
    await expect(handleStarter(event, world.parts())).rejects.toMatchObject({ code: 'NotAnAlarm' });
  });
});

describe('any state → ALARM', () => {
  test.each(['OK', 'INSUFFICIENT_DATA'])('from %s starts', async (value) => {
    world = await aWorld();
    const event = await anEvent((detail) => (detail['previousState'] = { value }));
    const { started } = await handleStarter(event, world.parts());
    expect(started).toHaveLength(1);
    expect(started[0]?.execution).toMatch(/:al-[a-z2-7]{26}$/);
  });

  test('another change of the same alarm is another execution, the same change the same', async () => {
    world = await aWorld();
    const parts = world.parts();
    const name = async (timestamp: string) => {
      const event = await anEvent((detail) => ((detail['state'] as JsonObject)['timestamp'] = timestamp));
      return (await handleStarter(event, parts)).started[0]?.execution;
    };
    const first = await name('2026-11-24T03:12:44.308+0000');
    expect(await name('2026-11-24T03:12:44.308+0000')).toBe(first);
    expect(await name('2026-11-24T04:00:00.000+0000')).not.toBe(first);
  });

  test('the target is the trigger’s to say, whatever the event holds', async () => {
    world = await aWorld();
    const event = await anEvent((detail, whole) => {
      whole['inputs'] = { namespace: 'checkout' };
      detail['inputs'] = { namespace: 'checkout' };
    });
    const { started } = await handleStarter(event, world.parts());
    const [run] = started;
    if (!run) throw new Error('nothing started');
    expect((await world.ended(run)).target).toBe('payments @ prod-blue');
  });
});

test('more than five targets that alarm within ten minutes start none: one page with the list', async () => {
  world = await aWorld({ people: {} });
  const parts = world.parts();
  const [manifest] = Object.values(parts.manifests).filter(({ runbook }) => runbook === 'restore-namespace');
  if (!manifest) throw new Error('no manifest');
  const triggers = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((namespace) => ({
    alarm: alarm.replace('payments', namespace),
    inputs: { cluster: 'prod-blue', namespace },
  }));
  const many = {
    ...parts,
    manifests: { ...parts.manifests, 'restore-namespace': { ...manifest, triggers } },
  };
  const answers = [];
  for (const trigger of triggers) {
    const event = await anEvent((detail) => (detail['alarmName'] = trigger.alarm.split(':').at(-1) ?? ''));
    answers.push(await handleStarter(event, many));
  }
  expect(answers.map(({ started }) => started.length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  expect(answers.at(-1)?.held).toMatch(
    /7 targets alarm together.*suspect monitoring, the network or the Region/,
  );
  const storm = world.sandbox.inbox().filter(({ title }) => title.includes('targets alarm together'));
  expect(storm).toHaveLength(1);
  expect(storm[0]?.text).toMatch(
    /rebound run restore-namespace --input cluster=prod-blue --input namespace=f --mode real/,
  );
});

test('a storm that doubles is told again, with what the first page could not name', async () => {
  world = await aWorld({ people: {} });
  const parts = world.parts();
  const manifest = parts.manifests['restore-namespace'];
  if (!manifest) throw new Error('no manifest');
  const triggers = Array.from({ length: 13 }, (_, n) => ({
    alarm: alarm.replace('payments', `n${n}`),
    inputs: { cluster: 'prod-blue', namespace: `n${n}` },
  }));
  const many = { ...parts, manifests: { 'restore-namespace': { ...manifest, triggers } } };
  for (const trigger of triggers) {
    const event = await anEvent((detail) => (detail['alarmName'] = trigger.alarm.split(':').at(-1) ?? ''));
    await handleStarter(event, many);
  }
  const told = world.sandbox.inbox().filter(({ title }) => title.includes('targets alarm together'));
  expect(told.map(({ title }) => title)).toEqual(['6 targets alarm together', '12 targets alarm together']);
  expect(told[1]?.text).toContain('n11 @ prod-blue');
});
