import type { Clock } from '../model/clock.ts';
import type { CallKind } from './calls.ts';
import type { When } from './schedule.ts';

/** Lets something happen at a time, or when a certain call is begun. */
export interface Triggers {
  /** Calls back when it is time; never, when the call that it waits for is never made. A call that is awaited holds nobody up. */
  due: (when: When, work: () => Promise<unknown>) => void;
  called: (kind: CallKind, nth: number) => void;
}

/** `pending` is handed everything that is certain to happen. */
export function makeTriggers(
  clock: Clock,
  startedAt: number,
  pending: (work: Promise<unknown>) => void,
): Triggers {
  const waiting = new Map<string, (() => void)[]>();
  return {
    due: (when, work) => {
      if (typeof when === 'number') {
        pending(clock.sleep(Math.max(0, startedAt + when * 1000 - clock.now())).then(work));
        return;
      }
      const key = `${when.kind} ${when.nth}`;
      const go = () => pending(clock.sleep(when.plus * 1000).then(work));
      waiting.set(key, [...(waiting.get(key) ?? []), go]);
    },
    called: (kind, nth) => {
      const key = `${kind} ${nth}`;
      for (const go of waiting.get(key) ?? []) go();
      waiting.delete(key);
    },
  };
}
