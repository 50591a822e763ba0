import { fail, ReboundError } from '../model/errors.ts';
import type { Reference } from '../model/people.ts';
import type { Channels, Sent } from './channels.ts';
import { makeHook } from './hook.ts';
import { messageLines } from './notification-text.ts';
import { makePagerDuty } from './pagerduty.ts';
import { makePhone } from './phone.ts';
import { readReference } from './references.ts';
import type { Secrets } from './secrets.ts';
import { oneLine } from './shown-text.ts';
import { makeSlack } from './slack.ts';
import type { Surroundings } from './surroundings.ts';

/** All channels that rebound.yaml sets up, on one transport. Each secret is read when it is first needed, and kept for as long as this lives. */
export function makeChannels(surroundings: Surroundings, secrets: Secrets): Channels {
  const settings = surroundings.channels ?? {};
  const read = rememberedReferences(surroundings, secrets);
  const slack = makeSlack(surroundings, async () =>
    settings.slack ? read(settings.slack.token) : notSetUp('Slack', 'slack with its token'),
  );
  const pagerduty = makePagerDuty(surroundings, {
    routingKey: async (service) => {
      const known = ownOf(settings.pagerduty?.services, service);
      return known
        ? read(known.routingKey)
        : notSetUp(`PagerDuty's service ${service}`, 'it under pagerduty.services');
    },
    apiToken: async () =>
      settings.pagerduty?.apiToken
        ? read(settings.pagerduty.apiToken)
        : notSetUp("PagerDuty's REST API", 'pagerduty.api_token'),
    ...(settings.pagerduty?.region ? { region: settings.pagerduty.region } : {}),
  });
  const hook = makeHook(surroundings, async (name) => {
    const known = ownOf(settings.webhooks, name);
    return known
      ? { url: known.url, secret: await read(known.secret) }
      : notSetUp(`the webhook ${name}`, 'it under webhooks');
  });
  const phone = makePhone(surroundings);

  return {
    async send(address, message): Promise<Sent> {
      const { channel, to } = address;
      switch (channel) {
        case 'slack':
          return slack.send(to, message);
        case 'pagerduty':
          return { channel, id: await pagerduty.send(to, message) };
        case 'sms':
          return { channel, id: await phone.sms(to, message) };
        case 'mail':
          return { channel, id: await phone.mail(to, message) };
        case 'webhook':
          return { channel, id: await hook.send(to, message) };
        case 'terminal':
          show(messageLines(message, surroundings.clock.now()));
          return { channel, id: message.key };
      }
    },

    async settle({ channel, id }, settled) {
      switch (channel) {
        case 'slack':
          return slack.settle(id, settled);
        case 'pagerduty':
          return pagerduty.settle(id, settled);
        case 'webhook': {
          const at = id.indexOf('/');
          return at <= 0 ? undefined : hook.settle(id.slice(0, at), id.slice(at + 1), settled);
        }
        case 'terminal':
          // Whoever sits there now; nobody is no failure.
          return surroundings.terminal?.(oneLine(`${settled.title}: ${settled.text}`));
        case 'sms':
        case 'mail':
          return; // what was sent stays as it is
      }
    },

    openRoom: slack.openRoom,
    onCall: pagerduty.onCall,
  };

  function show(lines: readonly string[]): void {
    const { terminal } = surroundings;
    if (!terminal) {
      fail('Unavailable', {
        what: 'no terminal is attached here',
        why: 'only the process that a person started and looks at has one',
        todo: 'give that person another channel in people.yaml, too',
      });
    }
    for (const line of lines) terminal(line);
  }
}

/** Where keys are kept, and nothing was heard within a call's time: not asked again for so long. */
const silentMs = 30_000;

/**
 * Each reference is read once; one that could not be read is tried again by the next who needs it. But a keeper that hangs is not waited for
 * by one channel after the other: that would take the minute of a function, and the channel that needs no key would not get its turn.
 */
function rememberedReferences(surroundings: Surroundings, secrets: Secrets) {
  const known = new Map<string, Promise<string>>();
  const silent = new Map<string, { until: number; error: ReboundError }>();
  return (reference: Reference): Promise<string> => {
    const key = JSON.stringify(reference);
    const before = known.get(key);
    if (before) return before;
    const keeper = Object.keys(reference).join();
    const hung = silent.get(keeper);
    if (hung && surroundings.clock.now() < hung.until) return Promise.reject(hung.error);
    const reading = readReference(reference, { secrets, surroundings });
    known.set(key, reading);
    reading.catch((error: unknown) => {
      known.delete(key);
      if (error instanceof ReboundError && error.facts['reason'] === 'TimeoutError')
        silent.set(keeper, { until: surroundings.clock.now() + silentMs, error });
    });
    return reading;
  };
}

function ownOf<T>(values: Record<string, T> | undefined, name: string): T | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

function notSetUp(what: string, where: string): never {
  return fail('BadInput', {
    what: `${what} is not set up`,
    todo: `write ${where} in channels of rebound.yaml`,
  });
}
