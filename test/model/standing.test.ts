import { describe, expect, test } from '@jest/globals';
import { boundOf, changedSince, type Provable } from '../../lib/model/bound.ts';
import type { Proof, ProofLevel } from '../../lib/model/proof.ts';
import { standingOf } from '../../lib/model/standing.ts';

const day = 86_400_000;
const at = Date.parse('2026-11-24T03:00:00.000Z');
const code = { rebound: 'r1', 'check-cluster': 'c1', 'restore-backup': 'b1', page: 'p1' };
const restore: Provable = {
  runbook: 'restore',
  steps: [
    { uses: 'check-cluster', kind: 'reads' },
    { uses: 'choose', kind: 'control' },
    { uses: 'restore-backup', kind: 'changes' },
  ],
  starts: ['rebuild'],
  permissions: { 'step-check-cluster': [{ actions: ['eks:DescribeCluster'], resources: ['*'] }] },
  hashes: { definition: 'd1', inputs: 'i1' },
};
const rebuild: Provable = {
  ...restore,
  runbook: 'rebuild',
  starts: ['restore'],
  hashes: { definition: 'd2', inputs: 'i2' },
};
const manifests = { restore, rebuild };
const bound = boundOf(restore, manifests, code);

const proof = (level: ProofLevel, given: Partial<Proof> = {}): Proof => ({
  runbook: 'restore',
  level,
  at: new Date(at).toISOString(),
  bound,
  rto: null,
  holds: true,
  ...given,
});

describe('what a proof is about', () => {
  test.each<[string, () => string[], string[]]>([
    ['nothing changed', () => changedSince(bound, boundOf(restore, manifests, code)), []],
    [
      'the steps',
      () =>
        changedSince(
          bound,
          boundOf({ ...restore, hashes: { definition: 'x', inputs: 'i1' } }, manifests, code),
        ),
      ['its steps'],
    ],
    [
      'the inputs',
      () =>
        changedSince(
          bound,
          boundOf({ ...restore, hashes: { definition: 'd1', inputs: 'x' } }, manifests, code),
        ),
      ['its inputs'],
    ],
    [
      'the rights',
      () => changedSince(bound, boundOf({ ...restore, permissions: {} }, manifests, code)),
      ['its rights'],
    ],
    [
      'code of a step',
      () => changedSince(bound, boundOf(restore, manifests, { ...code, 'restore-backup': 'b2' })),
      ['the code of restore-backup'],
    ],
    [
      'code of no step of it',
      () => changedSince(bound, boundOf(restore, manifests, { ...code, page: 'p2' })),
      [],
    ],
    [
      'code around the steps',
      () => changedSince(bound, boundOf(restore, manifests, { ...code, rebound: 'r2' })),
      ['the code around the steps'],
    ],
    [
      'a runbook that it starts',
      () =>
        changedSince(
          bound,
          boundOf(restore, { restore, rebuild: { ...rebuild, hashes: restore.hashes } }, code),
        ),
      ['rebuild, which it starts'],
    ],
    [
      'code of a step of a runbook that it starts, and of none of its own',
      () => {
        const nested = { ...rebuild, steps: [{ uses: 'page', kind: 'tells' }] };
        const all = { restore, rebuild: nested };
        return changedSince(boundOf(restore, all, code), boundOf(restore, all, { ...code, page: 'p2' }));
      },
      ['rebuild, which it starts'],
    ],
    [
      'code of what only takes a step back: its rights alone name it',
      () => {
        const one = { ...restore, permissions: { ...restore.permissions, 'step-page': [] } };
        return changedSince(boundOf(one, manifests, code), boundOf(one, manifests, { ...code, page: 'p2' }));
      },
      ['the code of page'],
    ],
    [
      'a runbook that is gone',
      () => changedSince(bound, boundOf(restore, { restore }, code)),
      ['rebuild, which it starts'],
    ],
    [
      'code that nobody knows, then or now',
      () => changedSince(boundOf(restore, manifests, undefined), boundOf(restore, manifests, undefined)),
      ['the code of check-cluster', 'the code around the steps', 'the code of restore-backup'],
    ],
  ])('%s', (_, changed, expected) => {
    expect(changed().toSorted()).toEqual(expected.toSorted());
  });
});

describe('how far it is proven', () => {
  const standing = (proofs: Proof[], now = at + day, given: Partial<Provable> = {}) =>
    standingOf({ ...restore, ...given }, { manifests, proofs, code, now });

  test('simulated is not proven, and what is real is', () => {
    expect(standing([proof('simulated')])).toMatchObject({ proven: false, standing: { level: 'simulated' } });
    expect(standing([proof('simulated'), proof('drilled')])).toMatchObject({
      proven: true,
      standing: { level: 'drilled' },
    });
    expect(standing([])).toMatchObject({ proven: false, standing: undefined });
  });

  test.each<[string, ReturnType<typeof standing>]>([
    ['old', standing([proof('used')], at + 31 * day)],
    ['older than the runbook wants it', standing([proof('used')], at + 2 * day, { proofWithin: 86_400 })],
    ['of another definition', standing([proof('used', { bound: { ...bound, definition: 'x' } })])],
    ['of what did not hold', standing([proof('drilled', { holds: false })])],
    ['of a day that is to come', standing([proof('used')], at - day)],
    ['of no time that anybody can read', standing([proof('used', { at: 'yesterday' })])],
  ])('a proof that is %s proves nothing', (_, { proven, standing: stands }) => {
    expect({ proven, stands }).toEqual({ proven: false, stands: undefined });
  });

  test('a drill that failed since takes away what was proven before, until something real holds again', () => {
    const failed = proof('drilled', { holds: false, at: new Date(at + 1000).toISOString() });
    expect(standing([proof('used'), failed]).proven).toBe(false);
    expect(standing([proof('used', { at: new Date(at + 2000).toISOString() }), failed]).proven).toBe(true);
    // what failed was another runbook than it is now
    const other = { ...failed, bound: { ...bound, definition: 'x' } };
    expect(standing([proof('used'), other]).proven).toBe(true);
  });
});
