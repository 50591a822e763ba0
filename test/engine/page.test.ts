import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Case, InvalidCase } from '../../lib/engine/conformance/case.ts';
import { enginePage } from '../../lib/engine/conformance/page.ts';

const folder = new URL('../../../shared/conformance/stepfunctions/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

if (existsSync(folder)) {
  test('docs/engine.md is what is generated: npm run engine-page', () => {
    const cases: Case[] = JSON.parse(read('cases.json'));
    const invalid: InvalidCase[] = JSON.parse(read('invalid.json'));
    expect(readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8')).toBe(
      enginePage(cases, invalid),
    );
  });
} else {
  test.skip(`recorded executions are not there (${folder.pathname}): the page was not compared`, () => {});
}
