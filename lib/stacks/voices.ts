/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { CfnOutput, Duration } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Manifest } from '../compiler/manifest.ts';
import type { Directory } from '../model/people.ts';
import type { Bundle } from './bundle.ts';
import { OneFunction } from './functions.ts';
import { keyStatements } from './people-rights.ts';
import type { Places } from './resolve-statements.ts';
import type { Grant } from './statements.ts';
import { tellWhenSome } from './tell-when.ts';

export interface VoicesProps {
  bundle: Bundle;
  statements: Grant[];
  environment: Record<string, string>;
  topic: Topic;
}

/** At once: people press one button at a time, and a flood costs no more than this. */
const requestsMax = 5;

/** Whether anybody signs requests to us: then there is a door for them. */
export function hasVoices(directory: Directory | undefined): directory is Directory {
  const { slack, pagerduty } = directory?.channels ?? {};
  return slack?.signingSecret !== undefined || pagerduty?.webhookSecret !== undefined;
}

/**
 * What it takes to hear people: the history, telling our own state machines what was decided, and the keys of channels: those that
 * requests are signed with, and those by which messages change and a note that is not kept is answered. It starts nothing, reads no
 * cluster, and wakes nobody: what people have to hear of an answer is told by the janitor.
 */
export function voicesStatements(directory: Directory, manifests: Manifest[], places: Places): Grant[] {
  const { slack, pagerduty, webhooks } = directory.channels;
  const keys = [
    ...(slack ? [slack.token, slack.signingSecret] : []),
    pagerduty?.webhookSecret,
    ...Object.values(pagerduty?.services ?? {}).map(({ routingKey }) => routingKey),
    ...Object.values(webhooks ?? {}).map((webhook) => webhook.secret),
  ].filter((key) => key !== undefined);
  const table = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
  return [
    { actions: table.map((action) => `dynamodb:${action}`), resources: [places.table] },
    {
      actions: ['states:SendTaskFailure', 'states:SendTaskSuccess'],
      resources: manifests.map(({ runbook }) => places.stateMachine(runbook)).sort(),
    },
    ...keyStatements(keys, places),
  ];
}

/**
 * Where Slack and PagerDuty send what people do there. Neither can sign as AWS wants it, so the URL takes everybody (AuthType NONE) and
 * the function looks at nothing that is not signed with the secret that rebound.yaml names. It is a function of its own: whoever
 * floods a public URL keeps no alarm and no question waiting.
 */
export class Voices extends Construct {
  constructor(scope: Construct, id: string, props: VoicesProps) {
    super(scope, id);
    const { function: called } = new OneFunction(this, 'Voices', {
      bundle: props.bundle,
      statements: props.statements,
      environment: props.environment,
      fromEvents: undefined,
      concurrentMax: requestsMax,
    });
    const url = called.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', {
      description:
        'Where Slack and PagerDuty send to: this, and slack/interactions, slack/events or pagerduty (docs/channels.md)',
      value: url.url,
    });
    const each = { period: Duration.minutes(1), statistic: 'Sum' };
    tellWhenSome(this, 'Failed', {
      alarmName: 'rebound-voices-failed',
      alarmDescription:
        'What somebody said in Slack or PagerDuty could not be taken. They were told to say it again: see the log, and who answers meanwhile with rebound answer',
      metric: called.metricErrors(each),
      topic: props.topic,
    });
    tellWhenSome(this, 'Flooded', {
      alarmName: 'rebound-voices-flooded',
      alarmDescription:
        'More requests came at once than are taken: a button may have been pressed in vain. See who sends them; rebound answer works all the same',
      metric: called.metricThrottles(each),
      topic: props.topic,
    });
  }
}
