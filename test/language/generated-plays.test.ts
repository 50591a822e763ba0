import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { aDryRun, aPlay } from './generate/draw.ts';
import { play } from './generate/play.ts';
import { compiledWithin, readGenerated } from './generate/read.ts';
import { aDocument } from './generate/runbook.ts';
import { yamlOf } from './generate/style.ts';
import { tapeOf, tapes } from './generate/tape.ts';

// npm run test:language asks for more: both say how to come back to the same plays
const count = Number(process.env['REBOUND_PLAYS'] ?? 24);
const seed = Number(process.env['REBOUND_SEED'] ?? 20_261_124);
/** Making a failure small takes as many plays again, and more: only when somebody looks for it. */
const endOnFailure = process.env['REBOUND_SHRINK'] === undefined;
const outcomes = new Map<string, number>();

const settings = (numRuns: number) => ({ seed, numRuns, endOnFailure });

test(
  `${count} plays of generated runbooks (seed ${seed}) come to an end, whatever people and the world do`,
  async () => {
    const ways = fc.asyncProperty(tapes, async (numbers) => {
      const tape = tapeOf(numbers);
      const how = aPlay(tape);
      const text = yamlOf(aDocument(tape), tape);
      const compiled = compiledWithin(readGenerated(text));
      if (!compiled) return;
      const { run, wrong } = await play(compiled, how);
      if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n${JSON.stringify(how)}\n${text}`);
      const key = `${how.mode} ${run?.outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    });
    await fc.assert(ways, settings(count));
  },
  Math.max(240_000, count * 5000),
);

/** Why a dry-run may fail although the world is as it should be: what the runbook says cannot be done, or computed, and it says so. */
const reasons: [told: string, pattern: RegExp][] = [
  ['planned up to a value that is missing', /missing: \$/],
  ['planned up to a number that only doing it would tell', /\bT\d{4}: /],
  [
    'planned up to a backup of another namespace',
    /is not fit to restore|no backup on .* is fit|nothing to verify/,
  ],
];
const dryRuns = Math.ceil(count / 3);
test(
  `${dryRuns} dry-runs (seed ${seed}) are planned, and change nothing`,
  async () => {
    const ways = fc.asyncProperty(tapes, async (numbers) => {
      const tape = tapeOf(numbers);
      const how = aDryRun(tape);
      const text = yamlOf(aDocument(tape), tape);
      const compiled = compiledWithin(readGenerated(text));
      if (!compiled) return;
      const { run, wrong, changes, asked } = await play(compiled, how);
      const because = run?.endedBecause ?? '';
      const outcome = run?.outcome ?? '';
      const told =
        outcome === 'failed'
          ? (reasons.find(([, pattern]) => pattern.test(because))?.[0] ?? outcome)
          : outcome;
      if (wrong.length > 0 || !told.startsWith('planned'))
        throw new Error(`${outcome}: ${because}\n${wrong.join('\n')}\n${JSON.stringify(how)}\n${text}`);
      expect({ changes, asked }).toEqual({ changes: [], asked: 0 });
      const key = `dry-run ${told}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    });
    await fc.assert(ways, settings(dryRuns));
  },
  Math.max(240_000, dryRuns * 5000),
);

afterAll(() => {
  const told = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, number]) => `${number} ${key}`);
  process.stdout.write(`plays, seed ${seed}: ${told.join(', ')}\n`);
});
