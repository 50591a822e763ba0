import type { Message } from './channels.ts';
import { harmless, minutesLeft, oneLine } from './shown-text.ts';

/** A message where there is room for all of it and nothing to press: mail, a terminal. `now` in milliseconds since the epoch. */
export function messageLines(message: Message, now: number): string[] {
  const { title, target, text, question, link, run } = message;
  const head = `${message.alarming ? '!! ' : ''}${oneLine(title)}${target ? ` (${oneLine(target)})` : ''}`;
  const asked = question
    ? [
        '',
        ...harmless(question.text).split('\n'),
        ...question.lines.map((line) => `  - ${oneLine(line)}`),
        '',
        // how it is answered stands behind what is asked
        ...(text.trim() ? harmless(text).split('\n') : []),
        `Answers: ${question.answers.map(({ answer, label }) => (answer.toLowerCase() === label.toLowerCase() ? answer : `${answer} (${oneLine(label)})`)).join(', ')}`,
        `${minutesLeft(question.endsAt, now)} minutes left${question.then ? `, then ${oneLine(question.then)} is asked` : ''}`,
      ]
    : harmless(text).split('\n');
  return [head, ...asked, '', `Run ${run}${link ? `: ${oneLine(link)}` : ''}`];
}
