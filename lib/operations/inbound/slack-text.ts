import type { Directory } from '../../model/people.ts';
import { slackText } from '../../wire/slack-text.ts';
import { personOfSlack } from './who.ts';

/** A message that only one person sees, and that leaves the one with the buttons as it is (docs.slack.dev, handling user interaction). */
export interface SlackMessage {
  response_type: 'ephemeral';
  replace_original: false;
  text: string;
}

/** Nobody reads a longer one. */
const shownMax = 2500;

export function onlyForThem(text: string): SlackMessage {
  return { response_type: 'ephemeral', replace_original: false, text: slackText(text, shownMax) };
}

/** What a person wrote in Slack, as they saw it: mentions by name, links as what they show and where they lead. */
export function fromSlack(text: string, directory: Directory): string {
  return text
    .replaceAll(/<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>/g, (_, code: string, label: string | undefined) =>
      spoken(code, label, directory),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function spoken(code: string, label: string | undefined, directory: Directory): string {
  if (code.startsWith('@'))
    return `@${personOfSlack(directory, code.slice(1))?.id ?? label ?? code.slice(1)}`;
  if (code.startsWith('#')) return `#${label || code.slice(1)}`;
  if (code.startsWith('!')) return `@${label || code.slice(1)}`;
  return label === undefined || label === '' || label === code ? code : `${label} (${code})`;
}
