import { tell } from '../history/tell.ts';
import { formatDuration, parseDuration } from '../model/duration.ts';
import type { Json } from '../model/json.ts';
import { askedFields } from './asked-fields.ts';
import type { Parts } from './parts.ts';
import { answerDry, beginPeopleStep, ofUndo } from './people-step.ts';
import { put } from './question.ts';

/**
 * Lets time pass: a question that nobody is woken for, so that a person can end it early, and an abort does. Its end is the time limit of
 * its state.
 */
export async function handleWait(raw: unknown, parts: Parts): Promise<Json> {
  const step = await beginPeopleStep(raw, 'wait', parts);
  const { call, run, record } = step;
  const given = askedFields(call).need('for', {
    is: isDuration,
    todo: 'give `for` as a duration, such as 5m',
  });
  const seconds = typeof given === 'number' ? given : (parseDuration(given) ?? 0);
  const time = formatDuration(seconds);
  if (run.mode === 'dry-run') {
    await answerDry(
      step,
      { answer: 'go-on', because: 'a dry-run waits for nothing' },
      [`would wait ${time}`],
      parts,
    );
    return null;
  }
  const asked = await put(
    run,
    call,
    { kind: 'wait', ...ofUndo(call), options: ['go-on', 'abort'], levels: [], quorum: 1, covers: [] },
    { level: 0, seconds },
    async () => ({
      question: `waits ${time}; \`rebound answer ${run.run} go-on\` ends it early`,
      plans: [],
    }),
    parts,
    record,
  );
  if (asked.decision) await tell(parts.clients.table, parts.clients.states, asked);
  return null;
}

/** Seconds, as expressions have them, or as written. */
function isDuration(value: unknown): value is number | string {
  return typeof value === 'number'
    ? value >= 0
    : typeof value === 'string' && parseDuration(value) !== undefined;
}
