import type { Ask } from '../model/ask.ts';
import { formatDuration } from '../model/duration.ts';

/** A page is read on a phone: of a longer text only its beginning. `rebound show` has the whole. */
const textMax = 700;

/** What a page says: the question, what the answers mean where they are the runbook's own, and how to answer within `seconds`. */
export function pageText(ask: Ask, seconds: number): string {
  const question = shortText(ask.question);
  const said = [question, ...meaningsOf(ask)].join(' ');
  const whole = said.length < ask.question.length ? ` \`rebound show ${ask.run}\` has all of it.` : '';
  return `${said}${whole} (${commandOf(ask)} within ${formatDuration(seconds)})`;
}

/** The same for where the question and its time are shown beside it. */
export function howToAnswer(ask: Ask): string {
  return [...meaningsOf(ask), `Answer here, or ${commandOf(ask)}`].join(' ');
}

function meaningsOf({ labels, recommend }: Ask): string[] {
  const meanings = Object.entries(labels ?? {}).map(
    ([word, meaning]) => `${word}: ${meaning}${word === recommend ? ' (recommended)' : ''}`,
  );
  return meanings.length > 0 ? [`${meanings.join('; ')}.`] : [];
}

function commandOf({ run, options, record }: Ask): string {
  const written = Object.keys(record ?? {}).map((name) => ` --set ${name}=VALUE`);
  const set = written.length > 0 ? `, done with${written.join('')}` : '';
  return `\`rebound answer ${run} ${options.join('|')}\`${set}`;
}

/** Its beginning. */
export function shortText(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax - 1).trimEnd()}…`;
}
