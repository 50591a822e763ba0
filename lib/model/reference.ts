import type { Reference } from './people.ts';
import { parseSecret, placeOfSecret } from './secret.ts';

/** How the secrets of channels are called, in Secrets Manager and in Parameter Store: steps of runbooks may read none of them. */
export const channelSecrets = 'rebound-channels/';
export const channelParameters = '/rebound-channels/';

/** How a person writes one. */
export const referenceForm =
  'secret:rebound-channels/NAME#key (Secrets Manager), parameter:/rebound-channels/NAME (Parameter Store), or env:NAME';

/** Names: at most 1,011 of these characters (Systems Manager, PutParameter). */
const parameter = /^\/[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/;
const variable = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** `secret:…`, `parameter:…`, `env:…` as typed; undefined for anything else, which may be the secret itself: never show it. */
export function parseReference(text: string): Reference | undefined {
  const [, kind, name = ''] = /^(parameter|env):(.*)$/s.exec(text) ?? [];
  if (kind === 'parameter')
    return parameter.test(name) && name.length <= 1011 ? { $parameter: name } : undefined;
  if (kind === 'env') return variable.test(name) ? { $environment: name } : undefined;
  return parseSecret(text);
}

/** Whether it is kept where secrets of channels are: the functions that reach people may read nothing else. */
export function isOfChannels(reference: Reference): boolean {
  if ('$environment' in reference) return true;
  if ('$parameter' in reference) return reference.$parameter.startsWith(channelParameters);
  const { id } = placeOfSecret(reference);
  const name = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.*)$/.exec(id)?.[1] ?? id;
  return name.startsWith(channelSecrets);
}
