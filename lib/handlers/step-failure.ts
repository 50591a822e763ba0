import { clearTransient, countTransient } from '../history/ledger.ts';
import type { StepCall } from '../model/call.ts';
import {
  codeOf,
  type ErrorFacts,
  explain,
  ReboundError,
  sentenceOf,
  transientCodes,
} from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import type { Line } from './record.ts';

/** Consecutive transient errors of a pending step after which a human looks. At one poll a minute, about ten minutes. */
const transientsMax = 10;

type Of = Pick<StepCall, 'step' | 'iteration' | 'attempt' | 'phase'>;

/** Under which the transient errors of a step are counted: iterations fail each for itself, and so does taking back. */
function countedAs({ step, iteration, phase }: Of): string {
  return `${step}${iteration === 0 ? '' : `.${iteration}`}${phase === 'undo' ? '.undo' : ''}`;
}

/** A call answered: errors before this are not in a row with those after it. */
export async function answered(call: Of, { run, ledger }: Standing, parts: Parts): Promise<void> {
  const key = countedAs(call);
  if (ledger.transients[key]) await clearTransient(parts.clients.table, run.run, key);
}

/** Something outside is pending: this is no first call, or a change of the step was begun. */
function isPending(call: Of, { entries }: Ledger): boolean {
  return (
    call.attempt > 0 ||
    Object.values(entries).some(
      ({ step, iteration, undoes = false }) =>
        step === call.step && iteration === call.iteration && undoes === (call.phase === 'undo'),
    )
  );
}

/**
 * What the state machine is told of a step that did not end. While something outside is pending, a transient error is NotReady:
 * the poll goes on, and consecutive ones are counted.
 */
export async function explainFailure(
  error: unknown,
  call: Of,
  standing: Standing,
  parts: Parts,
  findings: Finding[],
  record: (line: Line) => Promise<void>,
): Promise<ReboundError> {
  const { run, ledger } = standing;
  const code = codeOf(error);
  const facts: ErrorFacts = {
    ...(code && error instanceof Error ? (error as ReboundError).facts : { what: explain(error) }),
    run: run.run,
    step: call.step,
  };
  if (code === 'NotReady') {
    await answered(call, standing, parts);
    await record({ kind: 'step-waiting', text: sentenceOf(facts), findings });
    return new ReboundError('NotReady', facts, { cause: error });
  }
  if (code && transientCodes.includes(code) && isPending(call, ledger)) {
    const count = await countTransient(parts.clients.table, run.run, countedAs(call));
    if (count <= transientsMax) {
      await record({
        kind: 'step-waiting',
        text: `no answer (${count} in a row): ${sentenceOf(facts)}`,
        findings,
      });
      return new ReboundError('NotReady', facts, { cause: error });
    }
  }
  if (!code || !transientCodes.includes(code)) {
    const failure = { code: code ?? 'Broken', facts: facts as Json };
    await record({ kind: 'step-failed', text: sentenceOf(facts), findings, error: failure });
  }
  return new ReboundError(code ?? 'Broken', facts, { cause: error });
}
