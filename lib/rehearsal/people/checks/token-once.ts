import { isObject } from '../../../model/json.ts';
import { textOf } from '../../read.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { violation } from '../asked.ts';

/** 24. No token of Step Functions is used twice, and none is in anything that a person sees. (What is written is judged by 11.) */
export const tokenOnce: Invariant = {
  number: 24,
  title: 'A token is used once, and seen by nobody',
  boundedOnly: false,
  check: (watched) => [...usedTwice(watched), ...shown(watched)],
};

function usedTwice({ calls }: Watched): Violation[] {
  const used = new Set<string>();
  return calls.flatMap(({ facts, effect, process }): Violation[] => {
    if (effect?.status !== 200 || !/^SendTask(Success|Failure)$/.test(facts.operation ?? '')) return [];
    const token = textOf(facts.members?.['taskToken']);
    if (!used.has(token)) {
      used.add(token);
      return [];
    }
    return [violation(24, { run: process?.run ?? '' }, effect.at, 'a task token was taken twice')];
  });
}

function shown(watched: Watched): Violation[] {
  const { processes, replies, last, endedAt } = watched;
  const tokens = processes.flatMap(({ payload }) =>
    isObject(payload) && typeof payload['token'] === 'string' ? [payload['token']] : [],
  );
  if (tokens.length === 0) return [];
  const messages = JSON.stringify([last.messages, last.rooms, last.pages, last.published]);
  const all = [
    { where: 'a message', at: endedAt, text: messages },
    ...replies.map(({ by, at, text, error }) => ({
      where: `what ${by} was told`,
      at,
      text: `${text}${JSON.stringify(error ?? null)}`,
    })),
  ];
  return all.flatMap(({ where, at, text }) =>
    tokens.some((token) => text.includes(token))
      ? [violation(24, { run: '' }, at, `${where} holds a task token`)]
      : [],
  );
}
