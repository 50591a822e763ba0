/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Annotations, App } from 'aws-cdk-lib';
import { fail } from '../model/errors.ts';
import type { Bundle } from './bundle.ts';
import type { Deployment } from './compiled-runbooks.ts';
import { ForwardingStack } from './forwarding-stack.ts';
import { alarmsOf, ReboundStack } from './rebound-stack.ts';

export interface AppProps {
  deployment: Deployment;
  bundles: Bundle[];
  /** Default: cdk.out, or what the CDK command line says. */
  outdir?: string;
}

/** No such host: a page that was configured nowhere fails at once, and goes to the topic. */
const noPager = 'https://pager.invalid/';

/** The CDK app. Context: `pager` (URL that pages are posted to), `link` (what a run's id is appended to), `emails` (of the topic, with commas). */
export function makeApp({ deployment, bundles, outdir }: AppProps): App {
  const app = new App({ analyticsReporting: false, ...(outdir === undefined ? {} : { outdir }) });
  const context = (key: string): string | undefined => {
    const value: unknown = app.node.tryGetContext(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const { account, recovery_region: region } = deployment.estate;
  const emails = (context('emails')?.split(',') ?? []).map((email) => email.trim()).filter(Boolean);
  const stack = new ReboundStack(app, 'rebound', {
    env: { account, region },
    description: 'Rebound: runs outage-recovery runbooks',
    deployment,
    bundles,
    pager: context('pager') ?? noPager,
    link:
      context('link') ??
      `https://${region}.console.aws.amazon.com/states/home?region=${region}#/statemachines?run=`,
    emails,
  });
  // A page that nobody could receive is not counted as sent: better said now than in an outage.
  if (emails.length === 0)
    Annotations.of(stack).addWarningV2(
      'rebound:nobody-is-told',
      'the topic of last resort has nobody to tell: give -c emails=a@example.com,b@example.com, or subscribe people to rebound-people',
    );
  const busArn = `arn:aws:events:${region}:${account}:event-bus/default`;
  for (const [place, alarms] of byRegion(alarmsOf(deployment), account)) {
    if (place === region) continue;
    new ForwardingStack(app, `rebound-alarms-${place}`, {
      env: { account, region: place },
      description: 'Rebound: hands alarms over to where it runs',
      alarms,
      busArn,
      emails,
    });
  }
  return app;
}

/** Alarms by Region. One of another account would need a rule over there, which is not made. */
function byRegion(alarms: string[], account: string): Map<string, string[]> {
  const regions = new Map<string, string[]>();
  for (const alarm of alarms) {
    const [, , , region = '', owner = ''] = alarm.split(':');
    if (owner !== account)
      fail('BadRunbook', {
        what: `the alarm ${alarm} is in account ${owner}, and Rebound is deployed to ${account}`,
        todo: `have its state changes forwarded to the event bus of ${account}, and name an alarm of this account`,
      });
    regions.set(region, [...(regions.get(region) ?? []), alarm]);
  }
  return regions;
}
