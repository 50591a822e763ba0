import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { picture } from '../../../lib/compiler/picture/picture.ts';
import { shipped } from '../shipped.ts';
import { judge } from './judge.ts';

const root = `${__dirname}/../../..`;
const namesIn = (folder: string, ending: string) =>
  readdirSync(`${root}/${folder}`)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
const runbooks = namesIn('runbooks', '.yaml');
const renew = 'RENEW_PICTURES=1 npx jest test/compiler/picture/shipped';

describe('the runbooks that ship', () => {
  test.each(runbooks)('%s is in docs/pictures as it is now', (name) => {
    const svg = picture(shipped(name).compiled.manifest);
    const file = `${root}/docs/pictures/${name}.svg`;
    if (process.env['RENEW_PICTURES']) {
      mkdirSync(`${root}/docs/pictures`, { recursive: true });
      writeFileSync(file, svg);
    }
    if (readFileSync(file, 'utf8') !== svg)
      throw new Error(`docs/pictures/${name}.svg is not of this runbook any more: ${renew}, and look at it`);
  });

  test.each(runbooks)(
    '%s is readable at a desk and on a phone, in light and dark, before and in a run',
    (name) => {
      const { manifest } = shipped(name).compiled;
      for (const width of [1440, 800, 390])
        for (const theme of ['light', 'dark'] as const) {
          judge(name, manifest, { theme, width }, width);
          judge(name, manifest, { theme, width, asks: true, states: {} }, width);
        }
    },
  );

  test('no picture is left of one that does not ship any more', () => {
    expect(namesIn('docs/pictures', '.svg')).toEqual(runbooks);
  });
});
