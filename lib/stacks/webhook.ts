/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Bundle } from './bundle.ts';
import { OneFunction } from './functions.ts';
import type { Grant } from './statements.ts';
import { tellWhenSome } from './tell-when.ts';

export interface WebhookProps {
  bundle: Bundle;
  /** What the starter may do for the runbooks that have a webhook. */
  statements: Grant[];
  environment: Record<string, string>;
  topic: Topic;
}

/** Of the shared secret: outside of what steps may read (`rebound/`). */
export const webhookSecretName = 'rebound-webhook';
/** At once: a flood of requests costs no more than this, and takes no function that a recovery needs its place. */
const requestsMax = 5;

/**
 * Where Alertmanager sends its alerts. Whoever is outside cannot sign as AWS wants it, so the URL takes everybody (AuthType NONE) and
 * the function asks for a secret before it does anything. It is a function of its own, not the starter: whoever floods a public
 * URL must not keep CloudWatch's alarms waiting. The secret is made here, known to nobody, and read by no other role of ours.
 */
export class Webhook extends Construct {
  constructor(scope: Construct, id: string, props: WebhookProps) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      secretName: webhookSecretName,
      description: 'What Alertmanager sends to Rebound as its credentials (http_config, authorization)',
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { function: called } = new OneFunction(this, 'Webhook', {
      bundle: props.bundle,
      statements: [
        ...props.statements,
        { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] },
      ],
      environment: { ...props.environment, REBOUND_WEBHOOK_SECRET: secret.secretArn },
      fromEvents: undefined,
      concurrentMax: requestsMax,
    });
    const url = called.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', {
      description: `Where Alertmanager sends to; its credentials are the secret ${webhookSecretName}`,
      value: url.url,
    });
    const each = { period: Duration.minutes(1), statistic: 'Sum' };
    tellWhenSome(this, 'Failed', {
      alarmName: 'rebound-webhook-failed',
      alarmDescription:
        'An alert could not be handled. Its sender tries again: see the log, and start the runbook by hand if no run is there',
      metric: called.metricErrors(each),
      topic: props.topic,
    });
    tellWhenSome(this, 'Flooded', {
      alarmName: 'rebound-webhook-flooded',
      alarmDescription:
        'More requests came to the webhook at once than it takes: alerts may have been turned away. See who sends them',
      metric: called.metricThrottles(each),
      topic: props.topic,
    });
  }
}
