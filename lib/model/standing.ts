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
  /** It held, is not too old, and nothing of what it is about changed. */
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

/** How far a runbook is proven: by the highest level that stands. */
export function standingOf(
  manifest: Provable,
  { manifests, proofs, code, now }: StandingParts,
): { levels: Standing[]; standing: Standing | undefined; proven: boolean; within: number } {
  const bound = boundOf(manifest, manifests, code);
  const within = manifest.proofWithin ?? proofWithinDefault;
  const levels = proofLevels.flatMap((level): Standing[] => {
    const proof = proofs.find((one) => one.level === level);
    if (!proof) return [];
    const { at, holds, seconds = null } = proof;
    const expired = !(now - Date.parse(at) <= within * 1000);
    const changed = changedSince(proof.bound, bound);
    return [
      { level, at, holds, seconds, expired, changed, stands: holds && !expired && changed.length === 0 },
    ];
  });
  const standing = levels.findLast(({ stands }) => stands);
  return {
    levels,
    standing,
    proven: standing !== undefined && provenLevels.includes(standing.level),
    within,
  };
}
