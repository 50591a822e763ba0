import type { Code } from '../model/bound.ts';
import { standingOf } from '../model/standing.ts';
import type { Manifest } from '../compiler/manifest.ts';
import { keepProof, proofsOf } from '../history/proofs.ts';
import { type Proof, proofLevels } from '../model/proof.ts';
import { explain, fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Operations, ProofReport } from './operations.ts';
import type { OperationParts } from './parts.ts';

type StatusParts = Pick<OperationParts, 'table' | 'clock' | 'machine' | 'manifests' | 'code'>;

/** What runbooks were proven by. */
export function makeStatus(parts: StatusParts): Pick<Operations, 'status' | 'keepProof'> {
  return {
    keepProof: async (proof) => {
      // what is real says so itself, when its run is closed
      if (proof.level !== 'simulated')
        fail('BadInput', {
          what: `"${proof.level}" is nothing that can be handed in`,
          todo: 'run it: a run that is closed keeps its own proof',
        });
      await keepProof(parts.table, proof);
    },
    status: async (runbooks = []) => {
      const known = Object.keys(parts.manifests).sort();
      for (const name of runbooks) checkKnown(name, known);
      const proofs = await proofsOf(parts.table);
      const local = await parts.code?.();
      const now = (parts.machine ?? parts.clock).now();
      const asked = known.filter((name) => runbooks.length === 0 || runbooks.includes(name));
      const reports = asked.flatMap((name) => {
        const manifest = parts.manifests[name];
        const own = proofs.filter(({ runbook }) => runbook === name);
        // where it is deployed there are no files to read: the manifest says of which code it is
        const code = local ?? manifest?.code;
        return manifest ? [proofReport(manifest, own, { manifests: parts.manifests, code, now })] : [];
      });
      return reports.toSorted(
        (a, b) => rankOf(a) - rankOf(b) || (a.runbook < b.runbook ? -1 : a.runbook > b.runbook ? 1 : 0),
      );
    },
  };
}

function checkKnown(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const close = nearest(name, known);
  fail('UnknownRunbook', {
    what: `there is no runbook "${name}"`,
    todo: close ? `did you mean ${close}?` : `there are ${known.join(', ')}`,
  });
}

/** The worst first: what did not hold, then what is not proven at all, then what only was, then what is. */
function rankOf({ proven, level, stands, failed }: ProofReport): number {
  if (failed) return 0;
  if (proven) return 10;
  return stands ? 1 + proofLevels.indexOf(level) : 1;
}

/** The same of one runbook, before it is started. What cannot be read is not proven. */
export async function proofNow(
  manifest: Manifest,
  parts: StatusParts,
): Promise<Pick<ProofReport, 'proven' | 'reason' | 'next'>> {
  try {
    const proofs = await proofsOf(parts.table, manifest.runbook);
    const now = (parts.machine ?? parts.clock).now();
    const code = (await parts.code?.()) ?? manifest.code;
    return proofReport(manifest, proofs, { manifests: parts.manifests, code, now });
  } catch (error) {
    return {
      proven: false,
      reason: `not known to be proven (${explain(error)})`,
      next: `rebound status ${manifest.runbook}`,
    };
  }
}

/** How far a runbook is proven now, by the highest level that was ever reached and still is what it was. */
export function proofReport(
  manifest: Manifest,
  proofs: readonly Proof[],
  { manifests, code, now }: { manifests: Record<string, Manifest>; code: Code; now: number },
): ProofReport {
  const { runbook, title, objectives } = manifest;
  const { levels, standing, proven, within } = standingOf(manifest, { manifests, proofs, code, now });
  const shown = standing ?? levels.at(-1);
  const report = {
    runbook,
    title,
    level: standing?.level ?? ('checked' as const),
    proven,
    stands: standing !== undefined,
    failed: levels.some(({ holds, expired, changed }) => !holds && !expired && changed.length === 0),
    at: shown?.at ?? null,
    seconds: shown?.seconds ?? null,
    rto: objectives.rto ?? null,
    expired: shown?.expired ?? false,
    changed: shown?.changed ?? [],
    within,
    levels,
  };
  return { ...report, ...reasonOf(report) };
}

type Reasoned = Pick<ProofReport, 'runbook' | 'level' | 'proven' | 'levels' | 'rto' | 'seconds'>;

/** Why it stands as it does, and what to do now, a line each. */
function reasonOf({ runbook, level, proven, levels, rto, seconds }: Reasoned): {
  reason: string;
  next: string;
} {
  const rehearse = `rebound rehearse ${runbook}`;
  const bad = levels.findLast(({ holds, expired, changed }) => !holds && !expired && changed.length === 0);
  if (bad)
    return {
      reason: `${bad.level}, and it did not end well`,
      next: bad.level === 'simulated' ? `${rehearse} shows what ended badly` : 'mend it, and drill it again',
    };
  if (proven) {
    const late = rto !== null && seconds !== null && seconds > rto;
    return {
      reason: late ? `${level}, and it took longer than the RTO` : level,
      next: late ? 'make it quicker, or say what can be kept' : 'nothing to do',
    };
  }
  const gone = levels.findLast(({ stands }) => !stands);
  if (level === 'simulated')
    return {
      reason: 'simulated only: nothing real has proven it',
      next: 'drill it on a target that is marked for drills',
    };
  if (level === 'planned') return { reason: 'planned only: it was never rehearsed', next: rehearse };
  if (!gone) return { reason: 'checked only: it was never tried', next: rehearse };
  const why = gone.expired ? 'its proof is too old' : `changed since: ${gone.changed.join(', ')}`;
  return { reason: `not proven: ${why}`, next: rehearse };
}
