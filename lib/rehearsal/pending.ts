/** Work that has to come to its end before a play is over. */
export interface Pending {
  wait: (work: Promise<unknown>) => void;
  count: () => number;
}

/** `onError` is told what went wrong with a piece of work: nothing of the play stops for it. */
export function makePending(onError: (error: unknown) => void): Pending {
  let count = 0;
  const done = (): void => {
    count -= 1;
  };
  return {
    wait: (work) => {
      count += 1;
      work.catch(onError).then(done, done);
    },
    count: () => count,
  };
}
