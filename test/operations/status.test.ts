import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { keepProof } from '../../lib/history/proofs.ts';
import { boundOf } from '../../lib/model/bound.ts';
import { codeOf, fail } from '../../lib/model/errors.ts';
import type { Proof, ProofLevel } from '../../lib/model/proof.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { OperationParts } from '../../lib/operations/parts.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import { surroundingsWith } from '../contracts/table-worlds.ts';
import { manifest } from './world.ts';

const now = Date.parse('2026-11-24T03:00:00.000Z');
const code = {
  rebound: 'r',
  'check-cluster': 'c',
  'restore-backup': 'b',
  'verify-workloads': 'v',
  approve: 'a',
};
const named = (runbook: string, more: Partial<Manifest> = {}): Manifest => ({
  ...manifest,
  runbook,
  hashes: { definition: `d-${runbook}`, inputs: 'i' },
  ...more,
});

async function opened(manifests: Manifest[], given: Partial<OperationParts> = {}) {
  const surroundings = surroundingsWith(sandboxDynamodb().transport);
  await createTable(surroundings);
  const table = dynamodbTable(surroundings);
  const started: string[] = [];
  const parts: OperationParts = {
    table,
    states: {
      start: async (_machine: string, name: string) => {
        started.push(name);
        return { arn: `arn:aws:states:eu-west-1:111122223333:execution:rebound-x:${name}`, fresh: true };
      },
    } as unknown as OperationParts['states'],
    clock: { now: () => now, sleep: async () => {} },
    random: () => 0.5,
    manifests: Object.fromEntries(manifests.map((one) => [one.runbook, one])),
    world: 'real',
    stateMachineArn: (runbook) => `arn:aws:states:eu-west-1:111122223333:stateMachine:rebound-${runbook}`,
    code: async () => code,
    starter: async () => fail('Broken', { what: 'no alarm' }),
    ...given,
  };
  const prove = (one: Manifest, level: ProofLevel, more: Partial<Proof> = {}) =>
    keepProof(table, {
      runbook: one.runbook,
      level,
      at: new Date(now - 3 * 86_400_000).toISOString(),
      bound: boundOf(one, parts.manifests, code),
      rto: 4500,
      holds: true,
      seconds: 600,
      ...more,
    });
  const start = (runbook: string, mode: 'real' | 'dry-run' = 'real') =>
    makeOperations(parts).start({
      runbook,
      inputs: { cluster: 'prod-blue', namespace: 'payments' },
      mode,
      by: 'ana',
      because: 'down',
    });
  return { operations: makeOperations(parts), prove, start, started };
}

describe('status', () => {
  test('the worst first, each with why and what to do', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => named(name));
    const [a, b, c, d] = all;
    const { operations, prove } = await opened(all);
    await prove(a!, 'used');
    await prove(b!, 'simulated');
    await prove(c!, 'simulated', { holds: false });
    await prove(d!, 'drilled', { at: '2026-01-01T00:00:00.000Z' });
    const reports = await operations.status();
    expect(reports.map(({ runbook, level, proven, reason }) => [runbook, level, proven, reason])).toEqual([
      ['c', 'checked', false, 'simulated, and it did not end well'],
      ['d', 'checked', false, 'not proven: its proof is too old'],
      ['e', 'checked', false, 'checked only: it was never tried'],
      ['b', 'simulated', false, 'simulated only: nothing real has proven it'],
      ['a', 'used', true, 'used'],
    ]);
    expect(reports[1]).toMatchObject({ expired: true, next: 'rebound rehearse d' });
    expect(reports[4]).toMatchObject({ seconds: 600, rto: 4500, next: 'nothing to do' });
  });

  test('what changed since is said, and an unknown code is no proof', async () => {
    const one = named('a');
    const known = await opened([one], { code: async () => ({ ...code, 'restore-backup': 'b2' }) });
    await known.prove(one, 'used');
    expect(await known.operations.status(['a'])).toMatchObject([
      {
        proven: false,
        changed: ['the code of restore-backup'],
        reason: 'not proven: changed since: the code of restore-backup',
      },
    ]);
    const unknown = await opened([one], { code: async () => undefined });
    await unknown.prove(one, 'used');
    expect((await unknown.operations.status())[0]?.proven).toBe(false);
  });

  test('where no files are to be read, the manifest says of which code it is', async () => {
    const { operations, prove } = await opened([named('a', { code })], { code: async () => undefined });
    const [before] = await operations.status();
    expect(before?.proven).toBe(false);
    await prove(named('a'), 'used');
    expect(await operations.status()).toMatchObject([{ proven: true, changed: [] }]);
  });

  test('a runbook that is not there: the nearest', async () => {
    const { operations } = await opened([named('restore')]);
    await expect(operations.status(['restor'])).rejects.toMatchObject({
      code: 'UnknownRunbook',
      facts: { todo: 'did you mean restore?' },
    });
  });

  test('nobody can hand in that something real has proven it', async () => {
    const one = named('a');
    const { operations } = await opened([one]);
    const proof: Proof = {
      runbook: 'a',
      level: 'used',
      at: new Date(now).toISOString(),
      bound: boundOf(one, {}, code),
      rto: null,
      holds: true,
    };
    await expect(operations.keepProof(proof)).rejects.toMatchObject({ code: 'BadInput' });
    await operations.keepProof({ ...proof, level: 'simulated' });
    expect((await operations.status())[0]?.level).toBe('simulated');
  });
});

describe('a start in real', () => {
  const blocking = named('a', { estate: { ...manifest.estate, unproven: 'block' } });

  test('of what is not proven says so, and starts', async () => {
    const { start, started } = await opened([named('a')]);
    expect((await start('a')).warnings).toEqual([
      'a is checked only: it was never tried: rebound rehearse a',
    ]);
    expect(started).toHaveLength(1);
    expect((await start('a', 'dry-run')).warnings).toBeUndefined();
  });

  test('is refused where unproven is block, before anything is begun; a dry-run is not', async () => {
    const { start, started } = await opened([blocking]);
    const refused = await start('a').catch((error: unknown) => error);
    expect(codeOf(refused)).toBe('Unproven');
    expect(started).toEqual([]);
    await start('a', 'dry-run');
    expect(started).toHaveLength(1);
  });

  test('of what something real has proven says nothing', async () => {
    const { start, prove } = await opened([blocking]);
    await prove(blocking, 'simulated');
    await expect(start('a')).rejects.toMatchObject({ code: 'Unproven' });
    await prove(blocking, 'drilled');
    expect((await start('a')).warnings).toBeUndefined();
  });

  test('in the sandbox is only told what would be', async () => {
    const { start } = await opened([blocking], { world: 'sandbox' });
    expect((await start('a')).warnings).toEqual([expect.stringMatching(/unproven: block/)]);
    const { start: quiet } = await opened([named('b')], { world: 'sandbox' });
    expect((await quiet('b')).warnings).toBeUndefined();
  });

  test('where what is kept cannot be read is one of what is not proven', async () => {
    const { operations, start } = await opened([named('a')], {
      code: async () => fail('Unavailable', { what: 'no code' }),
    });
    expect((await start('a')).warnings).toEqual([expect.stringMatching(/not known to be proven/)]);
    expect(operations).toBeDefined();
  });
});
