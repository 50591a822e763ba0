import type { Ask, Voice } from '../model/ask.ts';
import type { AskAnswer } from '../model/call.ts';
import { codeOf, type ErrorCode, type ErrorFacts } from '../model/errors.ts';
import { formatDuration } from '../model/duration.ts';
import type { Json } from '../model/json.ts';
import type { States } from '../wire/states.ts';
import type { Table } from '../wire/table.ts';
import { markTold } from './asks.ts';
import { putDecided } from './decided.ts';
import { readLedger } from './ledger.ts';
import { openNested } from './open-nested.ts';

/** Answers that end what asked, as the error that the state machine gets. Every other one is an output. */
const errors: Record<string, { code: ErrorCode; verb: string }> = {
  reject: { code: 'Rejected', verb: 'rejected' },
  abort: { code: 'Aborted', verb: 'aborted at' },
  cannot: { code: 'CannotDo', verb: 'could not do' },
};

/**
 * Tells the state machine what was decided, once people are sure to hear of it, too. The decision is durable before this, and told again
 * (by the next level's ask, by the janitor) until it is known. Gives false when the token is not known any more: the next ask brings a new one; and when a no has
 * to wait, because runs of the run's steps still end.
 */
export async function tell(table: Table, states: States, ask: Ask): Promise<boolean> {
  if (!ask.decision) return false;
  await putDecided(table, ask, ask.decision);
  return tellStates(table, states, ask);
}

/** The same, for who knows that people will hear of it: `putDecided` came first. */
export async function tellStates(table: Table, states: States, ask: Ask): Promise<boolean> {
  const { decision, token } = ask;
  if (!decision) return false;
  if (isNo(decision) && (await endsLater(table, ask.run))) return false;
  try {
    const error = Object.hasOwn(errors, decision.answer) ? errors[decision.answer] : undefined;
    if (error) await states.fail(token, error.code, JSON.stringify(factsOf(ask, decision, error.verb)));
    else await states.succeed(token, { ...answerOf(decision) } satisfies { [K in keyof AskAnswer]: Json });
  } catch (error) {
    if (codeOf(error) === 'NotFound') return false;
    throw error;
  }
  await markTold(table, ask, token);
  return true;
}

const isNo = ({ answer }: Voice): boolean => answer === 'reject' || answer === 'abort';

async function endsLater(table: Table, run: string): Promise<boolean> {
  const ledger = await readLedger(table, run);
  return ledger !== undefined && (await openNested(table, ledger)) !== undefined;
}

/** What an ask's state receives: every field, absent ones null, so that no expression reads what is not there. */
export function answerOf({ answer, by, because, at, values, to, record }: Voice): AskAnswer {
  return {
    approved: answer === 'approve',
    answer,
    by,
    because,
    at,
    values: values ?? null,
    to: to ?? null,
    record: record ?? null,
  };
}

function factsOf(ask: Ask, { by, because, at }: Voice, verb: string): ErrorFacts {
  const after = formatDuration((Date.parse(at) - Date.parse(ask.openedAt)) / 1000);
  return {
    what: `${by} ${verb} "${ask.title}" after ${after}: ${because || 'no reason given'}`,
    by,
    run: ask.run,
    step: ask.step,
  };
}
