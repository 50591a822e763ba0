/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import type { Manifest } from '../compiler/manifest.ts';
import { policyOf } from './statements.ts';

export interface SchedulesProps {
  manifests: Pick<Manifest, 'runbook' | 'schedules'>[];
  starter: LambdaFunction;
  deadLetters: Queue;
}

/** Of the group that all schedules are in: the role is for no other. */
export const scheduleGroupName = 'rebound';

/** What starts dry-runs and drills: a schedule of EventBridge Scheduler for each of a runbook's, in UTC. A moment that could not be delivered within an hour is kept. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, { manifests, starter, deadLetters }: SchedulesProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const group = new CfnScheduleGroup(this, 'Group', { name: scheduleGroupName });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // Nobody else's schedule may use it (Scheduler user guide, confused deputy prevention).
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:aws:scheduler:${region}:${account}:schedule-group/${scheduleGroupName}`,
          },
        },
      }),
      inlinePolicies: {
        declared: policyOf([
          { actions: ['lambda:InvokeFunction'], resources: [starter.functionArn] },
          { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
        ]),
      },
    });
    for (const { runbook, schedules = [] } of manifests)
      for (const schedule of new Set(schedules.map((one) => one.schedule))) {
        const made = new CfnSchedule(this, `${runbook}-${shortOf(schedule)}`, {
          description: `Starts ${runbook} by its schedule`,
          groupName: scheduleGroupName,
          flexibleTimeWindow: { mode: 'OFF' },
          scheduleExpression: schedule,
          scheduleExpressionTimezone: 'UTC',
          target: {
            arn: starter.functionArn,
            roleArn: role.roleArn,
            input: JSON.stringify({ rebound: { schedule, runbook, at: '<aws.scheduler.scheduled-time>' } }),
            deadLetterConfig: { arn: deadLetters.queueArn },
            retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
          },
        });
        made.addResourceDependency(group);
      }
  }
}

/** The same expression has the same name in every deployment: a schedule that stays is not made anew. */
function shortOf(schedule: string): string {
  return createHash('sha256').update(schedule).digest('hex').slice(0, 8);
}
