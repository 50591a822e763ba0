import { type App, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRule, EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { fail } from '../model/errors.ts';
import { alarmPatterns } from './alarm-patterns.ts';
import { DeadLetters } from './dead-letters.ts';
import { topicName } from './history.ts';
import { policyOf } from './statements.ts';

export interface ForwardingProps extends StackProps {
  alarms: string[];
  /** The default event bus where Rebound is. */
  busArn: string;
  /** Who is told by mail about alarms that could not be handed over. */
  emails: string[];
}

/**
 * In the Region of the alarms, when that is not Rebound's: hands their state changes over. What cannot be handed over is kept
 * here, and told by a topic of this Region: CloudWatch alarms reach no other.
 */
export class ForwardingStack extends Stack {
  constructor(scope: App, id: string, props: ForwardingProps) {
    super(scope, id, props);
    const topic = new Topic(this, 'People', { topicName });
    for (const email of props.emails) topic.addSubscription(new EmailSubscription(email));
    const { queue } = new DeadLetters(this, 'DeadLetters', {
      queueName: 'rebound-dead-letters',
      alarmName: 'rebound-alarms-not-handed-over',
      topic,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: { declared: policyOf([{ actions: ['events:PutEvents'], resources: [props.busArn] }]) },
    });
    const bus = EventBus.fromEventBusArn(this, 'Bus', props.busArn);
    for (const [index, eventPattern] of alarmPatterns(props.alarms).entries()) {
      const rule = new Rule(this, index === 0 ? 'Alarms' : `Alarms${index + 1}`, {
        description: 'Alarms that start runbooks go to where Rebound is',
        eventPattern: { ...eventPattern },
        targets: [new BusTarget(bus, { role: role.withoutPolicyUpdates(), deadLetterQueue: queue })],
      });
      // As long as the starter's own events are tried; the target has no property for it, and the default is a day.
      const resource = rule.node.defaultChild;
      if (!(resource instanceof CfnRule)) fail('Broken', { what: 'a rule of the CDK without its resource' });
      resource.addPropertyOverride('Targets.0.RetryPolicy', {
        MaximumEventAgeInSeconds: 7200,
        MaximumRetryAttempts: 185,
      });
    }
  }
}
