/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { type App, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { alarmPattern } from './events.ts';
import { policyOf } from './statements.ts';

export interface ForwardingProps extends StackProps {
  alarms: string[];
  /** The default event bus where Rebound is. */
  busArn: string;
}

/** In the Region of the alarms, when that is not Rebound's: hands their state changes over. */
export class ForwardingStack extends Stack {
  constructor(scope: App, id: string, props: ForwardingProps) {
    super(scope, id, props);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: { declared: policyOf([{ actions: ['events:PutEvents'], resources: [props.busArn] }]) },
    });
    const bus = EventBus.fromEventBusArn(this, 'Bus', props.busArn);
    new Rule(this, 'Alarms', {
      description: 'Alarms that start runbooks go to where Rebound is',
      eventPattern: alarmPattern(props.alarms),
      targets: [new BusTarget(bus, { role: role.withoutPolicyUpdates() })],
    });
  }
}
