import { answers } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { askedFields, levels, sentence, textByWord } from './asked-fields.ts';
import type { Parts } from './parts.ts';
import { answerDry, beginPeopleStep, ofUndo } from './people-step.ts';
import { ask } from './question.ts';

const fixed: readonly string[] = answers;

/** Asks people which way to go on: the options are the runbook's own words, and one can always abort. A dry-run takes what is recommended. */
export async function handleDecide(raw: unknown, parts: Parts): Promise<Json> {
  const step = await beginPeopleStep(raw, 'decide', parts);
  const { call, run, record } = step;
  const { need, may } = askedFields(call);
  const question = need('question', sentence('give `question`'));
  const labels = need('options', textByWord('give `options` as words with what each means'));
  const recommend = may('recommend', sentence('give `recommend` as one of the options'));
  const words = Object.keys(labels);
  const taken = words.find((word) => fixed.includes(word));
  if (taken !== undefined || (recommend !== undefined && !words.includes(recommend))) {
    fail('BadInput', {
      what: `"${call.title}" cannot ask: ${taken === undefined ? `${recommend} is none of its options` : `${taken} means something in every runbook`}`,
      todo: `its options are ${words.join(', ')}: use other words than ${answers.join(', ')}, and recommend one of them`,
      step: call.step,
    });
  }
  if (run.mode === 'dry-run') {
    const answer = recommend ?? words[0] ?? '';
    const because = `a dry-run asks nobody: ${answer}, which is ${recommend === undefined ? 'the first option' : 'recommended'}`;
    const lines = [question, ...Object.entries(labels).map(([word, meaning]) => `${word}: ${meaning}`)];
    await answerDry(step, { answer, because }, lines, parts);
    return null;
  }
  await ask(
    run,
    call,
    {
      kind: 'decision',
      ...ofUndo(call),
      options: [...words, 'abort'],
      levels: need('ask', levels),
      quorum: 1,
      covers: [],
    },
    async () => ({ question, plans: [], labels, ...(recommend === undefined ? {} : { recommend }) }),
    parts,
    record,
  );
  return null;
}
