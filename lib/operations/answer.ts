import { addVoice, asksOf } from '../history/asks.ts';
import { abortLedger } from '../history/ledger.ts';
import { tell } from '../history/tell.ts';
import type { Answer, Ask } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { formatTime } from '../model/duration.ts';
import { codeOf, fail } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { findRun } from './find-run.ts';
import { note } from './note.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { personOf } from './person.ts';

/** Answering: the voice is kept, then the one decision, and only then the state machine is told. */
export function makeAnswer(parts: OperationParts): Pick<Operations, 'answer'> {
  return {
    answer: async (id, answer, name, because) => {
      const { table } = parts;
      const by = personOf(name);
      const run = await findRun(table, id);
      const open = questionFor(run, await asksOf(table, run.run), answer);
      const at = iso(parts.clock.now());
      const ask = await addVoice(table, open, { by, answer, because, at });
      const reason = because ? `: ${because}` : '';
      await note(parts, {
        run: run.run,
        kind: 'answered',
        ...placeOf(ask),
        text: `${by} said ${answer}${reason}`,
      });
      const { decision } = ask;
      if (!decision) return null;
      await note(parts, { run: run.run, kind: 'decided', ...placeOf(ask), n: 1, text: decidedLine(ask) });
      if (decision.answer === 'reject' || decision.answer === 'abort')
        await stopChanges(ask, decision, parts);
      await tellOnce(ask, parts);
      return decision;
    },
  };
}

function questionFor(run: Run, asks: Ask[], answer: Answer): Ask {
  const open = run.status === 'open' ? asks.filter((ask) => !ask.decision) : [];
  const fitting = open.find((ask) => ask.options.includes(answer));
  if (fitting) return fitting;
  const [other] = open;
  if (other) {
    return fail('BadInput', {
      what: `the open question of run ${run.run}, "${other.title}", does not take ${answer}`,
      todo: `answer ${other.options.join(' or ')}`,
      run: run.run,
      step: other.step,
    });
  }
  const last = asks
    .filter((ask) => ask.decision)
    .sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
    .at(-1);
  if (last?.decision) {
    return fail('AlreadyDecided', {
      what: `${last.decision.by} decided "${last.title}" already: ${last.decision.answer}, at ${formatTime(Date.parse(last.decision.at))}`,
      ...(run.status === 'closed' ? { why: `and the run is over: ${run.outcome}` } : {}),
      todo: `rebound show ${run.run} tells how it went on`,
      run: run.run,
    });
  }
  return fail('NothingToAnswer', {
    what:
      run.status === 'closed' ? `run ${run.run} is over: ${run.outcome}` : `run ${run.run} asks nothing now`,
    todo: `rebound show ${run.run} tells how far it is`,
    run: run.run,
  });
}

function decidedLine({ decision, title, voices, quorum }: Ask): string {
  if (!decision) return '';
  const count = voices.filter((voice) => voice.answer === 'approve').length;
  const of = decision.answer === 'approve' && quorum > 1 ? ` (${count} of ${quorum})` : '';
  return `"${title}": ${decision.answer} by ${decision.by}${of}`;
}

/** No change after no: the ledger knows it before the state machine does. */
async function stopChanges(
  ask: Ask,
  decision: NonNullable<Ask['decision']>,
  parts: OperationParts,
): Promise<void> {
  const { by, at, because, answer } = decision;
  const reason = because ? `: ${because}` : '';
  const said = answer === 'reject' ? `rejected "${ask.title}"${reason}` : `at "${ask.title}"${reason}`;
  try {
    await abortLedger(parts.table, ask.run, { by, at, because: said });
  } catch (error) {
    if (codeOf(error) !== 'RunClosed') throw error;
  }
}

/** The decision is durable: when telling fails now, the janitor tells it again. */
export async function tellOnce(ask: Ask, { table, states }: OperationParts): Promise<void> {
  try {
    await tell(table, states, ask);
  } catch {
    // the janitor's business
  }
}

export function placeOf(ask: Ask) {
  return { state: ask.title, step: ask.step, iteration: ask.iteration, generation: ask.generation };
}
