import type { SucceedState } from '../model/asl.ts';
import type { Finish } from '../runbook/runbook.ts';
import type { TextTypes } from './text-types.ts';
import { valueJson } from './values.ts';

/** Ends Recovery with an outcome. A `because` with insertions stays a template: Close run renders it. */
export function finishState(finish: Finish, types: TextTypes): SucceedState {
  return { Type: 'Succeed', Output: { outcome: finish.outcome, because: valueJson(finish.because, types) } };
}
