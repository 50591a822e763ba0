import type { FrameFunction } from '../compiler/names.ts';
import { stepFunction } from '../compiler/names.ts';
import { fail } from '../model/errors.ts';
import type { Address, ChannelSettings, Directory, Reference } from '../model/people.ts';
import { placeOfSecret } from '../model/secret.ts';
import { catalog } from '../steps/catalog.ts';
import type { StepType } from '../steps/step-type.ts';
import type { Grant } from './statements.ts';

/** What a function has to do with people.yaml: it reaches people; or it looks who is in it; or nothing. */
export type PeopleUse = 'reaches' | 'looks' | 'nothing';

const ofFrame: Record<FrameFunction, PeopleUse> = {
  'open-run': 'looks',
  lock: 'reaches',
  ask: 'reaches',
  'hand-on': 'looks',
  undo: 'nothing',
  'close-run': 'reaches',
  starter: 'reaches',
  janitor: 'reaches',
};

/**
 * By the function's name. A question and what is told reaches people; a change looks whether its approval is by those who may, and what
 * opens or hands on a run whether its inputs name people that there are.
 */
export function peopleUse(name: string): PeopleUse {
  if (Object.hasOwn(ofFrame, name)) return ofFrame[name as FrameFunction];
  const types: StepType[] = Object.values(catalog);
  const type = types.find(({ uses }) => stepFunction(uses) === name);
  // a wait is a question that nobody is paged for
  if (!type || type.uses === 'wait') return 'nothing';
  if (type.kind === 'asks' || type.kind === 'tells') return 'reaches';
  return type.kind === 'changes' ? 'looks' : 'nothing';
}

/**
 * What a role needs to reach the people of a directory, and nothing of channels that nobody is reached by: the keys by which we speak
 * (not those by which others sign what they send us), topics that mail, telephone numbers.
 */
export function peopleStatements(directory: Directory, place: { account: string; region: string }): Grant[] {
  const addresses = addressesOf(directory);
  const topics = addresses.flatMap(({ channel, to }) => (channel === 'mail' ? [to] : []));
  const grants: Grant[] = keyStatements(spoken(directory, addresses), place);
  if (topics.length > 0) grants.push({ actions: ['sns:Publish'], resources: sorted(topics) });
  // A number is the resource and has no ARN, so that only `*` fits it: everything but what SNS has ARNs for is numbers alone. (IAM takes a
  // partition that is `*`: Amazon EMR management guide, 'Cluster access control', has such a NotResource.)
  if (addresses.some(({ channel }) => channel === 'sms'))
    grants.push({ actions: ['sns:Publish'], notResources: ['arn:*:sns:*:*:*'] });
  return grants;
}

/** To read these keys, and nothing else that is kept beside them. */
export function keyStatements(
  references: readonly Reference[],
  place: { account: string; region: string },
): Grant[] {
  const secrets = references.flatMap((one) => ('$secret' in one ? [secretArn(one.$secret, place)] : []));
  const parameters = references.flatMap((one) =>
    '$parameter' in one ? [parameterArn(one.$parameter, place)] : [],
  );
  return [
    { actions: ['secretsmanager:GetSecretValue'], resources: sorted(secrets) },
    // A SecureString under the key of Parameter Store itself needs no right to decrypt: that key lets everybody in the account who may
    // read the parameter (Systems Manager user guide, 'Restricting decryption of SecureString parameter values').
    { actions: ['ssm:GetParameter'], resources: sorted(parameters) },
  ].filter(({ resources }) => resources.length > 0);
}

/** In a function there is nobody's environment. BadRunbook naming each key that is kept there. */
export function refuseEnvironment({ channels }: Directory): void {
  const kept = allReferences(channels).filter(([, reference]) => '$environment' in reference);
  if (kept.length === 0) return;
  fail('BadRunbook', {
    what: `rebound.yaml keeps ${kept.map(([where]) => where).join(', ')} in the environment`,
    why: 'only a person’s own machine has one, and this is deployed to functions',
    todo: 'put it into Secrets Manager (secret:rebound-channels/NAME) or Parameter Store (parameter:/rebound-channels/NAME)',
  });
}

function addressesOf({ people, channels }: Directory): Address[] {
  return [
    ...Object.values(people).flatMap((person) => person.channels),
    ...Object.values(channels.audiences ?? {}).map(({ address }) => address),
  ];
}

/** The keys by which we speak, of the channels by which somebody is reached. */
function spoken({ channels, rotations }: Directory, addresses: Address[]): Reference[] {
  const { slack, pagerduty, webhooks = {} } = channels;
  const to = (channel: Address['channel']) =>
    new Set(addresses.flatMap((address) => (address.channel === channel ? [address.to] : [])));
  const [services, hooks] = [to('pagerduty'), to('webhook')];
  const asksSchedules = Object.values(rotations).some(({ kind }) => kind === 'pagerduty');
  return [
    ...(slack && (to('slack').size > 0 || slack.rooms) ? [slack.token] : []),
    ...Object.entries(pagerduty?.services ?? {}).flatMap(([name, { routingKey }]) =>
      services.has(name) ? [routingKey] : [],
    ),
    ...(asksSchedules && pagerduty?.apiToken ? [pagerduty.apiToken] : []),
    ...Object.entries(webhooks).flatMap(([name, { secret }]) => (hooks.has(name) ? [secret] : [])),
  ];
}

/** Where each key stands in rebound.yaml, and where it is kept. */
function allReferences({ slack, pagerduty, webhooks = {} }: ChannelSettings): [string, Reference][] {
  const one = (where: string, reference: Reference | undefined): [string, Reference][] =>
    reference ? [[`channels.${where}`, reference]] : [];
  return [
    ...one('slack.token', slack?.token),
    ...one('slack.signing_secret', slack?.signingSecret),
    ...Object.entries(pagerduty?.services ?? {}).flatMap(([name, { routingKey }]) =>
      one(`pagerduty.services.${name}.routing_key`, routingKey),
    ),
    ...one('pagerduty.api_token', pagerduty?.apiToken),
    ...one('pagerduty.webhook_secret', pagerduty?.webhookSecret),
    ...Object.entries(webhooks).flatMap(([name, { secret }]) => one(`webhooks.${name}.secret`, secret)),
  ];
}

/** Six characters stand behind a secret's name in its ARN (Secrets Manager user guide, 'What's in a secret'). */
function secretArn(reference: string, { account, region }: { account: string; region: string }): string {
  const { id } = placeOfSecret({ $secret: reference });
  return id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${account}:secret:${id}-??????`;
}

function parameterArn(name: string, { account, region }: { account: string; region: string }): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

function sorted(list: string[]): string[] {
  return [...new Set(list)].sort();
}
