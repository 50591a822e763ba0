import { createHash } from 'node:crypto';
import type { ChannelSettings, Directory, Reference } from '../model/people.ts';
import { placeOfSecret } from '../model/secret.ts';
import { isObject } from '../model/json.ts';
import { parseJson } from './read.ts';
import type { World } from './world.ts';

/** What the sandbox keeps where a reference points: 32 letters, as long as PagerDuty's keys are, the same in every world. Of the environment, too. */
export function sandboxText(reference: Reference): string {
  const place = createHash('sha256').update(JSON.stringify(reference)).digest('hex');
  return `sandbox-${place.slice(0, 24)}`;
}

/** The world with a text behind every reference of the channels, where it has none yet. */
export function withChannelSecrets(world: World, directory: Directory | undefined): World {
  const secrets = { ...world.secrets };
  const parameters = { ...world.parameters };
  for (const reference of referencesOf(directory?.channels)) {
    if ('$parameter' in reference) parameters[reference.$parameter] ??= sandboxText(reference);
    if ('$secret' in reference) {
      const { id, key } = placeOfSecret(reference);
      const name = secretName(id);
      if (key === undefined) secrets[name] ??= sandboxText(reference);
      else secrets[name] = withKey(secrets[name], key, sandboxText(reference));
    }
  }
  return { ...world, secrets, parameters };
}

/** What a reference stands for in this world: what the services expect of us. */
export function textOfReference(world: World, reference: Reference): string | undefined {
  if ('$environment' in reference) return sandboxText(reference);
  if ('$parameter' in reference) return own(world.parameters, reference.$parameter);
  const { id, key } = placeOfSecret(reference);
  const whole = own(world.secrets, secretName(id));
  if (key === undefined || whole === undefined) return whole;
  const value = parseJson(whole);
  const text = isObject(value) ? own(value, key) : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Of an ARN, the name without the six characters that the service puts behind it. */
export function secretName(id: string): string {
  if (!id.startsWith('arn:')) return id;
  const name = id.split(':').slice(6).join(':');
  return name.replace(/-\w{6}$/, '');
}

function referencesOf(channels: ChannelSettings | undefined): Reference[] {
  const { slack, pagerduty, webhooks } = channels ?? {};
  const all = [
    slack?.token,
    slack?.signingSecret,
    ...Object.values(pagerduty?.services ?? {}).map(({ routingKey }) => routingKey),
    pagerduty?.apiToken,
    pagerduty?.webhookSecret,
    ...Object.values(webhooks ?? {}).map(({ secret }) => secret),
  ];
  return all.filter((reference) => reference !== undefined);
}

/** Several references may point into one secret. One that a scenario gives stays as it is. */
function withKey(whole: string | undefined, key: string, text: string): string {
  const value = whole === undefined ? {} : parseJson(whole);
  if (!isObject(value)) return whole ?? '';
  return JSON.stringify({ [key]: text, ...value });
}

function own<T>(values: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
