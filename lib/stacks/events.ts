/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface EventsProps {
  starter: LambdaFunction;
  janitor: LambdaFunction;
  /** Alarms that runbooks name in their triggers, by ARN. */
  alarms: string[];
  /** ARNs of the runbooks' state machines. */
  machines: string[];
  deadLetters: Queue;
  topic: Topic;
}

/** What starts functions by itself: alarms, ended executions, every minute. What could not be delivered is kept, and people are told. */
export class Events extends Construct {
  constructor(scope: Construct, id: string, props: EventsProps) {
    super(scope, id);
    const { starter, janitor, deadLetters, topic } = props;
    const target = (of: LambdaFunction) =>
      new FunctionTarget(of, {
        deadLetterQueue: deadLetters,
        retryAttempts: 20,
        maxEventAge: Duration.hours(2),
      });

    if (props.alarms.length > 0)
      new Rule(this, 'Alarms', {
        description: 'An alarm of a trigger starts its runbooks',
        eventPattern: alarmPattern(props.alarms),
        targets: [target(starter)],
      });
    new Rule(this, 'Ended', {
      description: 'An execution ended: whoever did not close it is closed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: props.machines },
      },
      targets: [target(janitor)],
    });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [target(janitor)],
    });

    deadLetters
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) })
      .createAlarm(this, 'Undelivered', {
        alarmName: 'rebound-undelivered',
        alarmDescription: 'An event could not be handled: an alarm may not have started its runbook',
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(topic));
    janitor
      .metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' })
      .createAlarm(this, 'Heartbeat', {
        alarmName: 'rebound-janitor-heartbeat',
        alarmDescription: 'The janitor does not run: nobody closes what was left open',
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      })
      .addAlarmAction(new SnsAction(topic));
  }
}

/** State changes to ALARM of exactly these alarms, from whatever state: a destroyed cluster stops sending metrics. */
export function alarmPattern(alarms: string[]) {
  return {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    resources: alarms,
    detail: { state: { value: ['ALARM'] } },
  };
}
