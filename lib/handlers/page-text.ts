import type { Ask } from '../model/ask.ts';
import { formatDuration } from '../model/duration.ts';

/** A page is read on a phone: of a longer text only its beginning. `rebound show` has the whole. */
const textMax = 700;

/** What a page says: the question, what the answers mean where they are the runbook's own, and how to answer within `seconds`. */
export function pageText(ask: Ask, seconds: number): string {
  const meanings = Object.entries(ask.labels ?? {}).map(
    ([word, meaning]) => `${word}: ${meaning}${word === ask.recommend ? ' (recommended)' : ''}`,
  );
  const written = Object.keys(ask.record ?? {}).map((name) => ` --set ${name}=VALUE`);
  const said = [short(ask.question), ...(meanings.length > 0 ? [`${meanings.join('; ')}.`] : [])].join(' ');
  const how = `rebound answer ${ask.run} ${ask.options.join('|')}`;
  const whole = said.length < ask.question.length ? ` \`rebound show ${ask.run}\` has all of it.` : '';
  const set = written.length > 0 ? `, done with${written.join('')}` : '';
  return `${said}${whole} (\`${how}\`${set} within ${formatDuration(seconds)})`;
}

function short(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax - 1).trimEnd()}…`;
}
