import { describe, expect, test } from '@jest/globals';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import { Killed } from '../../lib/local/invoker.ts';
import { systems, type System, type Transport, type WireRequest } from '../../lib/model/transport.ts';
import { refused, serverError, throttled } from '../../lib/sandbox/fault-answers.ts';
import { type FaultKind, type Faults, faultKinds, injector } from '../../lib/rehearsal/faults.ts';
import { processOf } from '../../lib/rehearsal/process.ts';
import { noFaults } from '../../lib/rehearsal/schedule.ts';

const ledgerRead: WireRequest = {
  system: 'dynamodb',
  method: 'POST',
  url: 'https://dynamodb.eu-west-1.amazonaws.com/',
  headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
  body: JSON.stringify({ TableName: 'rebound', Key: { pk: { S: 'RUN#abc' }, sk: { S: 'LEDGER' } } }),
};

/** Two calls with these faults: what came of each, when, and when it had its effect. Times in seconds; the client waits 20 s. */
async function outcome(faults: Faults, calls = 1) {
  const clock = new Timeline({ start: 0, random: seededRandom(1), pace: 'virtual' });
  const effects: number[] = [];
  const inner: Transport = async () => {
    effects.push(clock.now() / 1000);
    return { status: 200, headers: {}, body: new Uint8Array() };
  };
  const injected: string[] = [];
  const harm = injector({
    faults,
    clock,
    startedAt: 0,
    random: seededRandom(2),
    onCall: () => {},
    stale: () => ({ status: 203, headers: {}, body: new Uint8Array() }),
    onFault: ({ fault, kind, nth }) => injected.push(`${fault} ${kind} ${nth}`),
  });
  const transport = harm(inner, processOf('step-look', null, 0, 0));
  const came: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let n = 0; n < calls; n += 1) {
      const waited = clock.sleep(20_000).then(() => 'nothing');
      came.push(
        await Promise.race([
          transport(ledgerRead).then(
            ({ status }) => status,
            (error: unknown) => error,
          ),
          waited,
        ]),
      );
    }
  };
  await clock.until(work());
  await clock.until(clock.sleep(60_000));
  return { came, effects, injected };
}

const at = (fault: FaultKind, nth = 1, seconds = 7): Faults => ({
  ...noFaults,
  planned: [{ kind: 'ledger', nth, fault, seconds }],
});

describe('a fault at a call', () => {
  const lost = expect.objectContaining({ code: 'ECONNRESET' });
  const cases: Record<FaultKind, [came: unknown, effects: number[]]> = {
    'request-lost': [lost, []],
    'request-unanswered': ['nothing', []],
    'answer-lost': [lost, [0]],
    'answer-unanswered': ['nothing', [0]],
    throttled: [400, []],
    'server-error': [500, []],
    refused: [400, []],
    malformed: [200, [0]],
    slow: [200, [7]],
    late: ['nothing', [7]],
    'killed-before': [expect.any(Killed), []],
    'killed-after': [expect.any(Killed), [0]],
    'not-found': [400, []],
    stale: [203, []],
  };
  test.each(faultKinds)('%s', async (fault) => {
    const { came, effects, injected } = await outcome(at(fault));
    expect({ came, effects }).toEqual({ came: [cases[fault][0]], effects: cases[fault][1] });
    expect(injected).toEqual([`${fault} ledger 1`]);
  });

  test('meets the call that is meant, and no other', async () => {
    const { came, injected } = await outcome(at('throttled', 2), 3);
    expect(came).toEqual([200, 400, 200]);
    expect(injected).toEqual(['throttled ledger 2']);
  });

  test('lasts as long as an outage', async () => {
    const outage = { kind: 'ledger', from: 0, to: 30, fault: 'request-unanswered' } as const;
    const { came, effects } = await outcome({ ...noFaults, outages: [outage] }, 3);
    expect(came).toEqual(['nothing', 'nothing', 200]);
    expect(effects).toEqual([40]);
  });

  test('comes by chance, the same for the same seed', async () => {
    const chance = { share: 0.5, faults: ['throttled' as const] };
    const [first, second] = [
      await outcome({ ...noFaults, chance }, 20),
      await outcome({ ...noFaults, chance }, 20),
    ];
    expect(first).toEqual(second);
    expect(first.injected.length).toBeGreaterThan(3);
    expect(first.injected.length).toBeLessThan(17);
  });
});

describe('each system fails in its own words', () => {
  test.each(systems)('%s', (system: System) => {
    expect(throttled(system).status).toBeGreaterThanOrEqual(400);
    // Slack says both with 200 and a word for it.
    const slack = system === 'slack';
    expect(serverError(system).status).toBeGreaterThanOrEqual(slack ? 200 : 500);
    expect(slack ? [200] : [400, 403]).toContain(refused(system).status);
  });
});
