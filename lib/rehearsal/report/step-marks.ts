import type { StepState, StepStates } from '../../compiler/picture/states.ts';
import { isBad } from '../explore/ending.ts';
import type { Report } from './report.ts';
import { worstOf } from './words.ts';

/** How each step stands in the picture of a report: failed where something ended badly, waiting where no path came, unknown where nothing was tried, done otherwise. */
export function stepMarks({ matrix, rows, neverReached, steps }: Report): StepStates {
  const marks: Record<string, StepState> = {};
  for (const { id } of steps) marks[id] = 'unknown';
  for (const { id } of rows) {
    const worst = matrix.filter(({ row }) => row === id).map(({ endings }) => worstOf(endings));
    marks[id] = worst.some((ending) => ending !== undefined && isBad(ending)) ? 'failed' : 'done';
  }
  for (const { id } of neverReached) marks[id] = 'waiting';
  return marks;
}
