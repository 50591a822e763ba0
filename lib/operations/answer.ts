import { addVoice, type SeenAsk, seenAsks } from '../history/asks.ts';
import { aloneLine, checkTyped } from '../history/break-glass.ts';
import { noteFirst } from '../history/command.ts';
import { putDecided } from '../history/decided.ts';
import { abortLedger, readLedger } from '../history/ledger.ts';
import { markLeft, stopUndo, undoDone, undoKey } from '../history/ledger-undo.ts';
import { tellStates } from '../history/tell.ts';
import { checkVoice, isOf } from '../history/voices.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { codeOf } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { Table } from '../wire/table.ts';
import { abortNested, placeOf } from './abort-run.ts';
import { deliverSoon } from './deliver-soon.ts';
import { findRun } from './find-run.ts';
import { firstPage, secondsBetween } from './first-page.ts';
import { note } from './note.ts';
import { asSeen, isMeant, questionFor } from './open-asks.ts';
import type { AnswerDetails, Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { harmless, saidLengthMax, sayable, whoIs } from './person.ts';
import { keepingRefusals, type Tried } from './refused.ts';
import { voiceFor, whichOf } from './voice-of.ts';

/** Behind what a function writes of the same question in the same millisecond. */
const eventsFrom = 300;

/**
 * Answering: the voice is kept, then the one decision and what follows from it, and only then the state machine is told. A person, and
 * a run, waits for it: what need not come after one another goes together.
 */
export function makeAnswer(parts: OperationParts): Pick<Operations, 'answer'> {
  return {
    answer: async (id, answer, name, because, details = {}) => {
      const { run, asks } = await lookUp(parts.table, id);
      const channel = details.channel === undefined ? {} : { channel: details.channel };
      const tried: Tried = { run: run.run, by: name, what: answer, ...channel };
      return keepingRefusals(
        () => tried,
        parts,
        async () => {
          const said = { answer, name, because, details };
          const { ask, voice, pagedAt } = await say(run, asks, said, tried, parts);
          if (!ask.decision) {
            await noteAnswered(ask, voice, pagedAt, parts);
            await noteFirst(parts.table, run, voice.by, voice.at);
            return null;
          }
          const { decision } = ask;
          if (await isReady(ask, decision, { voice, pagedAt }, parts)) await tellOnce(ask, parts);
          await noteFirst(parts.table, run, voice.by, voice.at);
          await deliverSoon(run.run, parts);
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

/** The run, and its questions. Nearly always the whole id is given: then neither waits for the other. */
async function lookUp(table: Table, id: string): Promise<{ run: Run; asks: SeenAsk[] }> {
  const whole = id.trim().toLowerCase();
  const [run, asks] = await Promise.all([findRun(table, id), seenAsks(table, whole)]);
  return { run, asks: run.run === whole ? asks : await seenAsks(table, run.run) };
}

/**
 * Makes durable, together, what has to be before the state machine hears of a decision: what the ledger has to know, what people have to
 * hear, the history. False: people would not hear of it, so that the janitor does both.
 */
async function isReady(
  ask: Ask,
  decision: Voice,
  { voice, pagedAt }: { voice: Voice; pagedAt: string | undefined },
  parts: OperationParts,
): Promise<boolean> {
  // All come to their end, whatever becomes of one.
  const [followed, put] = await Promise.allSettled([
    unlessClosed(() => follow(ask, decision, parts)),
    putDecided(parts.table, ask, decision),
    noteAnswered(ask, voice, pagedAt, parts),
    noteDecided(ask, decision, parts),
  ]);
  if (followed.status === 'rejected') throw followed.reason;
  return put.status === 'fulfilled';
}

/** The decision is durable: when telling fails now, the janitor tells it again. */
async function tellOnce(ask: Ask, { table, states }: OperationParts): Promise<void> {
  try {
    await tellStates(table, states, ask);
  } catch {
    // the janitor's business
  }
}

/** Finds the question that is meant, and adds the voice to it. What is meant is noted in `tried` as it is found, for a refusal. */
async function say(
  run: Run,
  found: SeenAsk[],
  { answer, name, because, details }: Said,
  tried: Tried,
  parts: OperationParts,
): Promise<{ ask: Ask; voice: Voice; pagedAt: string | undefined }> {
  const { table, clock, directory } = parts;
  const asks = found.map(({ ask }) => asSeen(ask, clock.now()));
  const which = whichOf(details);
  const meant = details.ask === undefined ? undefined : asks.find((ask) => isMeant(ask, which));
  if (meant) tried.ask = meant;
  const open = questionFor(run, asks, answer, which);
  tried.ask = open;
  const by = whoIs(name, directory);
  const reason = sayable(because, saidLengthMax);
  tried.ofValues = true;
  const voice = voiceFor(run, open, { by, answer, because: reason, more: details }, parts);
  tried.ofValues = false;
  if (voice.breakGlass !== undefined && answer === 'approve') {
    checkVoice(open, voice);
    checkTyped(open, voice.breakGlass, describeTarget(run.target ?? {}));
  }
  const seen = found[asks.indexOf(open)];
  const [ask, pagedAt] = await Promise.all([addVoice(table, open, voice, seen), firstPage(table, open, by)]);
  return { ask, voice, pagedAt };
}

/** `pagedAt`: when the person was paged for the first time; where that is not known, they took the time since the question was asked. */
async function noteAnswered(
  ask: Ask,
  voice: Voice,
  pagedAt: string | undefined,
  parts: OperationParts,
): Promise<void> {
  // Said again, it is the voice that is kept already, and the same event: who presses a hundred times fills no history.
  const index = ask.voices.findLastIndex((one) => isOf(one, voice));
  const said = ask.voices[index] ?? voice;
  await note(parts, {
    run: ask.run,
    at: said.at,
    kind: 'answered',
    ...placeOf(ask),
    // Two people may say something at the same moment.
    n: eventsFrom + 2 * Math.max(0, index),
    text: saidLine(said),
    person: said.by,
    ...(said.channel === undefined ? {} : { channel: said.channel }),
    seconds: secondsBetween(pagedAt ?? ask.openedAt, said.at),
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

/** So much of a value stands in the line that tells of it; the whole is kept with the question. */
const valueShownMax = 200;

function shortly(text: string): string {
  return text.length <= valueShownMax ? text : `${text.slice(0, valueShownMax - 1).toWellFormed()}…`;
}

/** `ana said retry with backup = "older": the newest one is broken` */
function saidLine({ by, answer, because, for: group, to, values, record, breakGlass }: Voice): string {
  const set = Object.entries(values ?? record ?? {}).map(
    ([name, value]) => `${harmless(name)} = ${shortly(harmless(JSON.stringify(value)))}`,
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
