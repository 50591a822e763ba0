import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { definitionMistakes } from '../../lib/cli/definition-mistakes.ts';
import { explanationOf, explanations, isMistakeCode } from '../../lib/runbook/explanations.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { readPeople } from '../../lib/runbook/people/read-people.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { exampleFile } from './example-file.ts';
import { smallEstate } from './surroundings.ts';

const codes = Object.keys(explanations).filter(isMistakeCode);
/** No short file gives these: limits that only the compiler sees, its own defects, and what needs other files beside it. */
const withoutExample = [
  'name-too-long',
  'definition-too-large',
  'definition',
  'unknown-runbook',
  'quorum-too-large',
];

function codesOf(text: string, of: string | undefined): string[] {
  if (of === 'rebound.yaml') return readEstate(text, 'rebound.yaml').mistakes.map(({ code }) => code);
  if (of === 'people.yaml')
    return readPeople(text, 'people.yaml', { estate: smallEstate }).mistakes.map(({ code }) => code);
  const { runbook, mistakes } = readRunbook(text, 'f.yaml', { catalog, estate: smallEstate });
  const deeper = runbook ? definitionMistakes(runbook, text) : [];
  return [...mistakes, ...deeper].map(({ code }) => code);
}

describe.each(codes)('%s', (code) => {
  const { example, ...said } = explanationOf(code);

  test('says what it is, and why it matters', () => {
    expect(said.summary).toMatch(/^[^A-Z].*[^.]$|^YAML/);
    expect(said.means).toMatch(/[.)]$/);
    expect(said.matters).toMatch(/\.$/);
  });

  test('has an example that gives exactly this mistake, and mended none', () => {
    expect(example === undefined).toBe(withoutExample.includes(code));
    if (!example) return;
    expect(codesOf(exampleFile(example.before, example.of), example.of)).toEqual([code]);
    // mended, a file that is nothing by itself is any good one
    const after = example.after === '' ? exampleFile('') : exampleFile(example.after, example.of);
    expect(codesOf(after, example.of)).toEqual([]);
  });
});

test('no code is explained that nothing gives', () => {
  const folders = ['lib/runbook', 'lib/runbook/people', 'lib/compiler', 'lib/cli', 'lib/cli/commands'];
  const sources = folders.flatMap((folder) => {
    const full = join(__dirname, '../..', folder);
    return readdirSync(full)
      .filter((name) => name.endsWith('.ts') && name !== 'explanations.ts')
      .map((name) => readFileSync(join(full, name), 'utf8'));
  });
  expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
});
