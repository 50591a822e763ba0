import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../../lib/steps/catalog.ts';
import { LanguageServer } from './language-server.ts';

const root = join(__dirname, '..', '..', '..');
const modeline = '# yaml-language-server: $schema=../schema/runbook.json\n';
const begun = `${modeline}runbook: restore-payments
title: Restore payments
owner: platform-oncall
deadline: 90m
target: { cluster: prod-blue }
steps:
`;

let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start();
});
afterAll(() => server.kill());

const labels = async (marked: string) => (await server.complete(marked)).map(({ label }) => label);

describe('no mistake is shown', () => {
  test.each(readdirSync(join(root, 'runbooks')))('in runbooks/%s', async (name) => {
    const text = readFileSync(join(root, 'runbooks', name), 'utf8');
    expect(text.startsWith(modeline)).toBe(true);
    expect(await server.open(text, join(root, 'runbooks', name))).toEqual([]);
  });
});

describe('a mistake is shown at its place', () => {
  test.each([
    [
      'a typo in a field',
      '  - title: x\n    uses: find-backup\n    with: { nmae: x }',
      10,
      12,
      'nmae is not allowed',
    ],
    [
      'an unknown step type',
      '  - title: x\n    uses: find-bakcup',
      9,
      10,
      'Valid values: "announce", "approve"',
    ],
    [
      'a unit in words',
      '  - title: x\n    uses: find-backup\n    with:\n      newest_within: 12 hours',
      11,
      21,
      'expected a duration such as 24h, or an expression',
    ],
    ['a step that does nothing', '  - title: x', 8, 4, 'expected one of uses, choose, parallel'],
    [
      'until on a page',
      '  - title: x\n    uses: page\n    until: $x\n    with: { who: a, text: b }',
      10,
      4,
      '"until" belongs to a step that only looks',
    ],
    [
      'a mistake in an arm',
      '  - title: x\n    choose:\n      - when: $x\n        finish: { outcome: fixed, because: y }',
      11,
      27,
      'Valid values: "nothing-to-do"',
    ],
  ])('%s', async (_, steps, line, character, message) => {
    const diagnostics = await server.open(begun + steps);
    expect(diagnostics.map(({ range }) => range.start)).toEqual([{ line: line - 1, character }]);
    expect(diagnostics[0]?.message).toContain(message);
  });
});

describe('completion', () => {
  test('after "uses:" offers the step types, each with what it is', async () => {
    const items = await server.complete(`${begun}  - title: x\n    uses: |`);
    expect(items.map(({ label }) => label).sort()).toEqual(Object.keys(catalog).sort());
    const find = items.find(({ label }) => label === 'find-backup');
    expect(JSON.stringify(find?.documentation)).toContain(catalog['find-backup'].summary);
  });

  test('in "always" offers those that look or tell', async () => {
    const offered = await labels(`${begun}  - { title: w, wait: 1m }\nalways:\n  - title: x\n    uses: |`);
    expect(offered).toEqual(expect.arrayContaining(['announce', 'check-cluster']));
    expect(offered).not.toEqual(expect.arrayContaining(['restore-backup']));
    expect(offered).not.toContain('approve');
  });

  test.each([
    ['find-backup', ['cluster', 'namespace', 'name', 'newest_within']],
    ['approve', ['question', 'ask', 'quorum', 'may_approve']],
    ['runbook', ['runbook', 'inputs']],
  ])('in "with" of %s offers its fields, and no others', async (uses, fields) => {
    const offered = await labels(`${begun}  - title: x\n    uses: ${uses}\n    with:\n      |`);
    expect(offered.sort()).toEqual([...fields].sort());
  });

  test('of a field says what it is', async () => {
    const items = await server.complete(
      `${begun}  - title: x\n    uses: find-backup\n    with:\n      newest|`,
    );
    const field = items.find(({ label }) => label === 'newest_within');
    expect(field?.insertText).toBe('newest_within: ');
    expect(JSON.stringify(field?.documentation)).toContain('How old the newest good backup may be');
  });

  test('of a new step offers what a step can be, and whole steps', async () => {
    const offered = await labels(`${begun}  - |`);
    expect(offered).toEqual(
      expect.arrayContaining(['title', 'uses', 'choose', 'parallel', 'for_each', 'wait', 'finish']),
    );
    expect(offered).toEqual(expect.arrayContaining(['step: find-backup', 'step: choose']));
    expect(offered).not.toContain('with');
  });

  test('of a step with a type offers what such a step takes', async () => {
    const looks = await labels(`${begun}  - title: x\n    uses: check-cluster\n    |`);
    expect(looks).toEqual(
      expect.arrayContaining(['with', 'until', 'every', 'timeout', 'retry', 'on_failure']),
    );
    expect(looks).not.toContain('undo');
    const changes = await labels(`${begun}  - title: x\n    uses: restore-backup\n    |`);
    expect(changes).toContain('undo');
    expect(changes).not.toContain('until');
  });

  test.each([
    [
      'outcomes',
      '  - title: x\n    finish:\n      outcome: |',
      ['nothing-to-do', 'recovered', 'aborted', 'failed'],
    ],
    [
      'what happens on failure',
      '  - title: x\n    uses: check-cluster\n    on_failure: |',
      ['ask', 'continue', 'stop'],
    ],
  ])('offers %s', async (_, steps, words) => {
    expect(await labels(begun + steps)).toEqual(words);
  });

  test('of an empty file offers a whole runbook, and of a list of steps whole steps, ready to be filled in', async () => {
    const whole = (await server.complete(`${modeline}|`)).find(({ insertText }) =>
      insertText.includes('steps:\n'),
    );
    expect(whole?.insertText).toContain('target: { cluster: \\$inputs.cluster');
    const steps = await server.complete(`${begun}  |`);
    expect(steps.find(({ label }) => label === 'step: find-backup')?.insertText).toBe(
      '- id: ${1:choice}\n  title: ${2:Choose the backup}\n  uses: find-backup\n  with: { name: newest, newest_within: 24h }',
    );
  });

  test('of rehearsals offers their words', async () => {
    const rehearsal = `${begun}  - { title: w, wait: 1m }\nrehearsals:\n  - name: x\n`;
    expect(await labels(`${rehearsal}    |`)).toEqual(
      expect.arrayContaining(['given', 'alarm', 'inputs', 'people', 'expect']),
    );
    expect(
      await labels(`${rehearsal}    given:\n      clusters:\n        prod-blue:\n          api: |`),
    ).toEqual(['healthy', 'unreachable', 'denied']);
    expect(await labels(`${rehearsal}    expect:\n      outcome: |`)).toEqual(
      expect.arrayContaining(['recovered', 'handed-on', 'planned']),
    );
  });
});

