import type { Answer } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';

/** The answer as typed; BadInput with the nearest one. */
export function answerWord(word: string, known: readonly Answer[]): Answer {
  const answer = known.find((one) => one === word);
  if (answer) return answer;
  const close = nearest(word, [...known]);
  return fail('BadInput', {
    what: `"${word}" is no answer`,
    todo: close ? `did you mean ${close}?` : `write ${known.join(', ')}`,
  });
}
