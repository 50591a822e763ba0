import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { shipped } from './shipped.ts';

const renew = 'RENEW_GOLDEN=1 npx jest test/compiler/golden';

/** What AWS would be given changes only on purpose: a definition that ran once has to stay readable for the runs that are under way. */
test.each(['restore-namespace'])('%s compiles to the definition that is kept', (name) => {
  const text = `${JSON.stringify(shipped(name).compiled.definition, null, 2)}\n`;
  const file = new URL(`golden/${name}.asl.json`, import.meta.url);
  if (process.env['RENEW_GOLDEN']) writeFileSync(file, text);
  const kept = readFileSync(file, 'utf8');
  if (kept === text) return;
  const lines = text.split('\n');
  const first = kept.split('\n').findIndex((line, index) => line !== lines[index]);
  const where = `test/compiler/golden/${name}.asl.json:${first + 1}`;
  throw new Error(
    `${where}: kept "${kept.split('\n')[first]?.trim()}", compiled "${lines[first]?.trim()}". If that is meant: ${renew}, and look at the difference before committing it.`,
  );
});

test('the definition fits into Step Functions, and its parts are named as the runbook names them', () => {
  const { definition, manifest } = shipped('restore-namespace').compiled;
  expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(1024 * 1024);
  expect(manifest.steps.map(({ title }) => title)).toContain('Restore over what is there?');
  expect(manifest.changes).toBe(true);
});
