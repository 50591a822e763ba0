import { expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { resolvedStatements, type Places } from '../../lib/stacks/resolve-statements.ts';
import { aRunbook, aStep, smallCatalog, smallEstate } from '../builders/runbook.ts';

const places: Places = {
  account: '999900001111',
  region: 'eu-central-1',
  table: 'arn:table',
  topic: 'arn:topic',
  evidence: 'arn:bucket',
  stateMachine: (runbook) => `arn:aws:states:eu-central-1:999900001111:stateMachine:rebound-${runbook}`,
};
const manifest = (runbook: string) =>
  compile(aRunbook([aStep('Look', 'look')], { runbook }), { catalog: smallCatalog, estate: smallEstate })
    .manifest;

test('clusters keep their own account and Region; nothing of a placeholder is left', () => {
  expect(resolvedStatements('step-look', [manifest('one')], places)).toEqual([
    { actions: ['eks:Look'], resources: ['arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue'] },
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: ['arn:table'] },
  ]);
});

test('a function of several runbooks may do what each of them declares', () => {
  const statements = resolvedStatements('starter', [manifest('one'), manifest('two')], places);
  const starts = statements.filter(({ actions }) => actions.includes('states:StartExecution'));
  expect(starts.flatMap(({ resources }) => resources)).toEqual([
    places.stateMachine('one'),
    places.stateMachine('two'),
  ]);
});

test('executions are those of the runbook’s state machine', () => {
  const [found] = resolvedStatements('lock', [manifest('one')], places).filter(({ actions }) =>
    actions.includes('states:DescribeExecution'),
  );
  expect(found?.resources).toEqual(['arn:aws:states:eu-central-1:999900001111:execution:rebound-one:*']);
});
