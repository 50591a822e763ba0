import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { explain, fail } from '../../../lib/model/errors.ts';
import { ownPath, type Path, pathId } from '../../../lib/rehearsal/explore/path.ts';
import type { PathResult } from '../../../lib/rehearsal/explore/result.ts';
import { dealOut } from '../../../lib/rehearsal/workers/deal.ts';
import type { Hand, Job } from '../../../lib/rehearsal/workers/job.ts';
import { openPool } from '../../../lib/rehearsal/workers/pool.ts';
import { handInThread } from '../../../lib/rehearsal/workers/thread.ts';
import { smallSubject } from './small.ts';

const subject = smallSubject();

function resultOf(path: Path): PathResult {
  const counts = { calls: 0, virtualSeconds: 0, recoveredAfter: null, site: null, happened: true };
  return {
    id: pathId(path),
    path,
    ending: 'human',
    violations: [],
    runs: [],
    steps: {},
    reached: [],
    questions: [],
    ...counts,
  };
}

/** Hands that note what they are asked, each with its own list. */
function notingHands(act: (job: Job, asked: Job[]) => void = () => {}): { hands: Job[][]; hand: () => Hand } {
  const hands: Job[][] = [];
  const hand = (): Hand => {
    const asked: Job[] = [];
    hands.push(asked);
    return {
      do: async (job) => {
        asked.push(job);
        // everybody else first, as it is when they are threads
        await new Promise((resolve) => process.nextTick(resolve));
        act(job, asked);
        if ('survey' in job) return fail('Broken', { what: 'nobody asked for one' });
        return { results: job.paths.map(resultOf) };
      },
      close: () => Promise.resolve(),
    };
  };
  return { hands, hand };
}

const any = (count: number): Path[] =>
  Array.from({ length: count }, (_, n) => ({ ...ownPath(n % 3), any: n }));

async function idsOf(results: AsyncIterable<PathResult>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of results) ids.push(id);
  return ids;
}

describe('a pool', () => {
  test('gives results in the order of the paths, and keeps paths with one beginning with one worker', async () => {
    const { hands, hand } = notingHands();
    const paths = any(90);
    expect(await idsOf(openPool({ subject, workers: 3, hand }).play(paths))).toEqual(paths.map(pathId));
    const rehearsals = hands.map((jobs) =>
      jobs.flatMap((job) => ('paths' in job ? job.paths.map(({ rehearsal }) => rehearsal) : [])),
    );
    expect(rehearsals.map((played) => new Set(played).size)).toEqual([1, 1, 1]);
  });

  test('whoever stops reading stops the playing', async () => {
    const { hands, hand } = notingHands();
    for await (const _ of openPool({ subject, workers: 2, hand }).play(any(1000))) break;
    await new Promise((resolve) => process.nextTick(resolve));
    expect(hands.flat().length).toBeLessThan(10);
  });

  test('of many paths only some are looked at together, so that few results wait', async () => {
    const { hands, hand } = notingHands();
    const results = openPool({ subject, workers: 2, hand }).play(any(50_000));
    for (let n = 0; n < 1000; n += 1) await results.next();
    const played = hands.flat().flatMap((job) => ('paths' in job ? job.paths : []));
    expect(played.length).toBe(1000);
    await results.return(undefined);
  });

  test('a path that cannot be played ends it with its error, whoever played it', async () => {
    const broken = (job: Job) => {
      if ('paths' in job && job.paths.some((path) => path.any === 40))
        fail('BadInput', { what: 'no such path' });
    };
    const { hand } = notingHands(broken);
    await expect(idsOf(openPool({ subject, workers: 2, hand }).play(any(90)))).rejects.toMatchObject({
      code: 'BadInput',
    });
    for (const workers of [1, 2]) {
      const pool = openPool({ subject, workers });
      await expect(idsOf(pool.play([ownPath(7)]))).rejects.toMatchObject({ code: 'BadInput' });
      await pool.close();
    }
  });

  test('a planted defect stays in this process', () => {
    expect(() => openPool({ subject: { ...subject, defect: {} }, workers: 2 })).toThrow('planted defect');
  });
});

describe('a worker that dies', () => {
  async function withScript(script: string, act: (hand: () => Hand) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'worker-'));
    const file = join(folder, 'worker.mjs');
    await writeFile(file, script);
    try {
      await act(() => handInThread(subject, pathToFileURL(file)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const dies = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(9));`;
  const throws = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of something'); });`;

  test.each([
    ['ends', dies, 'exit code 9'],
    ['throws', throws, 'out of something'],
    ['does not even begin', 'import "./absent.mjs";', 'absent.mjs'],
  ])('that %s says so in one sentence, and nothing hangs', async (_, script, why) => {
    await withScript(script, async (hand) => {
      const pool = openPool({ subject, workers: 2, hand });
      const error = await idsOf(pool.play(any(10))).catch(explain);
      expect(error).toContain('a worker that plays paths of restore-small is gone');
      expect(error).toContain(why);
      await expect(pool.survey(0)).rejects.toMatchObject({ code: 'Broken' });
      await pool.close();
    });
  });
});

describe('dealing', () => {
  test('who has nothing left takes from the end of whoever has most', () => {
    const deal = dealOut(
      Array.from({ length: 32 }, (_, n) => n),
      2,
    );
    const first = Array.from({ length: 9 }, () => deal.next(0));
    expect(first.slice(0, 8).flat()).toEqual(Array.from({ length: 16 }, (_, n) => n));
    expect(first[8]).toEqual([30, 31]);
    expect(deal.next(1)).toEqual([16, 17]);
  });
});
