import type { PassState } from '../../model/asl.ts';
import { leave } from '../flow.ts';
import type { StateKind } from '../work.ts';

export const pass: StateKind<PassState> = {
  begin: (work, frame, state) => leave(work, frame, state, { otherwise: frame.input }),
};
