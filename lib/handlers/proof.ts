import type { Manifest } from '../compiler/manifest.ts';
import { keepProof, proofsOf } from '../history/proofs.ts';
import { boundOf } from '../model/bound.ts';
import { hashOf } from '../model/json.ts';
import type { ProofLevel } from '../model/proof.ts';
import type { Run } from '../model/run.ts';
import { standingOf } from '../model/standing.ts';
import { describeTarget } from '../model/target.ts';
import type { Parts } from './parts.ts';

/** The level that proves a runbook now, by something real; undefined when nothing does, or what is kept cannot be read: never a guess. */
export async function provenBy(manifest: Manifest, parts: Parts): Promise<ProofLevel | undefined> {
  try {
    const { manifests, clock } = parts;
    const proofs = await proofsOf(parts.clients.table, manifest.runbook);
    const { standing, proven } = standingOf(manifest, {
      manifests,
      proofs,
      code: manifest.code,
      now: clock.now(),
    });
    return proven ? standing?.level : undefined;
  } catch {
    return undefined;
  }
}

/** What a run that begins now would prove, in one hash: Close run keeps a proof only of what was deployed all the while. */
export function boundHash(manifest: Manifest, { manifests }: Pick<Parts, 'manifests'>): string {
  return hashOf(boundOf(manifest, manifests, manifest.code));
}

/**
 * Keeps what a closed run of the real world has proven: a dry-run that planned everything, a recovery, a drill; that a drill did not recover, too.
 * Recovered with skips proves nothing, nor does a run in the middle of which something else was deployed. Nobody's recovery depends on it: what cannot be written fails nothing.
 */
export async function noteProof(run: Run, parts: Parts): Promise<void> {
  const { world, mode, outcome, endedAt, startedAt, target } = run;
  const level = levelOf(run);
  const manifest = Object.hasOwn(parts.manifests, run.runbook) ? parts.manifests[run.runbook] : undefined;
  if (world !== 'real' || level === undefined || !manifest || endedAt === undefined) return;
  try {
    if (run.bound !== boundHash(manifest, parts)) return;
    await keepProof(parts.clients.table, {
      runbook: run.runbook,
      level,
      at: endedAt,
      bound: boundOf(manifest, parts.manifests, manifest.code),
      run: run.run,
      ...(target ? { target: describeTarget(target) } : {}),
      rto: manifest.objectives.rto ?? null,
      holds: outcome === 'recovered' || outcome === 'planned',
      ...(mode === 'dry-run'
        ? {}
        : { seconds: Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000) }),
    });
  } catch {
    // the next run that ends keeps its own
  }
}

/** A dry-run that ended before its last step has planned what came before, and no more. */
const endedEarly = /it would end as/;

function levelOf({ mode, outcome, endedBecause = '' }: Run): ProofLevel | undefined {
  if (mode === 'dry-run')
    return outcome === 'planned' && !endedEarly.test(endedBecause) ? 'planned' : undefined;
  if (mode === 'real') return outcome === 'recovered' ? 'used' : undefined;
  return outcome === 'recovered' || outcome === 'failed' ? 'drilled' : undefined;
}
