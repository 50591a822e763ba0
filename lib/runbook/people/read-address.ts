import { didYouMean } from '../../model/nearest.ts';
import type { Address, ChannelSettings } from '../../model/people.ts';
import type { Report } from '../mistake.ts';
import { hasBroken, isDressed } from '../shape.ts';
import { describeNode, type Entry } from '../yaml-node.ts';
import { textOf } from './names.ts';

/** What rebound.yaml sets up, by name. */
export interface SetUp {
  slack: boolean;
  services: readonly string[];
  webhooks: readonly string[];
}

export function setUpBy({ slack, pagerduty, webhooks }: ChannelSettings): SetUp {
  return {
    slack: slack !== undefined,
    services: Object.keys(pagerduty?.services ?? {}),
    webhooks: Object.keys(webhooks ?? {}),
  };
}

/** Whose address it is: a person is written to directly, an audience in a channel. */
type Whose = 'person' | 'audience';

interface Kind {
  /** What stands there, for a message. */
  expected: Record<Whose, string>;
  pattern: Record<Whose, RegExp>;
}

const sames = (value: string): Record<Whose, string> => ({ person: value, audience: value });
const both = (value: RegExp): Record<Whose, RegExp> => ({ person: value, audience: value });

/**
 * Slack: ids of members begin with U or W, of channels with C (Web API, 'object types'). Numbers: E.164, at most 15 digits, none of them
 * a leading zero. Topics: SNS, at most 256 letters, digits, - and _ (CreateTopic, API reference); a FIFO topic sends no mail.
 */
const kinds: Record<Exclude<Address['channel'], 'terminal' | 'pagerduty' | 'webhook'>, Kind> = {
  slack: {
    expected: {
      person: 'the id of a Slack member, such as U01ANA (their profile, Copy member ID)',
      audience: 'the id of a Slack channel, such as C0STATUS (its details, at the end)',
    },
    pattern: { person: /^[UW][A-Z0-9]{2,30}$/, audience: /^C[A-Z0-9]{2,30}$/ },
  },
  sms: {
    expected: sames('a number with its country, such as "+34600000001"'),
    pattern: both(/^\+[1-9]\d{6,14}$/),
  },
  mail: {
    expected: sames('the ARN of an SNS topic, such as arn:aws:sns:eu-central-1:111122223333:mail-ana'),
    pattern: both(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/),
  },
};

/** `slack: U01ANA`. What rebound.yaml has to set up for it is looked for there; `setUp` absent: nothing is said of that. */
export function readAddress(
  { key, spot, value }: Entry,
  setUp: SetUp | undefined,
  whose: Whose,
  report: Report,
): Address | undefined {
  if (hasBroken(value)) return undefined;
  const to = textOf(value);
  if (to !== undefined && isDressed(to)) {
    report.error(
      value,
      'expression-not-here',
      `found ${describeNode(value)}, but no expression may stand here`,
    );
    return undefined;
  }
  const wrong = (expected: string) => {
    report.error(value, 'wrong-value', `found ${describeNode(value)}, expected ${expected}`);
    return undefined;
  };
  switch (key) {
    case 'pagerduty':
      if (to === undefined) return wrong('one of the services of rebound.yaml, such as platform');
      return isSetUp(to, setUp?.services, 'pagerduty.services', value, report)
        ? { channel: 'pagerduty', to }
        : undefined;
    case 'webhook':
      if (to === undefined) return wrong('one of the webhooks of rebound.yaml, such as bot');
      return isSetUp(to, setUp?.webhooks, 'webhooks', value, report) ? { channel: 'webhook', to } : undefined;
    case 'slack':
    case 'sms':
    case 'mail': {
      const { expected, pattern } = kinds[key];
      if (to === undefined || !pattern[whose].test(to))
        return wrong(`${expected[whose]}${instead(key, to ?? '', whose)}`);
      if (key === 'slack' && setUp && !setUp.slack) {
        const how = 'add channels: { slack: { token: secret:rebound-channels/slack#token } }';
        report.error(
          spot,
          'unknown-channel',
          `rebound.yaml sets up no Slack, so this reaches nobody: ${how}`,
        );
        return undefined;
      }
      return { channel: key, to };
    }
    default:
      return undefined;
  }
}

function isSetUp(
  name: string,
  known: readonly string[] | undefined,
  where: string,
  spot: Entry['value'],
  report: Report,
): boolean {
  if (!known || known.includes(name)) return true;
  const has = known.length === 0 ? `; it has no channels.${where}` : `; it has ${known.join(', ')}`;
  report.error(
    spot,
    'unknown-channel',
    `rebound.yaml has no "${name}" in channels.${where}${didYouMean(name, known) || has}`,
  );
  return false;
}

/** What the person seems to have meant. */
function instead(key: 'slack' | 'sms' | 'mail', to: string, whose: Whose): string {
  if (key === 'sms') {
    const digits = to.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');
    return digits !== to && kinds.sms.pattern.person.test(digits) ? `; did you mean "${digits}"?` : '';
  }
  if (key === 'mail') return to.includes('@') ? '; a topic mails to whoever subscribes to it' : '';
  if (/^[@#]/.test(to)) return '; a name can change hands, an id cannot';
  const upper = to.toUpperCase();
  return upper !== to && kinds.slack.pattern[whose].test(upper) ? `; did you mean "${upper}"?` : '';
}
