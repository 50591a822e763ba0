import type { Timeline } from '../engine/clock.ts';
import type { Pace } from './local-contract.ts';

/** Sandbox time runs at the wanted pace while something is going on, and 1:1 otherwise: nobody wants days to pass on an idle server. */
export function keepPace(clock: Timeline, wanted: Pace) {
  let goingOn = 0;
  let pace = wanted;
  const apply = () => clock.pace(goingOn > 0 ? pace : 1);
  apply();
  return {
    pace: (next: Pace) => {
      pace = next;
      apply();
    },
    /** Time runs at the wanted pace until the promise has settled. */
    during: async <T>(work: Promise<T>): Promise<T> => {
      goingOn += 1;
      apply();
      try {
        return await work;
      } finally {
        goingOn -= 1;
        apply();
      }
    },
  };
}
