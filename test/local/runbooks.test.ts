import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { loadEstate, usableRunbooks } from '../../lib/local/runbooks.ts';

const home = join(import.meta.dirname, '..', '..');
const shippedNames = readdirSync(join(home, 'runbooks'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .sort();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rebound-runbooks-'));
  cpSync(join(home, 'runbooks'), folder, { recursive: true });
});
const look = () => readFileSync(join(folder, 'look-at-namespace.yaml'), 'utf8');
const usable = async () => {
  const { shipped, passedOver } = await usableRunbooks(folder, await loadEstate(join(home, 'rebound.yaml')));
  return {
    names: shipped.map(({ runbook }) => runbook.runbook),
    triggers: Object.fromEntries(
      shipped.map(({ compiled }) => [compiled.manifest.runbook, compiled.manifest.triggers.length]),
    ),
    passedOver,
  };
};

test('all of them, and nothing is said', async () => {
  expect(await usable()).toMatchObject({ names: shippedNames, passedOver: [] });
});

test.each([
  ['half-written', 'runbook: ['],
  ['empty', ''],
  ['with a mistake', 'runbook: half\n'],
])('one that is %s keeps nobody from the others', async (_what, content) => {
  writeFileSync(join(folder, 'half.yaml'), content);
  const { names, passedOver } = await usable();
  expect(names).toEqual(shippedNames);
  expect(passedOver).toEqual([expect.stringMatching(/half\.yaml has mistakes.*rebound check .*half\.yaml$/)]);
});

test('a copy that was not renamed is passed over, whatever it says', async () => {
  writeFileSync(join(folder, 'zz-copy.yaml'), look());
  const { names, passedOver } = await usable();
  expect(names).toEqual(shippedNames);
  expect(passedOver).toEqual([
    expect.stringMatching(/zz-copy\.yaml calls itself look-at-namespace, as .*give it another name/),
  ]);
});

test('an alarm that two runbooks claim starts the first, and it is said', async () => {
  writeFileSync(join(folder, 'zz-copy.yaml'), look().replace(/^runbook: .*/m, 'runbook: copy'));
  expect(await usable()).toMatchObject({
    names: [...shippedNames, 'copy'],
    triggers: { 'look-at-namespace': 1, copy: 0 },
    passedOver: [
      expect.stringMatching(/alarm:checkout-namespace-degraded starts look-at-namespace, so not copy/),
    ],
  });
});
