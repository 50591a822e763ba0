import { forget, markDone, meet } from '../../history/seen.ts';
import type { InboundAnswer, InboundParts } from './request.ts';
import { answerOf, taken } from './request.ts';
import { objectIn, textAt } from './body.ts';

/**
 * Acts on what is called `name` once: a repetition gets the answer that the first one got, and does nothing. Where the first one failed,
 * or died, a repetition acts. While it is still at it, `meanwhile` is the answer.
 */
export async function once(
  { table, clock }: InboundParts,
  { name, keptSeconds, meanwhile }: { name: string; keptSeconds: number; meanwhile: InboundAnswer },
  act: () => Promise<InboundAnswer>,
): Promise<InboundAnswer> {
  const met = await meet(table, name, clock.now(), keptSeconds);
  if (met.met === 'under-way') return meanwhile;
  if (met.met === 'done') return again(met.answer);
  let answer: InboundAnswer;
  try {
    answer = await act();
  } catch (error) {
    await forget(table, name).catch(() => undefined);
    throw error;
  }
  const kept = JSON.stringify({ body: answer.body, type: answer.headers['content-type'] ?? '' });
  // It is done; when that cannot be noted, a repetition does again what changes nothing twice.
  await markDone(table, name, kept, clock.now(), keptSeconds).catch(() => undefined);
  return answer;
}

function again(kept: string): InboundAnswer {
  const value = objectIn(kept);
  const body = textAt(value, 'body') ?? '';
  const type = textAt(value, 'type') ?? '';
  const answer = taken('came again');
  return {
    ...answer,
    headers: { ...answer.headers, ...(type === '' ? {} : { 'content-type': type }) },
    body,
  };
}

/** For senders that come again by themselves. */
export function comeAgain(): InboundAnswer {
  const answer = answerOf(
    503,
    { code: 'Unavailable', facts: { what: 'the same request is being worked on', todo: 'send it again' } },
    'is under way',
  );
  return { ...answer, headers: { ...answer.headers, 'retry-after': '60' } };
}
