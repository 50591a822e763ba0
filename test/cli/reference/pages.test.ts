import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../../lib/cli/reference/page.ts';
import { pages, referenceFiles, stepTypes } from '../../../lib/cli/reference/pages.ts';
import { linesOf } from '../../../lib/cli/reference/terminal.ts';
import { outcomes } from '../../../lib/model/outcome.ts';
import { functionNames } from '../../../lib/runbook/functions.ts';
import { stepKeys } from '../../../lib/runbook/step-keys.ts';
import { runbookKeys, targetKeys } from '../../../lib/runbook/words.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference');
const all = pages();
const [language] = all;
const plain = (_: string, text: string) => text;

describe('docs/reference', () => {
  test.each([...referenceFiles()])('%s is what the code says: if not, npm run reference', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  test('has nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...referenceFiles().keys()].sort());
  });

  test('the page that leads to the others has a link to each of them', () => {
    const index = referenceFiles().get('README.md') ?? '';
    for (const { name } of all) expect(index).toContain(`[${name}](${name}.md)`);
  });
});

/** The rows of the table under a heading. */
function rowsUnder(page: Page, heading: RegExp) {
  const from = page.parts.findIndex((part) => part.kind === 'heading' && heading.test(part.text));
  const part = page.parts[from + 1];
  return from >= 0 && part?.kind === 'fields' ? part.rows : [];
}

describe.each(stepTypes.map((type) => [type.uses, type] as const))('the page of %s', (uses, type) => {
  const page = all.find(({ name }) => name === uses) ?? language;

  test('has every field of with and output, with its type and its line', () => {
    const taken = rowsUnder(page, /with/);
    const given = rowsUnder(page, /gives/);
    expect(taken.map(({ name }) => name)).toEqual(Object.keys(type.with.shape));
    expect(given.map(({ name }) => name)).toEqual(Object.keys(type.output.shape));
    for (const row of [...taken, ...given]) {
      expect(row.text).toMatch(/\S{2}/);
      expect(row.type).toMatch(/\S{2}/);
      expect(row.type).not.toMatch(/anything|undefined|object/);
    }
  });

  test('says which fields are required: those without which the schema refuses it, and nobody fills in', () => {
    const required = rowsUnder(page, /with/).filter(({ without }) => without === 'required');
    const filled = ['cluster', 'namespace', 'database', type.ownerField];
    for (const name of Object.keys(type.with.shape).filter((one) => !filled.includes(one))) {
      const missing = type.with.safeParse({}).error?.issues.some(({ path }) => path[0] === name) ?? false;
      expect([name, required.some((row) => row.name === name)]).toEqual([name, missing]);
    }
  });

  test('has the example, every permission and every right', () => {
    const text = JSON.stringify(page.parts);
    expect(page.parts).toContainEqual({ kind: 'yaml', text: type.example });
    const { read, change } = type.permissions;
    for (const action of [...read, ...change].flatMap(({ actions }) => actions))
      expect(text).toContain(action);
    for (const right of type.clusterRights ?? []) expect(text).toContain(right);
  });
});

describe('the page of the language', () => {
  test.each<[string, RegExp, readonly string[]]>([
    ['a runbook', /^A runbook$/, runbookKeys],
    ['a target', /^`target`$/, targetKeys],
    ['an arm', /^An arm/, ['when', 'steps', 'finish', 'continue_with']],
    ['every step', /^Every step$/, ['id', 'title', 'if']],
  ])('tells every key of %s', (_, heading, keys) => {
    const rows = rowsUnder(language, heading);
    expect(rows.map(({ name }) => name)).toEqual([...keys]);
    for (const { text } of rows) expect(text).toMatch(/\S{2}/);
  });

  test.each(Object.entries(stepKeys))('tells every key of a step with %s', (word, { known }) => {
    const rows = rowsUnder(language, new RegExp(`: \`${word}\`$`));
    const own = known.filter((key) => !['id', 'title', 'if'].includes(key));
    expect(rows.map(({ name }) => name).sort()).toEqual([...own].sort());
    expect(rows[0]).toMatchObject({ name: word, without: 'required' });
    for (const { text } of rows) expect(text).toMatch(/\S{2}/);
  });

  test('tells every function and every outcome', () => {
    const text = JSON.stringify(language.parts);
    for (const name of functionNames) expect(text).toMatch(new RegExp(`[$]${name}[\`(]`));
    expect(rowsUnder(language, /^Outcomes$/).map(({ name }) => name)).toEqual([...outcomes]);
  });

  test('tells no key twice under one heading, and nothing under two', () => {
    const headings = language.parts.flatMap((part) => (part.kind === 'heading' ? [part.text] : []));
    expect(new Set(headings).size).toBe(headings.length);
    for (const part of language.parts) {
      if (part.kind !== 'fields') continue;
      const names = part.rows.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('on a terminal', () => {
  test.each(all.map((page) => [page.name, page] as const))('%s fits into 80 columns', (_, page) => {
    const wide = linesOf(page, plain, 80).filter((line) => line.length > 80);
    // a word that is longer than a line stays whole: it may be there to be copied
    expect(wide.filter((line) => line.trim().includes(' '))).toEqual([]);
  });

  test('a narrow one breaks between words, a wide one stops at 100', () => {
    for (const page of all) {
      expect(linesOf(page, plain, 300).filter((line) => line.length > 100)).toEqual([]);
      const words = (columns: number) =>
        linesOf(page, plain, columns).join(' ').split(/\s+/).filter(Boolean).join(' ');
      expect(words(60)).toBe(words(100));
    }
  });

  test('where there are colours, backticks are colours', () => {
    const painted = linesOf(language, (style, text) => (style === 'cyan' ? `<${text}>` : text));
    expect(painted.join('\n')).not.toMatch(/`[a-z_]+`/);
    expect(painted.join('\n')).toContain('<$exists(path)>');
  });
});
