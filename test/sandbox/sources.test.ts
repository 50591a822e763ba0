import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fraction, lasts } from '../../lib/sandbox/chance.ts';
import { behaviours, type DurationName, durations } from '../../lib/sandbox/sources.ts';

const folder = join(import.meta.dirname, '../../lib/sandbox');
const code = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'sources.ts')
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');

describe('where the sandbox knows it from', () => {
  test.each(Object.keys(durations) as DurationName[])('the duration %s is used, and is one', (name) => {
    const [shortest, longest] = durations[name].ms;
    expect(shortest).toBeGreaterThan(0);
    expect(longest).toBeGreaterThanOrEqual(shortest);
    expect(code).toMatch(new RegExp(`'${name}'|durations\\.${name}\\b`));
  });
  test('every line names its source, and what it rests on', () => {
    for (const { source, what, from } of Object.values({ ...durations, ...behaviours })) {
      expect(['recorded', 'api-model', 'documentation', 'guess']).toContain(source);
      expect(what).not.toBe('');
      expect(from).not.toBe('');
    }
  });
});

test('a thing’s duration lies within its bounds and depends on the thing alone', () => {
  const [shortest, longest] = durations.podReady.ms;
  const all = Array.from({ length: 200 }, (_, n) => lasts('podReady', `pod ${n}`));
  expect(Math.min(...all)).toBeGreaterThanOrEqual(shortest);
  expect(Math.max(...all)).toBeLessThanOrEqual(longest);
  expect(new Set(all).size).toBeGreaterThan(150);
  expect(lasts('podReady', 'pod 7')).toBe(all[7]);
  expect(fraction('a')).not.toBe(fraction('b'));
});
