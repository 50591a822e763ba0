import type { Address, Person, QuietHours } from '../../model/people.ts';
import { timeOfDay } from '../../model/local-time.ts';
import { neverQuiet } from '../../model/on-call.ts';
import { fieldsOf, hasBroken, type KeyWords } from '../shape.ts';
import { describeNode, type Entry, type ListNode, type Node } from '../yaml-node.ts';
import { isPlainLine, textOf } from './names.ts';
import type { PeopleReading } from './people-reading.ts';
import { readAddress, setUpBy } from './read-address.ts';
import { readZone } from './read-zone.ts';

const personKeys: KeyWords = {
  known: ['name', 'zone', 'channels', 'quiet', 'pagerduty_user'],
  required: {
    name: 'the full name, such as Ana Lopez',
    zone: 'the time zone, such as Europe/Madrid',
  },
  what: 'a person: a map with name, zone, channels',
  elsewhere: {
    slack: 'a channel stands in the list: channels: [slack: U01ANA]',
    sms: 'a channel stands in the list: channels: [sms: "+34600000001"]',
    mail: 'a channel stands in the list: channels: [mail: arn:aws:sns:…]',
    webhook: 'a channel stands in the list: channels: [webhook: bot]',
    pagerduty:
      "a channel stands in the list: channels: [pagerduty: platform]; PagerDuty's id of the person is pagerduty_user",
    quiet_hours: 'of one person they are called "quiet"',
  },
};
const quietKeys: KeyWords = {
  known: ['from', 'to'],
  required: { from: 'a time such as "22:00"', to: 'a time such as "07:00"' },
  what: '{ from: "22:00", to: "07:00" }',
};
const addressKeys = ['slack', 'pagerduty', 'sms', 'mail', 'webhook'];
const channelForm =
  'a channel such as "slack: U01ANA", one of slack, pagerduty, sms, mail, webhook, terminal';

/** One entry of `people`. Undefined when it has a mistake, which the report then has. */
export function readPerson({ key, spot, value }: Entry, reading: PeopleReading): Person | undefined {
  const { report } = reading;
  const fields = fieldsOf(value, personKeys, report);
  if (!fields) return undefined;
  const name = readName(fields.get('name'), reading);
  const zone = readZone(fields.get('zone'), report);
  const channels = readAddresses(
    fields.get('channels'),
    { key, spot, misplaced: isMisplaced(fields.node) },
    reading,
  );
  const quietNode = fields.get('quiet');
  const quiet = quietNode && readQuiet(quietNode, reading, true);
  const pagerdutyUser = readUser(fields.get('pagerduty_user'), reading);
  if (name === undefined || zone === undefined || !channels) return undefined;
  return {
    id: key,
    name,
    zone,
    channels,
    ...(quiet ? { quiet } : {}),
    ...(pagerdutyUser ? { pagerdutyUser } : {}),
  };
}

/** Their own or everybody's; `false`, of one person only: none. */
export function readQuiet(node: Node, { report }: PeopleReading, own: boolean): QuietHours | undefined {
  if (hasBroken(node)) return undefined;
  if (own && node.kind === 'scalar' && node.value === false) return neverQuiet;
  const or = own ? ', or false' : '';
  const fields = fieldsOf(node, { ...quietKeys, what: `${quietKeys.what}${or}` }, report);
  if (!fields) return undefined;
  const [from, to] = ['from', 'to'].map((key) => {
    const at = fields.get(key);
    const text = textOf(at);
    if (!at || hasBroken(at)) return undefined;
    if (text !== undefined && timeOfDay(text) !== undefined) return text;
    report.error(at, 'wrong-value', `found ${describeNode(at)}, expected a time of day such as "22:00"`);
    return undefined;
  });
  if (from === undefined || to === undefined) return undefined;
  if (from !== to) return { from, to };
  const instead = own ? 'write quiet: false for never' : 'leave it out for never';
  report.error(node, 'wrong-value', `found quiet hours from ${from} to ${to}, which are none: ${instead}`);
  return undefined;
}

function readName(node: Node | undefined, { report }: PeopleReading): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const name = textOf(node);
  if (name !== undefined && isPlainLine(name)) return name;
  report.error(
    node,
    'wrong-value',
    `found ${describeNode(node)}, expected a full name such as Ana Lopez: one line of at most 80 characters, all of them to be seen`,
  );
  return undefined;
}

function readUser(node: Node | undefined, { report }: PeopleReading): string | undefined {
  if (!node || hasBroken(node)) return undefined;
  const user = textOf(node);
  if (user !== undefined && /^[PQ][A-Z0-9]{3,19}$/.test(user)) return user;
  report.error(
    node,
    'wrong-value',
    `found ${describeNode(node)}, expected PagerDuty's id of the person, such as PANA123: the end of the address of their profile`,
  );
  return undefined;
}

/** A channel that stands as a key of its own was said already: then that is why the list is missing. */
function isMisplaced(node: Node): boolean {
  return (
    node.kind === 'map' && node.entries.some(({ key }) => addressKeys.includes(key) || key.startsWith('chan'))
  );
}

function readAddresses(
  node: Node | undefined,
  whose: { key: string; spot: Entry['spot']; misplaced: boolean },
  reading: PeopleReading,
): Address[] | undefined {
  const { report } = reading;
  if (node && hasBroken(node) && node.kind === 'scalar') return undefined;
  const isList = node?.kind === 'list';
  if (node && !isList && !(node.kind === 'scalar' && node.value === null)) {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected a list such as [slack: U01ANA, sms: "+34600000001"]`,
    );
    return undefined;
  }
  if (!isList || node.items.length === 0) {
    const remedy = 'add channels, in the order in which they are tried: [slack: U01ANA, sms: "+34600000001"]';
    if (!whose.misplaced || node)
      report.error(
        node ?? whose.spot,
        'unreachable-person',
        `nobody can reach ${whose.key} by any channel: ${remedy}`,
      );
    return undefined;
  }
  const found = eachAddress(node, reading);
  if (found?.every(({ channel }) => channel === 'terminal')) {
    report.warning(
      node,
      'unreachable-person',
      `${whose.key} is reached at a terminal only: whoever does not sit there hears nothing`,
    );
  }
  return found;
}

function eachAddress(node: ListNode, { report, settings }: PeopleReading): Address[] | undefined {
  const seen = new Set<string>();
  const found = node.items.flatMap((item): Address[] => {
    if (hasBroken(item)) return [];
    if (textOf(item) === 'terminal') return once({ channel: 'terminal', to: '' }, item);
    const [entry, second] = item.kind === 'map' ? item.entries : [];
    if (!entry || second || !addressKeys.includes(entry.key)) {
      report.error(
        item,
        'wrong-value',
        `found ${second ? 'several channels in one' : whatIs(item)}, expected ${channelForm}`,
      );
      return [];
    }
    const address = readAddress(entry, settings && setUpBy(settings), 'person', report);
    return address ? once(address, item) : [];
  });
  return found.length === node.items.length ? found : undefined;

  function once(address: Address, item: Node): Address[] {
    const key = `${address.channel} ${address.to}`;
    if (seen.has(key)) {
      report.error(item, 'wrong-value', `found ${key.trim()} twice: leave one of them out`);
      return [];
    }
    seen.add(key);
    return [address];
  }
}

function whatIs(item: Node): string {
  const key = item.kind === 'map' ? item.entries[0]?.key : undefined;
  return key === undefined ? describeNode(item) : `"${key}"`;
}
