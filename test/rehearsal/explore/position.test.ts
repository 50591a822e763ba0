import { expect, test } from '@jest/globals';
import { explore } from '../../../lib/rehearsal/explore/explore.ts';
import { type Path, pathId } from '../../../lib/rehearsal/explore/path.ts';
import type { Position } from '../../../lib/rehearsal/explore/position.ts';
import type { PathResult, Site, Survey } from '../../../lib/rehearsal/explore/result.ts';
import { SeenPaths } from '../../../lib/rehearsal/explore/seen-paths.ts';

/** Results without playing: an exploration depends on them, and here on the path alone. */
function resultOf(path: Path): PathResult {
  const question = {
    kind: 'failure' as const,
    runbook: 'r',
    step: 's',
    title: 'S',
    options: ['retry', 'skip', 'abort'],
    answer: 'retry',
    back: [],
  };
  const questions = path.faults.length > 0 ? [{ ask: 1, ...question }] : [];
  const counts = { calls: 0, virtualSeconds: 0, recoveredAfter: null, site: null, happened: true };
  return {
    id: pathId(path),
    path,
    ending: 'human',
    violations: [],
    runs: [],
    steps: {},
    reached: [],
    questions,
    ...counts,
  };
}

const sites = Array.from({ length: 300 }, (_, n): Site => {
  const where = { operation: 'GetItem', write: false, function: 'f', step: `s${n % 40}`, runbook: 'r' };
  return { kind: 'look', nth: n + 1, system: 'eks', faults: ['refused', 'throttled', 'malformed'], ...where };
});

/** `counts`: how many paths were played when each position was told. */
interface Explored {
  ids: string[];
  positions: Position[];
  counts: number[];
}

async function ids(max: number, from?: Position): Promise<Explored> {
  const played: string[] = [];
  const positions: Position[] = [];
  const counts: number[] = [];
  const survey = async (rehearsal: number): Promise<Survey> => {
    const result = resultOf({ rehearsal, faults: [], people: [], happens: [] });
    return { rehearsal, result, sites, unmet: [], systems: {} };
  };
  async function* play(paths: readonly Path[]): AsyncGenerator<PathResult, undefined> {
    for (const path of paths) yield resultOf(path);
    return undefined;
  }
  const more = from ? { from } : {};
  const onBatch = (position: () => Position) => {
    positions.push(position());
    counts.push(played.length);
  };
  for await (const told of explore({ max, seed: 1, rehearsals: 2, survey, play, onBatch, ...more }))
    if (told.kind === 'path') played.push(told.result.id);
  return { ids: played, positions, counts };
}

test('what goes on at a position is the rest of the whole, also behind JSON, and no path comes twice', async () => {
  const whole = await ids(6000);
  expect(whole.ids).toHaveLength(6000);
  expect(new Set(whole.ids).size).toBe(6000);
  for (const batch of [0, 7, 20]) {
    const position: Position = JSON.parse(JSON.stringify(whole.positions[batch]));
    const count = whole.counts[batch] ?? 0;
    expect(count).toBeGreaterThan(0);
    const rest = await ids(6000 - count, position);
    expect(rest.ids).toEqual(whole.ids.slice(count));
  }
});

test('a position does not grow with what was played', async () => {
  const { positions } = await ids(20_000);
  const sizes = positions.map((position) => JSON.stringify(position).length);
  expect(positions.at(-1)?.happened).toBe(1800);
  expect(positions.at(-1)?.basis).toHaveLength(1500);
  expect(Math.max(...sizes)).toBeLessThan(1_400_000);
});

test('of paths that were seen each is known, and few others', () => {
  const seen = new SeenPaths();
  const name = (n: number) => `1+look.${n}=refused+ask.${n % 7}=abort`;
  for (let n = 1; n <= 50_000; n += 1) seen.add(name(n));
  const again = new SeenPaths(seen.text());
  expect(Array.from({ length: 50_000 }, (_, n) => name(n + 1)).every((id) => again.has(id))).toBe(true);
  const strange = Array.from({ length: 50_000 }, (_, n) => name(n + 50_001)).filter((id) => again.has(id));
  expect(strange.length).toBeLessThan(200);
});
