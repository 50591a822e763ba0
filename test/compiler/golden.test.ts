import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runDefinition } from './running.ts';
import { shipped } from './shipped.ts';

const renew = 'RENEW_GOLDEN=1 npx jest test/compiler/golden';

/** What AWS would be given changes only on purpose: a definition that ran once has to stay readable for the runs that are under way. */
const names = readdirSync(new URL('../../runbooks', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

test.each(names)('%s compiles to the definition that is kept', (name) => {
  const text = `${JSON.stringify(shipped(name).compiled.definition, null, 2)}\n`;
  const file = new URL(`golden/${name}.asl.json`, import.meta.url);
  if (process.env['RENEW_GOLDEN']) writeFileSync(file, text);
  // The formatter has its own mind about how the kept one is laid out.
  const kept = `${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')), null, 2)}\n`;
  if (kept === text) return;
  const lines = text.split('\n');
  const first = kept.split('\n').findIndex((line, index) => line !== lines[index]);
  const where = `test/compiler/golden/${name}.asl.json:${first + 1}`;
  throw new Error(
    `${where} (as JSON.stringify lays it out): kept "${kept.split('\n')[first]?.trim()}", compiled "${lines[first]?.trim()}". If that is meant: ${renew}, and look at the difference before committing it.`,
  );
});

test('the definition fits into Step Functions, and its parts are named as the runbook names them', () => {
  const { definition, manifest } = shipped('restore-namespace').compiled;
  expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(1024 * 1024);
  expect(manifest.steps.map(({ title }) => title)).toContain('Restore over what is there?');
  expect(manifest.changes).toBe(true);
});

test('on the happy path of restore-namespace a step that acts costs at most 1.3 transitions', async () => {
  const { compiled, runbook } = shipped('restore-namespace');
  const look = { api: 'HEALTHY', namespace: 'GONE', serving: 'yes', reason: 'payments is gone' };
  const choice = { backup: 'payments-1', age: 10_800, inventory: { 'apps/v1/Deployment': ['payments/api'] } };
  const script = { look: [{ output: look }], choice: [{ output: choice }] };
  const inputs = { cluster: 'prod-blue', namespace: 'payments', backup: 'newest' };
  const ran = await runDefinition(compiled.definition, script, inputs, runbook.deadline);
  expect(ran.view.output).toMatchObject({ outcome: 'recovered' });
  const kindOf = (state: string) =>
    compiled.manifest.steps.find(({ states }) => states.includes(state))?.kind;
  const counted = ran.states.filter((state) => !['asks', undefined].includes(kindOf(state)));
  const executed = counted.filter((state) => kindOf(state) !== 'control');
  expect(executed).toHaveLength(5);
  expect(counted.length / executed.length).toBeLessThanOrEqual(1.3);
});
