import type { FlowStep } from '../compiler/manifest.ts';
import type { Run } from '../model/run.ts';
import type { StepReport } from './operations.ts';

/** Branches and loops leave no events of their own: how far one got is how far the steps within it got. `flow`: of the manifest. */
export function withGroups(
  reports: StepReport[],
  flow: readonly FlowStep[],
  { status }: Pick<Run, 'status'>,
): StepReport[] {
  const groups = new Map(
    allOf(flow).map((step) => [step.step, allOf(insideOf(step)).map((one) => one.step)]),
  );
  return reports.map((report) => {
    const within = groups.get(report.id) ?? [];
    if ((report.uses !== 'parallel' && report.uses !== 'for_each') || report.seconds !== null) return report;
    const begun = reports.filter(({ id, seconds }) => within.includes(id) && seconds !== null);
    if (begun.length === 0) return report;
    const last = reports.findLastIndex(({ id }) => within.includes(id));
    const passed = status === 'closed' || reports.slice(last + 1).some(({ seconds }) => seconds !== null);
    if (!passed) return { ...report, status: 'running' };
    return { ...report, status: begun.some((step) => step.status === 'failed') ? 'failed' : 'done' };
  });
}

function insideOf({ ways = [], failed = [], late = [] }: FlowStep): FlowStep[] {
  return [...ways.flatMap(({ steps }) => steps), ...failed, ...late];
}

function allOf(steps: readonly FlowStep[]): FlowStep[] {
  return steps.flatMap((step) => [step, ...allOf(insideOf(step))]);
}
