import { addVoice, asksOf } from '../history/asks.ts';
import { aloneLine, checkTyped } from '../history/break-glass.ts';
import { noteFirst } from '../history/command.ts';
import { abortLedger, readLedger } from '../history/ledger.ts';
import { markLeft, stopUndo, undoDone, undoKey } from '../history/ledger-undo.ts';
import { checkVoice, namesOf } from '../history/voices.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import { bytesOf } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { abortNested, placeOf, tellOnce } from './abort-run.ts';
import { checkAnswer, type Known } from './check-answer.ts';
import { findRun } from './find-run.ts';
import { firstPage, secondsBetween } from './first-page.ts';
import { note } from './note.ts';
import { asSeen, isMeant, questionFor } from './open-asks.ts';
import type { AnswerDetails, Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { harmless, saidLengthMax, sayable, whoIs } from './person.ts';
import { keepingRefusals, type Tried } from './refused.ts';

/** Behind what a function writes of the same question in the same millisecond. */
const eventsFrom = 300;

/** Answering: the voice is kept, then the one decision and what follows from it, and only then the state machine is told. */
export function makeAnswer(parts: OperationParts): Pick<Operations, 'answer'> {
  return {
    answer: async (id, answer, name, because, details = {}) => {
      const run = await findRun(parts.table, id);
      const channel = details.channel === undefined ? {} : { channel: details.channel };
      const tried: Tried = { run: run.run, by: name, what: answer, ...channel };
      return keepingRefusals(
        () => tried,
        parts,
        async () => {
          const said = { answer, name, because, details };
          const { ask, voice } = await say(run, said, tried, parts);
          await noteAnswered(ask, voice, parts);
          if (!ask.decision) {
            await noteFirst(parts.table, run, voice.by, voice.at);
            return null;
          }
          await noteDecided(ask, ask.decision, parts);
          const { decision } = ask;
          await unlessClosed(() => follow(ask, decision, parts));
          await tellOnce(ask, parts);
          await noteFirst(parts.table, run, voice.by, voice.at);
          await parts.deliver?.(run.run);
          return decision;
        },
      );
    },
  };
}

interface Said {
  answer: string;
  name: string;
  because: string;
  details: AnswerDetails;
}

/** Finds the question that is meant, and adds the voice to it. What is meant is noted in `tried` as it is found, for a refusal. */
async function say(
  run: Run,
  { answer, name, because, details: { ask: wanted, step, ...more } }: Said,
  tried: Tried,
  parts: OperationParts,
): Promise<{ ask: Ask; voice: Voice }> {
  const { table, clock, directory } = parts;
  const asks = (await asksOf(table, run.run)).map((ask) => asSeen(ask, clock.now()));
  const which = {
    ...(wanted === undefined ? {} : { ask: wanted }),
    ...(step === undefined ? {} : { step }),
  };
  const meant = wanted === undefined ? undefined : asks.find((ask) => isMeant(ask, which));
  if (meant) tried.ask = meant;
  const open = questionFor(run, asks, answer, which);
  tried.ask = open;
  const by = whoIs(name, directory);
  tried.ofValues = true;
  const brought = checkAnswer(open, answer, more, knownTo(run, parts), clock.now());
  refuseLong({ because, ...brought }, open);
  tried.ofValues = false;
  const voice: Voice = {
    by,
    answer,
    because: sayable(because, saidLengthMax),
    at: iso(clock.now()),
    ...brought,
    ...(directory ? { groups: namesOf(open, by, directory) } : {}),
  };
  if (voice.breakGlass !== undefined && answer === 'approve') {
    checkVoice(open, voice);
    checkTyped(open, voice.breakGlass, describeTarget(run.target ?? {}));
  }
  return { ask: await addVoice(table, open, voice), voice };
}

async function noteAnswered(ask: Ask, voice: Voice, parts: OperationParts): Promise<void> {
  await note(parts, {
    run: ask.run,
    kind: 'answered',
    ...placeOf(ask),
    // Two people may say something at the same moment.
    n: eventsFrom + 2 * (ask.voices.length - 1),
    text: saidLine(voice),
    person: voice.by,
    ...(voice.channel === undefined ? {} : { channel: voice.channel }),
    seconds: await secondsSincePaged(ask, voice, parts),
  });
}

async function noteDecided(ask: Ask, decision: Voice, parts: OperationParts): Promise<void> {
  await note(parts, {
    run: ask.run,
    kind: 'decided',
    ...placeOf(ask),
    n: eventsFrom + 2 * (ask.voices.length - 1) + 1,
    text: decidedLine(ask),
    person: decision.by,
    ...(decision.channel === undefined ? {} : { channel: decision.channel }),
    seconds: secondsBetween(ask.openedAt, decision.at),
    ...(decision.breakGlass === undefined
      ? {}
      : { findings: [{ text: aloneLine(ask.title, decision), bad: true }] }),
  });
}

/** How long the person took: since they were paged for the first time, or since the question was asked where that is not known. */
async function secondsSincePaged(ask: Ask, { by, at }: Voice, { table }: OperationParts): Promise<number> {
  return secondsBetween((await firstPage(table, ask, by)) ?? ask.openedAt, at);
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
function saidLine({ by, answer, because, for: group, to, values, record, breakGlass }: Voice): string {
  const set = Object.entries(values ?? record ?? {}).map(
    ([name, value]) => `${name} = ${harmless(JSON.stringify(value))}`,
  );
  const parts = [
    `${by} said ${answer}`,
    ...(breakGlass === undefined ? [] : ['by break-glass']),
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
  if (decision.breakGlass !== undefined)
    return `"${title}": approve by ${decision.by} alone, by break-glass: ${decision.because}`;
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
