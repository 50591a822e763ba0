import type { Ask } from '../model/ask.ts';
import { formatDuration } from '../model/duration.ts';

/** A page is read on a phone: of a longer text only its beginning. `rebound show` has the whole. */
const textMax = 700;

/**
 * What a page says: the question, how many more alarms joined its run, what the answers mean where they are the runbook's own, and how to
 * answer within `seconds`.
 */
export function pageText(ask: Ask, seconds: number, joined: number): string {
  const question = shortText(ask.question);
  const asked = [question, ...meaningsOf(ask)].join(' ');
  const said = [question, ...joinedText(joined), ...meaningsOf(ask)].join(' ');
  const whole = asked.length < ask.question.length ? ` \`rebound show ${ask.run}\` has all of it.` : '';
  return `${said}${whole} (${commandOf(ask, ` within ${formatDuration(seconds)}`)})`;
}

/** The same for where the question and its time are shown beside it. */
export function howToAnswer(ask: Ask, joined: number): string {
  return [...joinedText(joined), ...meaningsOf(ask), `Answer: ${commandOf(ask)}`].join(' ');
}

function joinedText(joined: number): string[] {
  return joined === 0 ? [] : [`${joined} more alarm${joined === 1 ? '' : 's'} for it joined.`];
}

function meaningsOf({ labels, recommend }: Ask): string[] {
  const meanings = Object.entries(labels ?? {}).map(
    ([word, meaning]) => `${word}: ${meaning}${word === recommend ? ' (recommended)' : ''}`,
  );
  return meanings.length > 0 ? [`${meanings.join('; ')}.`] : [];
}

function commandOf({ run, options, record }: Ask, within = ''): string {
  const written = Object.keys(record ?? {}).map((name) => ` --set ${name}=VALUE`);
  const set = written.length > 0 ? `, done with${written.join('')}` : '';
  // never one that acts when it is copied as it stands
  return `\`rebound answer ${run} WORD\`${within}: WORD is ${options.join(' or ')}${set}`;
}

/** Its beginning. */
export function shortText(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax - 1).trimEnd()}…`;
}
