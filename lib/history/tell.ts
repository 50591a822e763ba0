import type { Ask } from '../model/ask.ts';
import { codeOf } from '../model/errors.ts';
import { formatDuration } from '../model/duration.ts';
import type { Json } from '../model/json.ts';
import type { States } from '../wire/states.ts';
import type { Table } from '../wire/table.ts';
import { markTold } from './asks.ts';

/**
 * Tells the state machine what was decided. The decision is durable before this, and told again (by the next level's ask,
 * by the janitor) until it is known. Gives false when the token is not known any more: the next ask brings a new one.
 */
export async function tell(table: Table, states: States, ask: Ask): Promise<boolean> {
  const { decision, token } = ask;
  if (!decision) return false;
  try {
    if (decision.answer === 'approve' || decision.answer === 'retry') {
      const output = { approved: decision.answer === 'approve', ...decision } satisfies Json;
      await states.succeed(token, output);
    } else {
      await states.fail(
        token,
        decision.answer === 'reject' ? 'Rejected' : 'Aborted',
        JSON.stringify(factsOf(ask)),
      );
    }
  } catch (error) {
    if (codeOf(error) === 'NotFound') return false;
    throw error;
  }
  await markTold(table, ask, token);
  return true;
}

function factsOf(ask: Ask) {
  const { by, because, answer, at } = ask.decision ?? {
    by: '',
    because: '',
    answer: 'abort',
    at: ask.openedAt,
  };
  const after = formatDuration((Date.parse(at) - Date.parse(ask.openedAt)) / 1000);
  const verb = answer === 'reject' ? 'rejected' : 'aborted at';
  return {
    what: `${by} ${verb} "${ask.title}" after ${after}: ${because || 'no reason given'}`,
    by,
    run: ask.run,
    step: ask.step,
  };
}
