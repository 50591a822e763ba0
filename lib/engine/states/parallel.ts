import type { ParallelState } from '../../model/asl.ts';
import type { Json } from '../../model/json.ts';
import type { Frame } from '../execution.ts';
import { cutOff, drop, leave, newFrame } from '../flow.ts';
import { checkSize } from '../limits.ts';
import { scopeOf } from '../scope.ts';
import { fill } from '../template.ts';
import { emit, emitAfter, type StateKind, type Work } from '../work.ts';

/** All branches get the same input; the result is the list of their outputs. The first that fails cuts off the others. */
export const parallel: StateKind<ParallelState> = {
  async begin(work, frame, state) {
    const { execution } = work;
    const input =
      state.Arguments === undefined
        ? frame.input
        : await fill(state.Arguments, 'Arguments', () => scopeOf(work, frame));
    if (input !== frame.input) checkSize(input, frame.state);
    const started = emit(work, frame, 'ParallelStateStarted');
    const running = state.Branches.map((branch, index) => {
      const child = newFrame(execution, {
        parent: frame.id,
        index,
        state: branch.StartAt,
        input,
        last: started,
      });
      work.turns.push(child.id);
      return child.id;
    });
    frame.waits = { for: 'branches', results: running.map(() => null), running };
    if (running.length === 0) await succeed(work, frame, state, []);
  },

  async childEnded(work, frame, state, child, output) {
    const { waits } = frame;
    if (waits.for !== 'branches') return;
    waits.results[child.index] = output;
    waits.running = waits.running.filter((id) => id !== child.id);
    drop(work, child);
    if (waits.running.length > 0) return;
    frame.last = child.last;
    await succeed(work, frame, state, waits.results);
  },

  async childFailed(work, frame, _state, child, failure) {
    const { waits } = frame;
    if (waits.for !== 'branches') return;
    for (const id of waits.running) {
      const branch = work.execution.frames[id];
      if (branch) cutOff(work, branch, child.last);
    }
    frame.last = child.last;
    throw failure;
  },
};

async function succeed(work: Work, frame: Frame, state: ParallelState, results: Json[]): Promise<void> {
  emitAfter(work, frame.last, 'ParallelStateSucceeded');
  await leave(work, frame, state, { otherwise: results, extra: { result: results } });
}
