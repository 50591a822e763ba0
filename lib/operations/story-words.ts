import { formatDuration } from '../model/duration.ts';
import type { Directory } from '../model/people.ts';
import { harmless } from './person.ts';

const channels: Record<string, string> = {
  slack: 'Slack',
  pagerduty: 'PagerDuty',
  sms: 'SMS',
  mail: 'mail',
  webhook: 'webhook',
  terminal: 'the terminal',
  pager: 'the pager',
  topic: 'the topic',
  cli: 'the command line',
  console: 'the console',
};

/** `Slack`; a second way of a kind is `SMS 2`. */
export function channelName(channel: string): string {
  const [kind = '', more] = channel.split(' ');
  const name = Object.hasOwn(channels, kind) ? channels[kind] : undefined;
  return harmless(name === undefined ? channel : more === undefined ? name : `${name} ${more}`);
}

/** A person's name; a group's, and that of somebody whom the directory does not have, as it is kept. */
export function nameOf(who: string, directory: Directory | undefined): string {
  const person = directory && Object.hasOwn(directory.people, who) ? directory.people[who] : undefined;
  return harmless(person?.name ?? who);
}

/** Several as people say them: `Ana and Ben`. */
export function namesOf(who: string, directory: Directory | undefined): string {
  return who
    .split(' and ')
    .map((one) => nameOf(one, directory))
    .join(' and ');
}

/** A text that begins with who did it, with their name. Anywhere else an id may be any word. */
export function withName(text: string, person: string | undefined, directory: Directory | undefined): string {
  if (person === undefined || !text.startsWith(`${person} `)) return text;
  return `${nameOf(person, directory)}${text.slice(person.length)}`;
}

/** `"as drilled"`; nothing for no words. */
export function quoted(text: string): string {
  const said = harmless(text);
  return said === '' ? '' : `"${said}"`;
}

/** As a sentence begins. */
export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** ` (3 m 46 s)`; nothing when it is not known. */
export function after(seconds: number | undefined): string {
  return seconds === undefined || !Number.isFinite(seconds) ? '' : ` (${formatDuration(seconds)})`;
}

export function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