describe('hovering shows', () => {
  test.each([
    ['a key of the file', `${modeline}dead|line: 90m`, 'The run ends by then'],
    [
      'a key of a step',
      `${begun}  - title: x\n    uses: check-cluster\n    time|out: 5m`,
      'How long the step may take',
    ],
    ['a step type', `${begun}  - title: x\n    uses: find-|backup`, 'Choose the backup of a namespace'],
    ['what a step type gives', `${begun}  - title: x\n    uses: find-|backup`, '- `age`: '],
    [
      'a field of a step type',
      `${begun}  - title: x\n    uses: page\n    with: { wh|o: a, text: b }`,
      'The person or group to be woken',
    ],
    [
      'a word',
      `${begun}  - title: x\n    finish: { outcome: abo|rted, because: y }`,
      'People took it from here',
    ],
    [
      'a key of an arm',
      `${begun}  - title: x\n    choose:\n      - wh|en: $x\n        steps: []`,
      'taken when this is true',
    ],
  ])('%s', async (_, marked, text) => {
    expect(await server.hover(marked)).toContain(text);
  });
});

describe('with the schema from the settings of the editor, without the line in the file', () => {
  let configured: LanguageServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rebound-schema-'));
    mkdirSync(join(folder, 'runbooks'));
    for (const name of ['runbook.json', 'rebound.json'])
      copyFileSync(join(root, 'schema', name), join(folder, name));
    const url = (name: string) => pathToFileURL(join(folder, name)).href;
    configured = await LanguageServer.start({
      [url('runbook.json')]: 'runbooks/*.yaml',
      [url('rebound.json')]: 'rebound.yaml',
    });
  });
  afterAll(async () => {
    await configured.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a runbook is checked', async () => {
    const diagnostics = await configured.open('runbook: a\ntitel: b\n', join(folder, 'runbooks', 'a.yaml'));
    expect(diagnostics.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('titel is not allowed')]),
    );
  });

  test('rebound.yaml is, too', async () => {
    const text = readFileSync(join(root, 'rebound.yaml'), 'utf8');
    expect(await configured.open(text, join(folder, 'rebound.yaml'))).toEqual([]);
    const diagnostics = await configured.open(
      text.replace('region:', 'regoin:'),
      join(folder, 'b', 'rebound.yaml'),
    );
    expect(diagnostics.map(({ message }) => message)).toContain('Property regoin is not allowed.');
  });
});

test('the server ends when it is asked to, and leaves nothing behind', async () => {
  const another = await LanguageServer.start();
  try {
    await another.stop();
    expect(another.isGone()).toBe(true);
  } finally {
    await another.kill();
  }
});
