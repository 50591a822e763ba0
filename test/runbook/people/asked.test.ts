import { describe, expect, test } from '@jest/globals';
import type { Surroundings } from '../../../lib/runbook/context.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import { aDirectory, aPerson } from '../../builders/directory.ts';
import { exampleFile } from '../example-file.ts';
import { smallEstate } from '../surroundings.ts';

const directory = aDirectory({
  people: { ana: aPerson('ana'), ben: aPerson('ben'), cleo: aPerson('cleo'), dov: aPerson('dov') },
  groups: {
    'platform-oncall': { name: 'platform-oncall', members: ['ana', 'ben', 'cleo'], rotation: 'platform' },
    'platform-leads': { name: 'platform-leads', members: ['ana', 'ben'] },
    'platform-managers': { name: 'platform-managers', members: ['cleo', 'dov'] },
    director: { name: 'director', members: ['dov'] },
    deputy: { name: 'deputy', members: ['dov'] },
  },
  channels: {
    audiences: { 'payments-status': { address: { channel: 'slack', to: 'C0STATUS' }, public: false } },
  },
});
const known: Surroundings = { catalog, estate: smallEstate, directory };

const good = exampleFile(`updates: { every: 30m, to: [payments-status, platform-leads], by: ana }
always:
  - { title: Wake them, uses: page, with: { who: platform-oncall, text: it is over } }
  - { title: Tell them, uses: announce, with: { to: payments-status, text: it is over } }
rehearsals:
  - name: gone
    inputs: { cluster: prod-blue, namespace: payments }
    people: { ana: approve after 4m, platform-managers: approve after 2m, director: approve after 1m }
    expect: { unchanged: true }`).replace(
  'namespace: { type: namespace }',
  'namespace: { type: namespace }\n  helper: { type: person, default: cleo }\n  team: { type: group, default: platform-leads }',
);
const levels = 'ask: [{ who: platform-leads, for: 5m }, { who: platform-managers, for: 5m }]';

test('everybody whom the runbook asks and tells is there', () => {
  const { runbook, mistakes } = readRunbook(good, 'f.yaml', known);
  expect(mistakes).toEqual([]);
  expect(runbook?.updates).toEqual({ every: 1800, to: ['payments-status', 'platform-leads'], by: 'ana' });
  if (!runbook) throw new Error('read');
  const { manifest } = compile(runbook, { catalog, estate: smallEstate });
  expect(manifest.updates).toEqual(runbook.updates);
});

test('without people.yaml they are any names', () => {
  const anybody = good
    .replaceAll(/platform-(leads|managers|oncall)/g, 'team-$1')
    .replace('by: ana', 'by: whoever');
  const { directory: _, ...unknown } = known;
  expect(readRunbook(anybody, 'f.yaml', unknown).mistakes.map(({ code }) => code)).toEqual([
    'never-asked',
    'never-asked',
  ]);
});

test('a manifest says nothing of updates where there are none', () => {
  const { runbook } = readRunbook(exampleFile(''), 'f.yaml', known);
  if (!runbook) throw new Error('read');
  expect(compile(runbook, { catalog, estate: smallEstate }).manifest).not.toHaveProperty('updates');
});

