import type { FlowStep, Manifest } from '../../compiler/manifest.ts';
import type { StepState, StepStates } from '../../compiler/picture/states.ts';
import { isBad } from '../explore/ending.ts';
import type { Report } from './report.ts';
import { inOrder } from './words.ts';

/**
 * How each step stands in the picture of a report: failed where something ended badly, waiting where no path came, unknown where paths came
 * and nothing was tried, done otherwise. What only leads on, and the author's own ends, are done where a path came.
 */
export function stepMarks({ matrix, rows, neverReached }: Report, { steps, flow }: Manifest): StepStates {
  const marks: Record<string, StepState> = {};
  for (const { id, kind } of steps) marks[id] = kind === 'control' ? 'done' : 'unknown';
  for (const state of endsOf(flow ?? [])) marks[state] = 'done';
  for (const { id } of rows) {
    const endings = matrix.filter(({ row }) => row === id).flatMap((cell) => inOrder(cell.endings));
    marks[id] = endings.some(([ending]) => isBad(ending)) ? 'failed' : 'done';
  }
  for (const { id } of neverReached) marks[id] = 'waiting';
  return marks;
}

/** States of ends that are no step of their own. */
function endsOf(flow: readonly FlowStep[]): string[] {
  return flow.flatMap(({ ways = [], failed = [], late = [] }) => [
    ...ways.flatMap((way) => [...(way.ends ? [way.ends.state] : []), ...endsOf(way.steps)]),
    ...endsOf(failed),
    ...endsOf(late),
  ]);
}
