import { isQuiet } from '../../model/on-call.ts';
import type { Address, ChannelKind, Directory, Person } from '../../model/people.ts';

/** One way to reach a person: the name that is kept of it, `sms`, of a second one of its kind `sms 2`. */
export interface Way {
  channel: string;
  address: Address;
  urgency: 'now' | 'info';
}

/** They wake nobody: what comes by them waits until somebody looks. */
const gentle: readonly ChannelKind[] = ['slack', 'mail', 'webhook', 'terminal'];

/** The kind of channel that a kept name stands for. */
export function kindOf(channel: string): string {
  return channel.replace(/ \d+$/, '');
}

/** A person's ways in their order; `info`: only those that wake nobody. */
export function waysOf({ channels }: Pick<Person, 'channels'>, urgency: 'now' | 'info'): Way[] {
  const ways = channels.map((address, index): Way => {
    const before = channels.slice(0, index).filter(({ channel }) => channel === address.channel).length;
    return { channel: before === 0 ? address.channel : `${address.channel} ${before + 1}`, address, urgency };
  });
  return urgency === 'now' ? ways : ways.filter(({ address }) => gentle.includes(address.channel));
}

/** How a person may be reached at a time. */
export interface Reachable {
  person: string;
  /** It is within their quiet hours, and those count. */
  quiet: boolean;
  /** In quiet hours only what wakes nobody. */
  ways: Way[];
  /** All of them, what wakes nobody first: for who has to be woken all the same. */
  woken: Way[];
}

/** `loud`: nobody's quiet hours count. A person whom the directory does not have cannot be reached. */
export function reachableAt(directory: Directory, id: string, now: number, loud: boolean): Reachable {
  const person = Object.hasOwn(directory.people, id) ? directory.people[id] : undefined;
  if (!person) return { person: id, quiet: false, ways: [], woken: [] };
  const all = waysOf(person, 'now');
  if (loud || !isQuiet(directory, id, now)) return { person: id, quiet: false, ways: all, woken: all };
  const quietly = waysOf(person, 'info');
  const rest = all.filter(({ channel }) => !quietly.some((way) => way.channel === channel));
  return { person: id, quiet: true, ways: quietly, woken: [...quietly, ...rest] };
}
