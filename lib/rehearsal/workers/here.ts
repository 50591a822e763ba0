import { makePlayer } from '../explore/make-player.ts';
import type { Subject } from '../explore/subject.ts';
import { doJob, type Hand } from './job.ts';
import { withoutStacks } from './without-stacks.ts';

/** Does jobs in the process that asks for them. */
export function handHere(subject: Subject): Hand {
  const player = makePlayer(subject);
  let before: Promise<unknown> = Promise.resolve();
  return {
    do: (job) => {
      const done = before.then(() => withoutStacks(() => doJob(job, player)));
      before = done.catch(() => undefined);
      return done;
    },
    close: () => Promise.resolve(),
  };
}
