import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { functionNames, refusedFunctions } from '../../lib/runbook/functions.ts';

test('every function of this JSONata is known or refused, and nothing else but those of AWS is known', () => {
  const file = createRequire(import.meta.url).resolve('jsonata');
  const source = readFileSync(file, 'utf8');
  const bound = [...source.matchAll(/staticFrame\.bind\('(\w+)'/g)].map(([, name]) => name ?? '');
  expect(bound.length).toBeGreaterThan(50);
  const known = new Set([...functionNames, ...Object.keys(refusedFunctions)]);
  expect(bound.filter((name) => !known.has(name))).toEqual([]);
  const added = [...known].filter((name) => !bound.includes(name) && !['now', 'millis'].includes(name));
  expect(added.toSorted()).toEqual(['hash', 'parse', 'partition', 'range', 'uuid']);
});
