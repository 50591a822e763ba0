import type { Manifest } from '../compiler/manifest.ts';
import { fail } from '../model/errors.ts';
import { didYouMean, nearest } from '../model/nearest.ts';
import { nameOf, type Wanted } from './begin-run.ts';
import type { ScheduleEvent } from './schedule-event.ts';

/** What a schedule starts: dry-runs, and drills. UnknownRunbook, NoTrigger when it was deployed with what is not there any more. */
export function wantedBySchedule(event: ScheduleEvent, manifests: Record<string, Manifest>): Wanted[] {
  const { runbook, schedule, at } = event;
  const manifest = Object.hasOwn(manifests, runbook) ? manifests[runbook] : undefined;
  if (!manifest) {
    return fail('UnknownRunbook', {
      what: `there is no runbook ${runbook}${didYouMean(runbook, Object.keys(manifests))}`,
      todo: 'deploy again: a schedule and its runbook belong together',
    });
  }
  const all = manifest.schedules ?? [];
  const matches = all.filter((one) => one.schedule === schedule);
  if (matches.length === 0) {
    const known = all.map((one) => one.schedule);
    const close = nearest(schedule, known);
    return fail('NoTrigger', {
      what: `${runbook} has no schedule ${schedule}`,
      why: known.length > 0 ? `known schedules: ${known.join('; ')}` : 'it has no schedule at all',
      todo: close ? `did you mean ${close}?` : `name it in the triggers of ${runbook}`,
    });
  }
  return matches.map(({ mode, inputs }) => ({
    manifest,
    inputs,
    name: nameOf('sc', [runbook, schedule, mode, inputs, at]),
    mode,
    by: { kind: 'schedule', name: schedule },
    because: `the schedule of ${at}`,
  }));
}

/** Why a drill must not be started, or undefined: it acts, so every root that its inputs name has to be marked for drills, and one at least. */
export function noDrill({ manifest, inputs }: Wanted): string | undefined {
  const { estate } = manifest;
  const roots = Object.entries(manifest.inputs).flatMap(([name, spec]) => {
    if (spec.type !== 'cluster' && spec.type !== 'database') return [];
    const known = spec.type === 'cluster' ? estate.clusters : estate.databases;
    const value = inputs[name] ?? spec.default;
    return (Array.isArray(value) ? value : [value]).map((root) => {
      const there = typeof root === 'string' && Object.hasOwn(known, root) ? known[root] : undefined;
      return { name: String(root), drill: there?.drill === true };
    });
  });
  if (roots.length === 0) return 'which cluster or database it acts on cannot be told from its inputs';
  const real = roots.filter(({ drill }) => !drill).map(({ name }) => name);
  return real.length === 0 ? undefined : `${real.join(', ')} is not marked \`drill: true\` in rebound.yaml`;
}
