import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { permissionsOf } from '../../lib/compiler/permissions.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import {
  aChoose,
  aRunbook,
  aStep,
  aWholeRunbook,
  anExpression,
  smallCatalog,
  smallEstate,
} from '../builders/runbook.ts';

const compiled = (runbook: Runbook) => compile(runbook, { catalog: smallCatalog, estate: smallEstate });
const hash = (runbook: Runbook) => compiled(runbook).manifest.hashes.definition;

describe('the manifest', () => {
  test('says of each step what it is, which states are its own, and what covers it', () => {
    const { steps, changes } = compiled(aWholeRunbook()).manifest;
    const byTitle = Object.fromEntries(steps.map((step) => [step.title, step]));
    expect(changes).toBe(true);
    expect(byTitle['What is it?']).toMatchObject({
      uses: 'choose',
      kind: 'control',
      states: ['What is it?', 'What is it? · finish'],
    });
    expect(byTitle['Somebody has it']).toMatchObject({
      uses: 'finish',
      states: ['Somebody has it', 'Somebody has it · if'],
    });
    expect(byTitle['May we?']).toMatchObject({ kind: 'asks', covers: ['change_it'] });
    expect(byTitle['Change it']).toMatchObject({
      id: 'change_it',
      kind: 'changes',
      approval: 'may_we',
      timeout: 1800,
      states: ['Change it', 'Change it · ask', 'Change it · answered', 'Change it · approve'],
    });
    expect(byTitle['It is as it should be']).toMatchObject({ verifies: true });
  });

  test('its states are states of the definition', () => {
    const { definition, manifest } = compiled(aWholeRunbook());
    const recovery = definition.States['Recovery'];
    const inside = recovery?.Type === 'Parallel' ? Object.keys(recovery.Branches[0]?.States ?? {}) : [];
    const claimed = manifest.steps.flatMap(({ states }) => states);
    expect(inside.filter((name) => !claimed.includes(name))).toEqual([
      'Recovery · begin',
      'Go back',
      'Stop here',
      'Recovery · end',
    ]);
    expect(claimed.filter((name) => !inside.includes(name))).toEqual([]);
  });

  test('a runbook that only reads changes nothing', () => {
    expect(compiled(aRunbook([aStep('Look', 'look')])).manifest.changes).toBe(false);
  });
});

describe('the hash of a definition', () => {
  const steps = (title: string, text = 'a') => [
    aStep(title, 'look', { id: 'look', with: { text } }),
    aChoose(`${title}?`, { '$look.age > 1': [aStep(`${title}!`, 'look', { id: 'more' })] }, { id: 'which' }),
  ];

  test('stays when titles and comments change', () => {
    expect(hash(aRunbook(steps('Look'), { title: 'One' }))).toBe(
      hash(aRunbook(steps('See'), { title: 'Two' })),
    );
  });

  test.each<[string, Runbook]>([
    ['a value', aRunbook(steps('Look', 'b'))],
    ['the deadline', aRunbook(steps('Look'), { deadline: 3600 })],
    ['who is asked', aRunbook(steps('Look'), { owner: 'somebody-else' })],
    ['the target', aRunbook(steps('Look'), { target: { cluster: { kind: 'literal', value: 'prod-blue' } } })],
    ['a condition', aRunbook(steps('Look').map((step) => ({ ...step, if: anExpression('$inputs.go') })))],
    ['the order', aRunbook(steps('Look').toReversed())],
  ])('changes with %s', (_, other) => {
    expect(hash(other)).not.toBe(hash(aRunbook(steps('Look'))));
  });

  test('inputs have a hash of their own', () => {
    const one = compiled(aRunbook(steps('Look'))).manifest.hashes;
    const two = compiled(aRunbook(steps('Look'), { inputs: { cluster: { type: 'cluster' } } })).manifest
      .hashes;
    expect(two.inputs).not.toBe(one.inputs);
    expect(two.definition).toBe(one.definition);
  });
});

describe('permissions', () => {
  const permissions = permissionsOf(aWholeRunbook(), smallCatalog);
  const actions = (name: string) => (permissions[name] ?? []).flatMap((statement) => statement.actions);
  const having = (action: string) =>
    Object.keys(permissions)
      .filter((name) => actions(name).includes(action))
      .sort();

  test('an approval may plan what it covers, and change nothing', () => {
    expect(actions('step-approve')).toContain('eks:PlanChange');
    expect(actions('step-approve')).not.toContain('eks:Change');
    expect(actions('step-change')).toEqual(expect.arrayContaining(['eks:PlanChange', 'eks:Change']));
    expect(having('eks:Change')).toEqual(['step-change']);
  });

  test('only the starter starts, only asks and the janitor answer tokens, nobody stops an execution', () => {
    expect(having('states:StartExecution')).toEqual(['starter']);
    expect(having('states:SendTaskSuccess')).toEqual(['ask', 'janitor', 'step-approve']);
    // Close run looks whether the run that was handed on to ever started.
    expect(having('states:DescribeExecution')).toEqual(['close-run', 'janitor', 'lock']);
    expect(having('states:StopExecution')).toEqual([]);
  });

  test('a step deletes nothing from the history', () => {
    expect(having('dynamodb:DeleteItem')).toEqual([
      'ask',
      'close-run',
      'hand-on',
      'janitor',
      'lock',
      'step-approve',
    ]);
    expect(having('dynamodb:Scan')).toEqual([]);
  });

  test('no action has a wildcard', () => {
    const all = Object.keys(permissions).flatMap(actions);
    expect(all.filter((action) => action.includes('*'))).toEqual([]);
  });
});
