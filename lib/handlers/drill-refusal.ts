import type { LockAnswer } from '../model/call.ts';
import type { Estate } from '../model/estate.ts';
import type { Run } from '../model/run.ts';
import type { Hold } from '../model/target.ts';

/** A drill acts: it takes only what rebound.yaml marks for drills, whoever started it. Undefined where it may, and for any other run. */
export function drillRefusal(
  run: Pick<Run, 'mode' | 'clusters'>,
  holds: Hold[],
  databases: Estate['databases'],
): LockAnswer | undefined {
  if (run.mode !== 'drill') return undefined;
  const real = holds.filter(({ root: { kind, name } }) => {
    if (kind === 'cluster') return run.clusters[name]?.drill !== true;
    return kind !== 'database' || databases[name]?.drill !== true;
  });
  if (real.length === 0) return undefined;
  const names = [...new Set(real.map(({ root: { kind, name } }) => nameOf(kind, name)))].sort();
  return {
    status: 'refused',
    because: `this is a drill, and ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not marked \`drill: true\` in rebound.yaml`,
  };
}

function nameOf(kind: Hold['root']['kind'], name: string): string {
  return kind === 'cluster' ? name : `${kind} ${name}`;
}
