import { codeOf } from '../model/errors.ts';
import { findRun } from './find-run.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { noteRefused } from './refused.ts';

/** What a person does to a run besides answering, which keeps its own refusals. */
type Steering = Pick<
  Operations,
  'hold' | 'continue' | 'abort' | 'stepByStep' | 'take' | 'give' | 'note' | 'announce'
>;

/**
 * The same operations, and what is refused because of what was said, or of who said it, is kept in the run's events: who tried what, and
 * why not. That somebody was faster, or the run is over, is no news.
 */
export function keepingSteering<O extends Steering>(operations: O, parts: OperationParts): O {
  const kept = async <T>(
    run: string,
    by: string,
    what: string,
    work: () => Promise<T>,
    way: { channel?: string } = {},
  ): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'BadInput' || code === 'AccessDenied') await keep({ run, by, what, ...way }, error, parts);
      throw error;
    }
  };
  const o = operations;
  return {
    ...operations,
    hold: (run, by) => kept(run, by, 'hold', () => o.hold(run, by)),
    continue: (run, by) => kept(run, by, 'continue', () => o.continue(run, by)),
    abort: (run, by, because) => kept(run, by, 'abort', () => o.abort(run, by, because)),
    stepByStep: (run, by, on) => kept(run, by, 'step by step', () => o.stepByStep(run, by, on)),
    take: (run, by) => kept(run, by, 'take', () => o.take(run, by)),
    give: (run, by, to) => kept(run, by, 'give', () => o.give(run, by, to)),
    note: (run, by, text, channel, of) =>
      kept(
        run,
        by,
        'note',
        () => o.note(run, by, text, channel, of),
        channel === undefined ? {} : { channel },
      ),
    announce: (run, by, audience, text) =>
      kept(run, by, 'announce', () => o.announce(run, by, audience, text)),
  };
}

/** Never throws: it is refused all the same, and a run that is not known has no events. */
async function keep(
  { run: id, ...tried }: { run: string; by: string; what: string; channel?: string },
  why: unknown,
  parts: OperationParts,
): Promise<void> {
  try {
    const { run } = await findRun(parts.table, id);
    await noteRefused({ run, ...tried }, why, parts);
  } catch {
    // nowhere to keep it
  }
}
