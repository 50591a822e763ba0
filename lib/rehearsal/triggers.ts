import type { Clock } from '../model/clock.ts';
import type { CallKind } from './calls.ts';
import type { When } from './schedule.ts';

/** Lets something happen at a time, or when a certain call is begun. */
export interface Triggers {
  /** Resolves when it is time; never, when the call is never made. */
  due: (when: When) => Promise<void>;
  called: (kind: CallKind, nth: number) => void;
}

export function makeTriggers(clock: Clock, startedAt: number): Triggers {
  const waiting = new Map<string, (() => void)[]>();
  return {
    due: async (when) => {
      if (typeof when === 'number') {
        await clock.sleep(Math.max(0, startedAt + when * 1000 - clock.now()));
        return;
      }
      const key = `${when.kind} ${when.nth}`;
      await new Promise<void>((resolve) => waiting.set(key, [...(waiting.get(key) ?? []), resolve]));
      await clock.sleep(when.plus * 1000);
    },
    called: (kind, nth) => {
      const key = `${kind} ${nth}`;
      for (const go of waiting.get(key) ?? []) go();
      waiting.delete(key);
    },
  };
}
