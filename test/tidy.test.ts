import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalog } from '../lib/steps/catalog.ts';

/** The rules of the house, as a test: who imports whom, no cycles, no words that belong elsewhere, nothing forgotten. */

const root = resolve(__dirname, '..');

function filesBelow(folder: string): string[] {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

/** Imports of other files of ours and of packages; `type` when nothing of it is left after stripping. */
function importsOf(file: string): Import[] {
  const text = code(file);
  const found: Import[] = [];
  for (const match of text.matchAll(
    /(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\s+'([^']+)'|import\(\s*'([^']+)'/g,
  )) {
    const to = match[2] ?? match[3] ?? match[4] ?? '';
    if (to.includes('${')) continue; // text of a generated file
    const target = to.startsWith('.') ? relative(root, resolve(root, dirname(file), to)) : to;
    found.push({ from: file, to: target, typeOnly: match[1] !== undefined });
  }
  return found;
}

/** A file's text without comments: rules are about code. */
function code(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

const folders = [
  'model',
  'steps',
  'runbook',
  'compiler',
  'engine',
  'wire',
  'history',
  'handlers',
  'operations',
  'sandbox',
  'rehearsal',
  'local',
  'console',
  'cli',
  'stacks',
];
const upToLocal = [
  'model',
  'steps',
  'runbook',
  'compiler',
  'engine',
  'wire',
  'history',
  'handlers',
  'operations',
  'sandbox',
];
/** From → what may be imported; with `types`, only as types; with `files`, only those. */
const table: Record<string, { all: string[]; types?: string[]; files?: string[] }> = {
  model: { all: [] },
  steps: { all: ['model'], types: ['wire', 'history'] },
  runbook: { all: ['model', 'steps'] },
  compiler: { all: ['model', 'steps', 'runbook'] },
  engine: { all: ['model'] },
  wire: { all: ['model'] },
  sandbox: { all: ['model'] },
  history: { all: ['model'], types: ['wire'] },
  handlers: { all: ['model', 'steps', 'history'], types: ['wire'], files: ['lib/compiler/manifest.ts'] },
  operations: { all: ['model', 'history', 'wire'], files: ['lib/compiler/manifest.ts'] },
  local: { all: upToLocal },
  rehearsal: { all: [...upToLocal, 'local'] },
  console: { all: ['model', 'operations'] },
  cli: { all: folders },
  stacks: { all: ['model', 'runbook', 'compiler', 'steps'] },
};

const lib = filesBelow('lib');
const imports = [...lib, ...filesBelow('bin'), ...filesBelow('lambdas')].flatMap(importsOf);
const folderOf = (file: string) => file.split('/')[1] ?? '';

describe('imports', () => {
  test('every folder imports only what the table of ARCHITECTURE.md lets it', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      if (!from.startsWith('lib/') || !to.startsWith('lib/')) return false;
      const rule = table[folderOf(from)];
      const target = folderOf(to);
      if (!rule) return true;
      if (target === folderOf(from) || rule.all.includes(target)) return false;
      return !(typeOnly && (rule.types?.includes(target) || rule.files?.includes(to)));
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('nobody imports lambdas or bin, or tests', () => {
    expect(
      imports.filter(({ to }) => /^(lambdas|bin|test)\//.test(to) && !to.startsWith('lambdas/')),
    ).toEqual([]);
    expect(
      imports.filter(({ from, to }) => to.startsWith('lambdas/') && !from.startsWith('lambdas/')),
    ).toEqual([]);
  });

  test('only lib/wire imports an SDK, and only lib/stacks the CDK', () => {
    const sdk = imports.filter(
      ({ from, to }) => /^@(aws-sdk|smithy|aws-crypto)\//.test(to) && !from.startsWith('lib/wire/'),
    );
    const cdk = imports.filter(
      ({ from, to }) => /^(aws-cdk-lib|constructs)/.test(to) && !/^(lib\/stacks\/|bin\/app\.ts)/.test(from),
    );
    expect([...sdk, ...cdk]).toEqual([]);
  });

  test('every package that is imported is a dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const known = new Set(Object.keys({ ...dependencies, ...devDependencies }));
    const missing = imports
      .map(({ to }) => to)
      .filter((to) => !/^(lib|bin|lambdas|node:|package\.json)/.test(to))
      .map((to) =>
        to
          .split('/')
          .slice(0, to.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter((name) => !known.has(name));
    expect([...new Set(missing)]).toEqual([]);
  });

  test('there are no cycles', () => {
    const next = new Map(
      lib.map((file) => [
        file,
        importsOf(file)
          .filter(({ typeOnly }) => !typeOnly)
          .map(({ to }) => to),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of lib) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

/** What stands only where it is handed out, each with what to use instead. */
const banned: [RegExp, string][] = [
  [/\bDate\.now\b/, 'the Clock that is handed in'],
  [/\bnew Date\(\)/, 'the Clock that is handed in'],
  [/\bMath\.random\b/, 'the Random that is handed in'],
  [/\brandomUUID\b|\brandomBytes\b|\brandomInt\b/, 'the Random that is handed in'],
  [/\bperformance\.now\b/, 'the Clock that is handed in'],
  [/\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b/, 'clock.sleep'],
  [/\bAbortSignal\.timeout\b/, 'clock.sleep and an AbortController'],
  [/\bprocess\.env\b/, 'the environment that is handed in'],
  [/\blocaleCompare\b|\btoLocale\w+/, 'comparison by code points'],
  [/(?<![\w.])console\./, 'events for what happens to a run, the handed-in writer for output'],
];
const handsOut: Record<string, RegExp> = {
  'lib/engine/clock.ts': /Date|setTimeout|setImmediate/,
};

describe('words', () => {
  test.each(banned)('%s stands only where it is handed out: use %s', (pattern) => {
    const found = lib.filter((file) => pattern.test(code(file)) && !handsOut[file]?.test(pattern.source));
    expect(found).toEqual([]);
  });

  test('no file is named after nothing', () => {
    expect(lib.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.|-)/.test(file))).toEqual([]);
  });

  test('no index file, no leftovers, no `any`', () => {
    const everything = [
      ...lib,
      ...filesBelow('bin'),
      ...filesBelow('lambdas'),
      ...filesBelow('test'),
      ...filesBelow('bench'),
    ];
    expect(lib.filter((file) => /\/index\.tsx?$/.test(file))).toEqual([]);
    expect(
      everything.filter(
        (file) =>
          file !== 'test/tidy.test.ts' && /\b(FIXME|TODO|XXX)\b/.test(readFileSync(join(root, file), 'utf8')),
      ),
    ).toEqual([]);
    expect(lib.filter((file) => /[:<]\s*any\b/.test(code(file)))).toEqual([]);
  });

  test('files are short', () => {
    const lines = (file: string) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
    expect(lib.filter((file) => lines(file) > 300).map((file) => `${file}: ${lines(file)} lines`)).toEqual(
      [],
    );
    expect(filesBelow('lambdas').filter((file) => lines(file) > 40)).toEqual([]);
  });
});

describe('step types', () => {
  const runbooks = readdirSync(join(root, 'runbooks')).map((file) =>
    readFileSync(join(root, 'runbooks', file), 'utf8'),
  );
  // `wait: 5m` is `uses: wait` in fewer words
  const isUsed = (uses: string, text: string) =>
    new RegExp(`^[\\s-]*uses: ${uses}\\s*(?:#.*)?$`, 'm').test(text) ||
    (uses === 'wait' && /^[\s-]*wait: \S/m.test(text));

  test.each(Object.keys(catalog))(
    '%s has a file, a test, a page of reference, and a runbook that uses it',
    (uses) => {
      expect(existsSync(join(root, 'lib/steps', `${uses}.ts`))).toBe(true);
      expect(existsSync(join(root, 'test/steps', `${uses}.test.ts`))).toBe(true);
      expect(existsSync(join(root, 'docs/reference', `${uses}.md`))).toBe(true);
      expect(runbooks.some((text) => isUsed(uses, text))).toBe(true);
    },
  );
});
