import { availableParallelism } from 'node:os';
import { fail } from '../../model/errors.ts';
import type { Path } from '../explore/path.ts';
import type { PathResult, Survey } from '../explore/result.ts';
import type { Subject } from '../explore/subject.ts';
import { makeBeginnings } from './beginnings.ts';
import { dealOut } from './deal.ts';
import { handHere } from './here.ts';
import type { Hand } from './job.ts';
import { handInThread } from './thread.ts';

/**
 * One for each processor: plays are pure computing, and whoever hands them out has next to nothing to do. At most four: each takes about
 * 350 MB, and a laptop has other things to do.
 */
export const workersDefault = Math.min(4, availableParallelism());

export interface PoolOptions {
  /** Without a defect, where there are several workers: that is code, which cannot be handed to a thread. */
  subject: Subject;
  /** 1: everything is played in this process. Default workersDefault. */
  workers?: number;
  /** Who does the work, in place of threads. */
  hand?: (subject: Subject) => Hand;
}

/** Plays paths of one runbook on several processors. What comes of them does not depend on how many there are. */
export interface Pool {
  workers: number;
  survey: (rehearsal: number) => Promise<Survey>;
  /**
   * Results in the order of the paths, whatever the order in which they are played. Whoever stops reading stops the playing. Errors: those of the
   * player; Broken when a worker dies.
   */
  play: (paths: readonly Path[]) => AsyncGenerator<PathResult, undefined>;
  /** Ends the threads, also in the middle of a play. */
  close: () => Promise<void>;
}

/** Paths that are looked at together: so many results at most wait for one before them. */
const windowMax = 1000;

export function openPool({ subject, workers = workersDefault, hand }: PoolOptions): Pool {
  if (workers > 1 && subject.defect)
    fail('Broken', { what: 'a planted defect cannot be handed to several workers', todo: 'use one' });
  const make = hand ?? (workers > 1 ? handInThread : handHere);
  const hands = Array.from({ length: Math.max(1, workers) }, () => make(subject));
  const beginnings = makeBeginnings();
  const surveys = new Map<number, Promise<Survey>>();
  const { length } = subject.runbook.rehearsals;

  function survey(rehearsal: number): Promise<Survey> {
    const found = surveys.get(rehearsal) ?? begin(rehearsal);
    // whoever asks for one asks for the next, too: the other workers are at those meanwhile
    for (let next = rehearsal + 1; next < length && surveys.size < rehearsal + hands.length; next += 1)
      if (!surveys.has(next)) begin(next).catch(() => undefined);
    return found;
  }

  function begin(rehearsal: number): Promise<Survey> {
    const [hand] = hands.slice(rehearsal % hands.length);
    const asked = (async () => {
      const done = await hand?.do({ survey: rehearsal });
      if (!done || !('survey' in done)) return fail('Broken', { what: 'a worker answered something else' });
      beginnings.learn(done.survey);
      return done.survey;
    })();
    surveys.set(rehearsal, asked);
    return asked;
  }

  async function* playWindow(paths: readonly Path[]): AsyncGenerator<PathResult, undefined> {
    const results: (PathResult | undefined)[] = paths.map(() => undefined);
    const deal = dealOut(beginnings.order(paths), hands.length);
    let news = Promise.withResolvers<void>();
    const ended = new AbortController();

    async function work(hand: Hand, worker: number): Promise<void> {
      for (let piece = deal.next(worker); piece && !ended.signal.aborted; piece = deal.next(worker)) {
        const done = await hand.do({ paths: piece.flatMap((index) => paths[index] ?? []) });
        if (!('results' in done)) return fail('Broken', { what: 'a worker answered something else' });
        for (const [n, index] of piece.entries()) results[index] = done.results[n];
        news.resolve();
      }
    }

    const failed = new Promise<never>((_, reject) => {
      for (const [worker, hand] of hands.entries()) work(hand, worker).catch(reject);
    });
    failed.catch(() => undefined);
    try {
      for (let next = 0; next < results.length; next += 1) {
        let result = results[next];
        while (!result) {
          await Promise.race([news.promise, failed]);
          news = Promise.withResolvers<void>();
          result = results[next];
        }
        results[next] = undefined;
        yield result;
      }
    } finally {
      ended.abort();
    }
    return undefined;
  }

  return {
    workers: hands.length,
    survey,
    async *play(paths) {
      for (let at = 0; at < paths.length; at += windowMax) yield* playWindow(paths.slice(at, at + windowMax));
      return undefined;
    },
    close: async () => {
      await Promise.all(hands.map((hand) => hand.close()));
    },
  };
}
