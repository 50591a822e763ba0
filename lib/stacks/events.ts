/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmPatterns } from './alarm-patterns.ts';
import { tellWhenNone, tellWhenSome } from './tell-when.ts';

export interface EventsProps {
  starter: LambdaFunction;
  janitor: LambdaFunction;
  /** Alarms that runbooks name in their triggers, by ARN. */
  alarms: string[];
  /** What the ARNs of the runbooks' state machines begin with: all of them would not fit into a rule. */
  machinePrefix: string;
  deadLetters: Queue;
  topic: Topic;
}

/** What starts functions by itself: alarms, ended executions, every minute. What could not be delivered is kept, and people are told. */
export class Events extends Construct {
  constructor(scope: Construct, id: string, props: EventsProps) {
    super(scope, id);
    const { starter, janitor, deadLetters, topic } = props;

    for (const [index, eventPattern] of alarmPatterns(props.alarms).entries())
      new Rule(this, index === 0 ? 'Alarms' : `Alarms${index + 1}`, {
        description: 'An alarm of a trigger starts its runbooks',
        eventPattern: { ...eventPattern },
        targets: [
          new FunctionTarget(starter, {
            deadLetterQueue: deadLetters,
            retryAttempts: 20,
            maxEventAge: Duration.hours(2),
          }),
        ],
      });
    // The next minute does what an event that was lost would have done: nothing is kept or tried again for the janitor.
    const janitorTarget = () =>
      new FunctionTarget(janitor, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'Ended', {
      description: 'An execution ended: whoever did not close it is closed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [{ prefix: props.machinePrefix }],
        },
      },
      targets: [janitorTarget()],
    });
    new Rule(this, 'EveryMinute', {
      description: 'The janitor looks whether something was left open',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [janitorTarget()],
    });

    tellWhenSome(this, 'StarterFailed', {
      alarmName: 'rebound-starter-failed',
      alarmDescription:
        'The starter could not handle an alarm. It is tried twice more: see its log, and start the runbook by hand if no run is there',
      metric: starter.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      topic,
    });
    // One that fails each time is as silent as one that does not run.
    tellWhenNone(this, 'Heartbeat', {
      alarmName: 'rebound-janitor-heartbeat',
      alarmDescription: 'The janitor does not run, or fails each time: nobody closes what was left open',
      metric: new MathExpression({
        expression: 'invocations - FILL(errors, 0)',
        usingMetrics: {
          invocations: janitor.metricInvocations({ statistic: 'Sum' }),
          errors: janitor.metricErrors({ statistic: 'Sum' }),
        },
        period: Duration.minutes(5),
      }),
      topic,
    });
  }
}
