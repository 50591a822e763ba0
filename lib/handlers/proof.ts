import type { Manifest } from '../compiler/manifest.ts';
import { keepProof, proofsOf } from '../history/proofs.ts';
import { boundOf } from '../model/bound.ts';
import type { ProofLevel } from '../model/proof.ts';
import type { Run } from '../model/run.ts';
import { standingOf } from '../model/standing.ts';
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

/**
 * Keeps what a closed run of the real world has proven: a dry-run that planned everything, a recovery, a drill; that a drill did not recover, too.
 * Recovered with skips proves nothing. Nobody's recovery depends on it: what cannot be written fails nothing.
 */
export async function noteProof(run: Run, parts: Parts): Promise<void> {
  const { world, mode, outcome, endedAt, startedAt } = run;
  const level = levelOf(run);
  const manifest = Object.hasOwn(parts.manifests, run.runbook) ? parts.manifests[run.runbook] : undefined;
  if (world !== 'real' || level === undefined || !manifest || endedAt === undefined) return;
  try {
    await keepProof(parts.clients.table, {
      runbook: run.runbook,
      level,
      at: endedAt,
      bound: boundOf(manifest, parts.manifests, manifest.code),
      run: run.run,
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

function levelOf({ mode, outcome }: Run): ProofLevel | undefined {
  if (mode === 'dry-run') return outcome === 'planned' ? 'planned' : undefined;
  if (mode === 'real') return outcome === 'recovered' ? 'used' : undefined;
  return outcome === 'recovered' || outcome === 'failed' ? 'drilled' : undefined;
}
