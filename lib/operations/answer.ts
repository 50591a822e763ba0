import { addVoice, asksOf } from '../history/asks.ts';
import { abortLedger, readLedger } from '../history/ledger.ts';
import { markLeft, stopUndo, undoDone, undoKey } from '../history/ledger-undo.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import { bytesOf } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import { abortNested, placeOf, tellOnce } from './abort-run.ts';
import { checkAnswer, type Known } from './check-answer.ts';
import { findRun } from './find-run.ts';
import { note } from './note.ts';
import { asSeen, questionFor } from './open-asks.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { personOf } from './person.ts';

/** Answering: the voice is kept, then the one decision and what follows from it, and only then the state machine is told. */
export function makeAnswer(parts: OperationParts): Pick<Operations, 'answer'> {
  return {
    answer: async (id, answer, name, because, { ask: wanted, step, ...more } = {}) => {
      const { table, clock } = parts;
      const by = personOf(name);
      const run = await findRun(table, id);
      const asks = (await asksOf(table, run.run)).map((ask) => asSeen(ask, clock.now()));
      const which = {
        ...(wanted === undefined ? {} : { ask: wanted }),
        ...(step === undefined ? {} : { step }),
      };
      const open = questionFor(run, asks, answer, which);
      const at = iso(clock.now());
      const brought = checkAnswer(open, answer, more, knownTo(run, parts), clock.now());
      refuseLong({ because, ...brought }, open);
      const voice: Voice = { by, answer, because, at, ...brought };
      const ask = await addVoice(table, open, voice);
      // Two people may say something at the same moment.
      const n = 2 * (ask.voices.length - 1);
      await note(parts, { run: run.run, kind: 'answered', ...placeOf(ask), n, text: saidLine(voice) });
      const { decision } = ask;
      if (!decision) return null;
      await note(parts, {
        run: run.run,
        kind: 'decided',
        ...placeOf(ask),
        n: n + 1,
        text: decidedLine(ask),
      });
      await unlessClosed(() => follow(ask, decision, parts));
      await tellOnce(ask, parts);
      return decision;
    },
  };
}

/** An answer stands in several places of the history, and goes on with the run: together they have 256 KiB. */
const answerBytesMax = 32_768;

function refuseLong(said: object, { title, run, step }: Ask): void {
  const bytes = bytesOf(said);
  if (bytes <= answerBytesMax) return;
  fail('BadInput', {
    what: `the answer to "${title}" is ${Math.ceil(bytes / 1024)} KB long, and at most ${answerBytesMax / 1024} are kept`,
    todo: 'put it where files are kept, and write down where that is',
    run,
    step,
  });
}

function knownTo({ runbook, clusters }: Run, { manifests }: OperationParts): Known {
  const manifest = Object.hasOwn(manifests, runbook) ? manifests[runbook] : undefined;
  return manifest?.estate ?? { clusters, databases: {} };
}

/** `ana said retry with backup = "older": the newest one is broken` */
function saidLine({ by, answer, because, for: group, to, values, record }: Voice): string {
  const set = Object.entries(values ?? record ?? {}).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}`,
  );
  const parts = [
    `${by} said ${answer}`,
    ...(group === undefined ? [] : [`for ${group}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
    ...(set.length === 0 ? [] : [`with ${set.join(', ')}`]),
  ];
  return `${parts.join(' ')}${because ? `: ${because}` : ''}`;
}

function decidedLine({ decision, title, voices, quorum }: Ask): string {
  if (!decision) return '';
  const count = voices.filter((voice) => voice.answer === 'approve').length;
  const wanted =
    typeof quorum === 'number'
      ? quorum
      : Object.entries(quorum)
          .map(([group, number]) => `${number} of ${group}`)
          .join(', ');
  const of = decision.answer === 'approve' && wanted !== 1 ? ` (${count}; wanted ${wanted})` : '';
  const to = decision.to === undefined ? '' : ` to ${decision.to}`;
  return `"${title}": ${decision.answer}${to} by ${decision.by}${of}`;
}

/** What the ledger has to know of a decision before the state machine does: no change after no; what is taken back, and what is left. */
async function follow(ask: Ask, decision: Voice, parts: OperationParts): Promise<void> {
  const { table } = parts;
  const { answer, by, at, because } = decision;
  const reason = because ? `: ${because}` : '';
  if (ask.undo !== undefined) {
    if (answer === 'abort') await stopUndo(table, ask.run, { by, at, because: `at "${ask.title}"${reason}` });
    if (answer === 'skip' && (await knows(ask, parts))) await markLeft(table, ask.run, ask, by);
    return;
  }
  if (answer === 'reject' || answer === 'abort') {
    const said = answer === 'reject' ? `rejected "${ask.title}"${reason}` : `at "${ask.title}"${reason}`;
    const abort = { by, at, because: said };
    const ledger = await abortLedger(table, ask.run, abort);
    // Asked after the abort, it is about the taking back.
    if (ledger.aborted && ask.openedAt > ledger.aborted.at) await stopUndo(table, ask.run, abort);
    await abortNested(ledger, abort, parts);
    return;
  }
  if (ask.kind !== 'manual' || answer !== 'done' || !(await knows(ask, parts))) return;
  await undoDone(table, ask.run, ask, { by, at, because, record: decision.record ?? {} }, at);
}

/** Whether the ledger knows the step of the question as one that can be taken back. */
async function knows(ask: Ask, { table }: OperationParts): Promise<boolean> {
  const ledger = await readLedger(table, ask.run);
  return ledger !== undefined && Object.hasOwn(ledger.undo, undoKey(ask));
}

async function unlessClosed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (codeOf(error) !== 'RunClosed') throw error;
  }
}
