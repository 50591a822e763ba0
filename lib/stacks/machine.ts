/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Compiled } from '../compiler/compile.ts';
import { placeholders, withArns } from '../compiler/with-arns.ts';
import { machineServices, policyOf } from './statements.ts';

export interface MachineProps {
  compiled: Compiled;
  /** `rebound-<runbook>`: its ARN is made from it before it exists. */
  name: string;
  /** ARNs by function. */
  functions: Record<string, string>;
  topic: Topic;
}

/** The state machine of one runbook, with a role that may call exactly what the definition calls, and an alarm when an execution fails. */
export class Machine extends Construct {
  constructor(scope: Construct, id: string, { compiled, name, functions, topic }: MachineProps) {
    super(scope, id);
    const { definition } = compiled;
    const arns = { ...functions, topic: topic.topicArn };
    const called = placeholders(definition).flatMap((one) => (one === 'topic' ? [] : (functions[one] ?? [])));
    const role = new Role(this, 'Role', {
      roleName: name,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        declared: policyOf([
          { actions: ['lambda:InvokeFunction'], resources: called },
          { actions: ['sns:Publish'], resources: [topic.topicArn] },
        ]),
        service: policyOf(machineServices),
      },
    });
    // Names under /aws/vendedlogs/ keep the log's own resource policy short (docs: cw-logs.html).
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Query language, comment and timeout stand in the definition; the property beside it takes none.
    new CfnStateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(withArns(definition, arns)),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ERROR',
        // What runs with is in the history, where secrets are references: not in a log as well.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
      },
    });
    this.#alarm(name, topic);
  }

  #alarm(name: string, topic: Topic): void {
    const { account, region } = Stack.of(this);
    const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const metric = (metricName: string) =>
      new Metric({
        namespace: 'AWS/States',
        metricName,
        dimensionsMap: { StateMachineArn: stateMachineArn },
        statistic: 'Sum',
        period: Duration.minutes(1),
      });
    new MathExpression({
      expression: 'failed + timedOut + aborted',
      usingMetrics: {
        failed: metric('ExecutionsFailed'),
        timedOut: metric('ExecutionsTimedOut'),
        aborted: metric('ExecutionsAborted'),
      },
      period: Duration.minutes(1),
    })
      .createAlarm(this, 'Failed', {
        alarmName: `${name}-failed`,
        alarmDescription: `A run of ${name} did not end well`,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(topic));
  }
}
