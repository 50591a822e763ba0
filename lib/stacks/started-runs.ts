import type { Compiled } from '../compiler/compile.ts';
import type { Statement } from '../model/permission.ts';

/** Where state machines are, by runbook: ARNs made of names, since one may start another that is made later. */
interface Place {
  account: string;
  region: string;
  machineArn: (runbook: string) => string;
}

/** By which Step Functions hears of an execution's end. Its name is AWS' own. */
const endsRule = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/**
 * What the role of a state machine needs for the runs that it starts. Where it waits for their end (`.sync:2`), Step Functions
 * describes them, stops them with it, and listens to their events
 * (docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html, IAM policies).
 */
export function startStatements(
  { definition, manifest: { starts = [] } }: Pick<Compiled, 'definition' | 'manifest'>,
  { account, region, machineArn }: Place,
): Statement[] {
  if (starts.length === 0) return [];
  const machines = starts.map(machineArn);
  const start = { actions: ['states:StartExecution'], resources: machines };
  if (!JSON.stringify(definition).includes(':states:startExecution.sync')) return [start];
  return [
    start,
    {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: machines.map((arn) => `${arn.replace(':stateMachine:', ':execution:')}:*`),
    },
    {
      actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      resources: [`arn:aws:events:${region}:${account}:rule/${endsRule}`],
    },
  ];
}
