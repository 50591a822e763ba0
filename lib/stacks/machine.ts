/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compiled } from '../compiler/compile.ts';
import { placeholders, withArns } from '../compiler/with-arns.ts';
import type { Definition } from '../model/asl.ts';
import { functionName } from './functions.ts';
import { topicName } from './history.ts';
import { startStatements } from './started-runs.ts';
import { machineServices, policyOf } from './statements.ts';
import { tellWhenSome } from './tell-when.ts';

export interface MachineProps {
  compiled: Compiled;
  /** `rebound-<runbook>`: its ARN is made from it before it exists. */
  name: string;
  /** ARNs by runbook, of those that this one starts. */
  machineArn: (runbook: string) => string;
  /** ARNs by function. */
  functions: Record<string, string>;
  topic: Topic;
  /** Where the definition is written, for a template in which there is no room for it; undefined: it stands in the template. */
  folder: string | undefined;
}

/** The state machine of one runbook, with a role that may call exactly what the definition calls, and alarms when an execution ends badly. */
export class Machine extends Construct {
  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const { compiled, name, functions, topic } = props;
    const { definition } = compiled;
    const { account, region } = Stack.of(this);
    const called = placeholders(definition).flatMap((one) => (one === 'topic' ? [] : (functions[one] ?? [])));
    // Without a name: names of roles have 64 characters, those of runbooks alone 60, and functions have the short ones.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      inlinePolicies: {
        declared: policyOf([
          { actions: ['lambda:InvokeFunction'], resources: called },
          { actions: ['sns:Publish'], resources: [topic.topicArn] },
          ...startStatements(compiled, { account, region, machineArn: props.machineArn }),
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
      ...(props.folder === undefined
        ? { definitionString: this.#text(definition, { ...functions, topic: topic.topicArn }) }
        : { definitionS3Location: this.#written(definition, props.folder, name) }),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ERROR',
        // What runs with is in the history, where secrets are references: not in a log as well.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
      },
    });
    this.#tellWhenBad(name, topic);
  }

  #text(definition: Definition, arns: Record<string, string>): string {
    return Stack.of(this).toJsonString(withArns(definition, arns));
  }

  /** As a file among the stack's assets. What it names is not made yet, so its ARNs are put together from the fixed names. */
  #written(definition: Definition, folder: string, name: string): CfnStateMachine.S3LocationProperty {
    const { account, region } = Stack.of(this);
    const arns = placeholders(definition).map((one) => [
      one,
      one === 'topic'
        ? `arn:aws:sns:${region}:${account}:${topicName}`
        : `arn:aws:lambda:${region}:${account}:function:${functionName(one)}`,
    ]);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.asl.json`);
    writeFileSync(path, JSON.stringify(withArns(definition, Object.fromEntries(arns))));
    const { s3BucketName: bucket, s3ObjectKey: key } = new Asset(this, 'Definition', { path });
    return { bucket, key };
  }

  /** One alarm for each bad ending: a sum of metrics has no value while one of them was never sent. */
  #tellWhenBad(name: string, topic: Topic): void {
    const { account, region } = Stack.of(this);
    const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    for (const [metricName, ending, text] of badEndings)
      tellWhenSome(this, metricName, {
        alarmName: `${name}-${ending}`,
        alarmDescription: `A run of ${name} ${text}`,
        metric: new Metric({
          namespace: 'AWS/States',
          metricName,
          dimensionsMap: { StateMachineArn: stateMachineArn },
          statistic: 'Sum',
          period: Duration.minutes(1),
        }),
        topic,
      });
  }
}

/** Metrics of Step Functions (docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html). */
const badEndings = [
  ['ExecutionsFailed', 'failed', 'did not end well'],
  ['ExecutionsTimedOut', 'timed-out', 'was over its time, and nothing of it closed it'],
  ['ExecutionsAborted', 'aborted', 'was stopped from outside'],
] as const;
