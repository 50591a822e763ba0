import { Worker } from 'node:worker_threads';
import { type ErrorCode, type ErrorFacts, explain, ReboundError } from '../../model/errors.ts';
import type { Subject } from '../explore/subject.ts';
import type { Done, Hand, Job } from './job.ts';

/** What a worker thread says: what came of the job, or why nothing did. */
export type Answer = Done | { code: ErrorCode; facts: ErrorFacts };

/**
 * Does jobs in a thread of its own. It is handed the subject as data: that takes 4 ms, where reading and checking all files again takes 300,
 * and what somebody writes to them meanwhile changes nothing. A thread that dies fails the job that it has, and every one after it, with Broken.
 */
export function handInThread(subject: Subject, script = new URL('./worker.ts', import.meta.url)): Hand {
  const worker = new Worker(script, { workerData: subject });
  let before: Promise<unknown> = Promise.resolve();
  let waiting: PromiseWithResolvers<Answer> | undefined;
  let dead: ReboundError | undefined;
  let closing = false;

  worker.on('message', (answer: Answer) => waiting?.resolve(answer));
  worker.on('messageerror', (error) => die(explain(error)));
  worker.on('error', (error) => die(explain(error)));
  worker.on('exit', (code) => die(closing ? 'it was closed' : `it ended with exit code ${code}`));

  function die(why: string): void {
    dead ??= new ReboundError('Broken', {
      what: `a worker that plays paths of ${subject.runbook.runbook} is gone`,
      why,
      todo: 'start again, with fewer workers if memory was short',
    });
    waiting?.reject(dead);
  }

  async function ask(job: Job): Promise<Done> {
    if (dead) throw dead;
    waiting = Promise.withResolvers<Answer>();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows have origins, threads have none
    worker.postMessage(job);
    const answer = await waiting.promise;
    if ('code' in answer) throw new ReboundError(answer.code, answer.facts);
    return answer;
  }

  return {
    do: (job) => {
      const done = before.then(() => ask(job));
      before = done.catch(() => undefined);
      return done;
    },
    close: async () => {
      closing = true;
      await worker.terminate();
    },
  };
}
