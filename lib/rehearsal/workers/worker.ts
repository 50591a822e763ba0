// What runs in a worker thread: plays what it is asked to, and answers. Started by thread.ts, imported by nobody.
import { parentPort, workerData } from 'node:worker_threads';
import { codeOf, explain, ReboundError } from '../../model/errors.ts';
import { makePlayer } from '../explore/make-player.ts';
import type { Subject } from '../explore/subject.ts';
import { doJob, type Job } from './job.ts';
import type { Answer } from './thread.ts';

Error.stackTraceLimit = 0;
const subject: Subject = workerData;
const player = makePlayer(subject);

parentPort?.on('message', (job: Job) => void answer(job));

async function answer(job: Job): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows have origins, threads have none
  parentPort?.postMessage(await doJob(job, player).catch(trouble));
}

function trouble(error: unknown): Answer {
  if (error instanceof ReboundError) return { code: error.code, facts: error.facts };
  return { code: codeOf(error) ?? 'Broken', facts: { what: explain(error) } };
}
