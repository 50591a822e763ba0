import type { FailState } from '../../model/asl.ts';
import { StateFailure } from '../failure.ts';
import { textOf } from '../fields.ts';
import { scopeOf } from '../scope.ts';
import type { StateKind } from '../work.ts';

export const fail: StateKind<FailState> = {
  async begin(work, frame, state) {
    const scope = () => scopeOf(work, frame);
    const error = state.Error === undefined ? undefined : await textOf(state.Error, 'Error', scope);
    const cause = state.Cause === undefined ? undefined : await textOf(state.Cause, 'Cause', scope);
    throw new StateFailure(error, cause);
  },
};
