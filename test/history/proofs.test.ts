import { expect, test } from '@jest/globals';
import { keepProof, proofsOf } from '../../lib/history/proofs.ts';
import type { Proof } from '../../lib/model/proof.ts';
import { again, inBothWorlds, losingAnswers } from './in-both-worlds.ts';

const bound = { definition: 'd', inputs: 'i', rights: 'r', code: { rebound: 'c' }, nested: {} };
const proof = (given: Partial<Proof> = {}): Proof => ({
  runbook: 'restore-namespace',
  level: 'simulated',
  at: '2026-11-24T03:00:00.000Z',
  bound,
  rto: 4500,
  holds: true,
  ...given,
});

inBothWorlds((world) => {
  test('of each runbook and level the newest stays, whatever comes when', async () => {
    const { table } = world();
    const newer = proof({ at: '2026-11-25T03:00:00.000Z', holds: false, seconds: 300 });
    await keepProof(table, newer);
    await keepProof(table, proof());
    expect(await proofsOf(table, 'restore-namespace')).toEqual([newer]);
    const newest = proof({ at: '2026-11-26T03:00:00.000Z' });
    await keepProof(table, newest);
    await keepProof(table, newest);
    expect(await proofsOf(table, 'restore-namespace')).toEqual([newest]);
  });

  test('one question gives all of them, or those of one runbook and not of one whose name begins alike', async () => {
    const { table } = world();
    await keepProof(table, proof({ level: 'drilled', run: 'k3f9', target: 'payments on prod-blue' }));
    await keepProof(table, proof({ runbook: 'restore-namespace-twice' }));
    const all = await proofsOf(table);
    expect(all.map(({ runbook, level }) => `${runbook} ${level}`)).toEqual([
      'restore-namespace drilled',
      'restore-namespace simulated',
      'restore-namespace-twice simulated',
    ]);
    expect(await proofsOf(table, 'restore-namespace')).toHaveLength(2);
  });

  test('an answer that was lost: it comes again, and is kept once', async () => {
    const table = losingAnswers(world(), 1);
    const mine = proof({ runbook: 'look', at: '2026-11-27T03:00:00.000Z' });
    await again(() => keepProof(table, mine));
    expect(await proofsOf(table, 'look')).toEqual([mine]);
  });

  test('what cannot be read proves nothing', async () => {
    const { table } = world();
    await table.put({ pk: 'PROOFS', sk: 'odd#used', runbook: 'odd', level: 'used', at: 3 });
    expect(await proofsOf(table, 'odd')).toEqual([]);
  });
});
