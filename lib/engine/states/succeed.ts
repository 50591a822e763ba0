import type { SucceedState } from '../../model/asl.ts';
import { leave } from '../flow.ts';
import type { StateKind } from '../work.ts';

export const succeed: StateKind<SucceedState> = {
  begin: (work, frame, state) => leave(work, frame, { Output: state.Output }, { otherwise: frame.input }),
};
