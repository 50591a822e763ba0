import { afterEach, describe, expect, test } from '@jest/globals';
import { keepProof, proofsOf } from '../../lib/history/proofs.ts';
import { functions } from '../../lib/local/functions.ts';
import type { Manifest } from '../../lib/compiler/manifest.ts';
import { boundOf } from '../../lib/model/bound.ts';
import { fail } from '../../lib/model/errors.ts';
import type { Estate } from '../../lib/model/estate.ts';
import { stepTypeNames } from '../../lib/steps/catalog.ts';
import { aWorld, payments, type TestWorld } from './world.ts';

let world: TestWorld;
afterEach(() => world.close());

const code = Object.fromEntries(['rebound', ...stepTypeNames].map((name) => [name, `of ${name}`]));

const withCode = (manifests: Record<string, Manifest>, unproven?: Estate['unproven'], hashes = code) =>
  Object.fromEntries(
    Object.entries(manifests).map(([name, one]) => [
      name,
      { ...one, code: hashes, estate: { ...one.estate, ...(unproven ? { unproven } : {}) } },
    ]),
  );

/** The functions as they are deployed: they say that their world is real, and know the hashes of their code. */
const deployed = (unproven?: Estate['unproven']) =>
  Object.fromEntries(
    Object.entries(functions).map(([name, handler]): [string, typeof handler] => [
      name,
      (call, parts) =>
        handler(call, { ...parts, world: 'real', manifests: withCode(parts.manifests, unproven) }),
    ]),
  );

const proofs = () => proofsOf(world.parts().clients.table);

describe('a run of the real world that is closed', () => {
  test('recovered: the runbook was used, and how long it took', async () => {
    world = await aWorld({ functions: deployed() });
    const report = await world.ended(await world.start());
    expect(report.outcome).toBe('recovered');
    expect(await proofs()).toMatchObject([
      {
        runbook: 'restore-namespace',
        level: 'used',
        holds: true,
        run: report.run,
        target: 'payments @ prod-blue',
        seconds: report.seconds,
        rto: 4500,
      },
    ]);
  });

  test('in the middle of which something else was deployed proves neither', async () => {
    const closing = functions['close-run']!;
    world = await aWorld({
      functions: {
        ...deployed(),
        'close-run': (call, parts) =>
          closing(call, {
            ...parts,
            world: 'real',
            manifests: withCode(parts.manifests, undefined, { ...code, 'restore-backup': 'newer' }),
          }),
      },
    });
    expect((await world.ended(await world.start())).outcome).toBe('recovered');
    expect(await proofs()).toEqual([]);
  });

  test('is closed all the same when its proof cannot be written', async () => {
    const closing = functions['close-run']!;
    let tried = 0;
    world = await aWorld({
      functions: {
        ...deployed(),
        'close-run': (call, parts) => {
          const { table } = parts.clients;
          const put: typeof table.put = async (item, condition) => {
            if (item.pk !== 'PROOFS') return table.put(item, condition);
            tried += 1;
            return fail('Throttled', { what: 'too many writes' });
          };
          const clients = { ...parts.clients, table: { ...table, put } };
          return closing(call, { ...parts, clients, world: 'real', manifests: withCode(parts.manifests) });
        },
      },
    });
    expect((await world.ended(await world.start())).outcome).toBe('recovered');
    expect({ tried, proofs: await proofs() }).toEqual({ tried: 1, proofs: [] });
  });

  test('a dry-run that planned everything: planned', async () => {
    world = await aWorld({ functions: deployed() });
    await world.ended(await world.start(payments, { mode: 'dry-run' }));
    expect(await proofs()).toMatchObject([{ level: 'planned', holds: true }]);
  });

  test.each<[string, Parameters<typeof aWorld>[0]]>([
    ['was rejected', { people: { 'platform-leads': [{ does: 'reject', after: 60 }] } }],
    ['had nothing to do', { given: { clusters: {} } }],
  ])('that %s proves nothing', async (_, options) => {
    world = await aWorld({ functions: deployed(), ...options });
    await world.ended(await world.start());
    expect(await proofs()).toEqual([]);
  });

  test('in the sandbox nothing is proven', async () => {
    world = await aWorld();
    expect((await world.ended(await world.start())).outcome).toBe('recovered');
    expect(await proofs()).toEqual([]);
  });
});

describe('unproven: block', () => {
  const begin = async (by: 'console' | 'alarm') => {
    world = await aWorld({ functions: deployed('block') });
    if (by === 'console') {
      const { arn } = world.engine.start(world.stateMachineArn('restore-namespace'), payments, 'by-hand');
      return { run: (await import('../../lib/model/run.ts')).runIdOf(arn), execution: arn };
    }
    const { started } = await world.operations.alarm(
      (await import('../../lib/rehearsal/alarm.ts')).alarmEvent(
        world.manifests['restore-namespace']?.triggers[0]?.alarm ?? '',
        Date.parse('2026-11-24T03:12:00Z'),
      ),
    );
    return started[0]!;
  };

  test('a start in the AWS console is refused, changes nothing, and says what to do', async () => {
    const report = await endOf(await begin('console'));
    expect(report).toMatchObject({ outcome: 'refused' });
    expect(report.because).toMatch(/nothing real has proven restore-namespace/);
    expect(world.changes).toEqual([]);
  });

  test('an alarm still starts, looks, and a person decides', async () => {
    const report = await endOf(await begin('alarm'));
    expect(report.outcome).toBe('recovered');
    expect(report.asks.filter(({ kind }) => kind === 'approval')).toHaveLength(1);
  });

  test('a runbook that was drilled, as it is, starts', async () => {
    const started = begin('console');
    world = await started.then(() => world);
    const manifests = withCode(world.manifests, 'block');
    const manifest = manifests['restore-namespace']!;
    await keepProof(world.parts().clients.table, {
      runbook: 'restore-namespace',
      level: 'drilled',
      at: '2026-11-20T03:00:00.000Z',
      bound: boundOf(manifest, manifests, code),
      rto: 4500,
      holds: true,
    });
    const { arn } = world.engine.start(world.stateMachineArn('restore-namespace'), payments, 'once-more');
    const { runIdOf } = await import('../../lib/model/run.ts');
    const report = await endOf({ run: runIdOf(arn), execution: arn });
    expect(report.outcome).not.toBe('refused');
  });

  const endOf = (run: { run: string; execution: string }) => world.ended(run);
});