/** What is put for what; ‸ stands before the place that is told. */
const rows: [find: string, put: string, code: string, message: string][] = [
  ['owner: platform-oncall', 'owner: ‸platform-on-cal', 'unknown-person', 'did you mean "platform-oncall"?'],
  ['owner: platform-oncall', 'owner: ‸payments-status', 'unknown-person', 'is an audience'],
  [
    '{ who: platform-leads, for',
    '{ who: ‸platform-lead, for',
    'unknown-person',
    'did you mean "platform-leads"?',
  ],
  [
    '{ who: platform-leads, for',
    '{ who: ‸zoe, for',
    'unknown-person',
    'its groups are platform-oncall, platform-leads',
  ],
  [levels, `${levels}, may_approve: [platform-leads, ‸bne]`, 'unknown-person', 'did you mean "ben"?'],
  ['to: payments-status', 'to: ‸payment-status', 'unknown-person', 'did you mean "payments-status"?'],
  [
    'page, with: { who: platform-oncall',
    'page, with: { who: ‸payments-status',
    'unknown-person',
    'nobody answers for it',
  ],
  ['to: [payments-status,', 'to: [‸payments_status,', 'unknown-person', 'did you mean "payments-status"?'],
  ['to: [payments-status,', 'to: [platform-leads, ‸platform-leads,', 'wrong-value', 'twice'],
  ['by: ana', 'by: ‸payments-status', 'unknown-person', 'is an audience'],
  ['by: ana', 'by: ‸Bne', 'unknown-person', 'did you mean "ben"?'],
  ['every: 30m', 'every: ‸30s', 'wrong-value', 'a minute or more'],
  ['every: 30m', 'every: ‸often', 'wrong-value', 'a duration such as "30m"'],
  ['every: 30m', '‸evry: 30m', 'unknown-key', 'did you mean "every"?'],
  ['to: [payments-status, platform-leads]', 'to: ‸[]', 'wrong-value', 'at least one'],
  [
    'default: cleo',
    'default: ‸kleo',
    'unknown-person',
    'people.yaml has no person "kleo"; did you mean "cleo"?',
  ],
  [
    'default: cleo',
    'default: ‸platform-leads',
    'unknown-person',
    'people.yaml has no person "platform-leads"',
  ],
  ['default: platform-leads', 'default: ‸platform-lead', 'unknown-person', 'did you mean "platform-leads"?'],
  [
    levels,
    `${levels}, quorum: ‸5`,
    'quorum-too-large',
    '5 people have to say yes, but only 4 people (ana, ben, cleo, dov) may',
  ],
  [levels, `${levels}, may_approve: [director], quorum: ‸2`, 'quorum-too-large', 'only one person (dov) may'],
  [levels, `${levels}, quorum: { platform-leads: ‸3 }`, 'quorum-too-large', 'it has 2 people (ana, ben)'],
];

describe('mistakes', () => {
  test.each(rows)('%j as %j is %s: %s', (find, put, code, message) => {
    expect(good).toContain(find);
    const marked = good.replace(find, () => put);
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const { runbook, mistakes } = readRunbook(marked.replace('‸', ''), 'f.yaml', known);
    expect(mistakes.map((mistake) => `${mistake.line}:${mistake.column} ${mistake.code}`)).toEqual([
      `${before.length}:${(before.at(-1) ?? '').length + 1} ${code}`,
    ]);
    expect(mistakes[0]?.message).toContain(message);
    expect(runbook).toBeUndefined();
  });
});

/** Levels by people, not by names. */
const alone: [levels: string, expected: string | undefined][] = [
  ['[{ who: platform-leads, for: 5m }]', undefined],
  ['[{ who: ana, for: 5m }]', 'when ana does not answer, nobody else is asked'],
  [
    '[{ who: director, for: 5m }, { who: deputy, for: 5m }]',
    'when dov does not answer, nobody else is asked',
  ],
  [
    '[{ who: platform-leads, for: 5m }, { who: director, for: 5m }]',
    'the escalation ends at one person: dov',
  ],
  ['[{ who: director, for: 5m }, { who: platform-leads, for: 5m }]', undefined],
];
describe('an escalation that ends at one person', () => {
  test.each(alone)('%s: %s', (ask, expected) => {
    const { runbook, mistakes } = readRunbook(good.replace(levels, `ask: ${ask}`), 'f.yaml', known);
    const said = mistakes.filter(({ code }) => code === 'one-level');
    expect(said.map(({ severity }) => severity)).toEqual(expected === undefined ? [] : ['warning']);
    if (expected !== undefined) expect(said[0]?.message).toContain(expected);
    expect(runbook).toBeDefined();
  });
});

test('all who may say yes have to: a warning, as whoever of them starts a run blocks it', () => {
  const { runbook, mistakes } = readRunbook(good.replace(levels, `${levels}, quorum: 4`), 'f.yaml', known);
  expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning quorum-too-large']);
  expect(runbook).toBeDefined();
});
