import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import type { StepCatalog } from '../../lib/compiler/parts.ts';
import type { InputSpec } from '../../lib/model/inputs.ts';
import type { Statement } from '../../lib/model/permission.ts';
import { resolvedStatements } from '../../lib/stacks/resolve-statements.ts';
import type { Runbook, Step } from '../../lib/runbook/runbook.ts';
import { aRunbook, aStep, smallCatalog, smallEstate } from '../builders/runbook.ts';

const look = smallCatalog['look']!;
const catalog: StepCatalog = { ...smallCatalog, look: { ...look, secrets: ['cluster'] } };
const action = 'secretsmanager:GetSecretValue';
const token: InputSpec = { type: 'string', secret: true };
const any = 'arn:aws:secretsmanager:${region}:${account}:secret:rebound/*';

function compiled(steps: Step[], given: Partial<Runbook> = {}) {
  const runbook = aRunbook(steps, given);
  return compile(
    { ...runbook, inputs: { ...runbook.inputs, token, ...given.inputs } },
    { catalog, estate: smallEstate },
  ).manifest;
}
/** Functions that may read secrets, and which. */
function readers(steps: Step[], given: Partial<Runbook> = {}) {
  return Object.entries(compiled(steps, given).permissions).flatMap(([name, statements]) =>
    statements
      .filter(({ actions }: Statement) => actions.includes(action))
      .map(({ resources, actions }) => ({ name, resources, actions })),
  );
}
const given = (value: unknown) => aStep('Look', 'look', { with: { cluster: value, namespace: 'payments' } });

describe('who may read secrets', () => {
  test('the function of a step that an input’s secret is given to: those under rebound/', () => {
    expect(readers([given('$inputs.token'), aStep('Verify', 'verify')])).toEqual([
      { name: 'step-look', resources: [any], actions: [action] },
    ]);
  });

  test('nobody, where no step takes one, or no input is one', () => {
    expect(readers([given('prod-blue')])).toEqual([]);
    expect(readers([aStep('Look', 'look')])).toEqual([]);
    expect(readers([given('$inputs.cluster')], { inputs: { token: { type: 'string' } } })).toEqual([]);
    expect(readers([aStep('Verify', 'verify', { with: { cluster: '$inputs.token' } })])).toEqual([]);
  });

  test('the one that the runbook names, and no other', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ops/key-AbCdEf';
    expect(readers([given('secret:ops/key#token')])).toMatchObject([
      { resources: ['arn:aws:secretsmanager:${region}:${account}:secret:ops/key-??????'] },
    ]);
    expect(readers([given(`secret:${arn}`)])).toMatchObject([{ resources: [arn] }]);
  });

  test('what an input has by default, and what a trigger gives it, wherever it is kept', () => {
    const found = readers([given('$inputs.token')], {
      inputs: { token: { ...token, default: 'secret:ops/usual' } },
      triggers: [{ kind: 'alarm', alarm: 'a', inputs: { token: 'secret:ops/at-night' } }],
    });
    expect(found).toMatchObject([
      {
        resources: [
          'arn:aws:secretsmanager:${region}:${account}:secret:ops/at-night-??????',
          'arn:aws:secretsmanager:${region}:${account}:secret:ops/usual-??????',
          any,
        ],
      },
    ]);
  });

  test('the function that takes a step back with it', () => {
    const undo = { uses: 'look', with: given('$inputs.token').with };
    const step = aStep('Verify', 'verify', { undo });
    expect(readers([step])).toMatchObject([{ name: 'step-look' }]);
  });

  test('in the account and Region where the functions are', () => {
    const places = {
      account: '111122223333',
      region: 'eu-central-1',
      table: 't',
      topic: 't',
      evidence: 'e',
      stateMachine: (runbook: string) => runbook,
    };
    const resolved = resolvedStatements('step-look', [compiled([given('$inputs.token')])], places);
    expect(resolved.find(({ actions }) => actions.includes(action))?.resources).toEqual([
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rebound/*',
    ]);
  });
});
