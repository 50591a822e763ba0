import { boundOf, changedSince, type Code, type Provable } from './bound.ts';
import { type Proof, type ProofLevel, proofLevels, proofWithinDefault, provenLevels } from './proof.ts';

/** A proof that is kept, and whether it still says something. */
export interface Standing {
  level: ProofLevel;
  at: string;
  holds: boolean;
  seconds: number | null;
  expired: boolean;
  changed: string[];
  /** It held, is not too old, nothing of what it is about changed, and nothing real has failed since. */
  stands: boolean;
}

export interface StandingParts {
  manifests: Record<string, Provable>;
  /** Of this runbook, at most one of each level. */
  proofs: readonly Proof[];
  code: Code;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Clocks of two machines differ by less; what was proven later than that from now is a mistake, and no proof that never grows old. */
const aheadMs = 3600_000;

/** How far a runbook is proven: by the highest level that stands. */
export function standingOf(
  manifest: Provable,
  { manifests, proofs, code, now }: StandingParts,
): { levels: Standing[]; standing: Standing | undefined; proven: boolean; within: number } {
  const bound = boundOf(manifest, manifests, code);
  const within = manifest.proofWithin ?? proofWithinDefault;
  const failedAt = Math.max(
    ...proofs.flatMap(({ level, at, holds, bound: then }) =>
      provenLevels.includes(level) && !holds && changedSince(then, bound).length === 0
        ? [Date.parse(at)]
        : [],
    ),
  );
  const levels = proofLevels.flatMap((level): Standing[] => {
    const proof = proofs.find((one) => one.level === level);
    if (!proof) return [];
    const { at, holds, seconds = null } = proof;
    const age = now - Date.parse(at);
    const expired = !(age >= -aheadMs && age <= within * 1000);
    const changed = changedSince(proof.bound, bound);
    const failedSince = provenLevels.includes(level) && failedAt > Date.parse(at);
    const stands = holds && !expired && changed.length === 0 && !failedSince;
    return [{ level, at, holds, seconds, expired, changed, stands }];
  });
  const standing = levels.findLast(({ stands }) => stands);
  return {
    levels,
    standing,
    proven: standing !== undefined && provenLevels.includes(standing.level),
    within,
  };
}
