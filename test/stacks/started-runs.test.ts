import { expect, test } from '@jest/globals';
import { startStatements } from '../../lib/stacks/started-runs.ts';
import { compile } from '../../lib/compiler/compile.ts';
import type { Step } from '../../lib/runbook/runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import { aHandOn, aRunbook, aStep } from '../builders/runbook.ts';
import { smallEstate as estate } from '../builders/estate.ts';

const place = {
  account: '111122223333',
  region: 'eu-central-1',
  machineArn: (runbook: string) => `arn:aws:states:eu-central-1:111122223333:stateMachine:rebound-${runbook}`,
};
const machine = place.machineArn('rebuild-cluster');
const of = (...steps: Step[]) => startStatements(compile(aRunbook(steps), { catalog, estate }), place);

test('a runbook that starts none needs nothing', () => {
  expect(of(aStep('Look', 'check-cluster', { id: 'look' }))).toEqual([]);
});

test('one that hands on starts that one, and waits for nothing', () => {
  expect(of(aHandOn('Hand on to it', 'rebuild-cluster', {}, 'it is gone'))).toEqual([
    { actions: ['states:StartExecution'], resources: [machine] },
  ]);
});

test('one that waits for another describes it, stops it with itself, and hears of its end', () => {
  expect(of(aStep('Rebuild', 'runbook', { with: { runbook: 'rebuild-cluster', inputs: {} } }))).toEqual([
    { actions: ['states:StartExecution'], resources: [machine] },
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`${machine.replace(':stateMachine:', ':execution:')}:*`],
    },
    {
      actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      resources: [
        'arn:aws:events:eu-central-1:111122223333:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      ],
    },
  ]);
});
