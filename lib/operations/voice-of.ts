import { checkTyped } from '../history/break-glass.ts';
import { checkVoice, namesOf } from '../history/voices.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import { bytesOf } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { checkAnswer, type Known } from './check-answer.ts';
import { asSeen, questionFor, type Which } from './open-asks.ts';
import type { AnswerDetails } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { saidLengthMax, sayable } from './person.ts';

/** What somebody is about to say. Without `by` nobody is known yet: then whether they may is not looked at. */
export interface ToSay {
  answer: string;
  by?: string;
  because?: string;
  more?: AnswerDetails;
}

/** The question that an answer would go to, and the voice it would be; refused as the answer itself would be, with the same words. */
export function voiceOf(
  run: Run,
  kept: readonly Ask[],
  toSay: ToSay,
  parts: OperationParts,
): { ask: Ask; voice: Voice } {
  const { answer, by, because, more = {} } = toSay;
  const asks = kept.map((ask) => asSeen(ask, parts.clock.now()));
  const ask = questionFor(run, asks, answer, whichOf(more));
  const voice = voiceFor(run, ask, { ...toSay, because: sayable(because ?? '', saidLengthMax) }, parts);
  const checked = by === undefined && answer === 'approve' ? undefined : voice;
  // A reason is asked for when it is said, not when somebody looks at what it would do.
  if (checked) checkVoice(ask, because === undefined ? { ...checked, because: 'to be said' } : checked);
  if (checked?.breakGlass !== undefined)
    checkTyped(ask, checked.breakGlass, describeTarget(run.target ?? {}));
  return { ask, voice };
}

/** Which question is meant, of what an answer brings. */
export function whichOf({ ask, step }: AnswerDetails): Which {
  return { ...(ask === undefined ? {} : { ask }), ...(step === undefined ? {} : { step }) };
}

/** What is said to a question, as it is kept; the reason is that already. BadInput: what it brings does not fit the question, or is too much. */
export function voiceFor(
  run: Run,
  ask: Ask,
  { answer, by, because = '', more = {} }: ToSay,
  parts: OperationParts,
): Voice {
  const { clock, directory } = parts;
  const brought = checkAnswer(ask, answer, more, knownTo(run, parts), clock.now());
  refuseLong({ because, ...brought }, ask);
  return {
    by: by ?? '',
    answer,
    because,
    at: iso(clock.now()),
    ...brought,
    ...(directory && by !== undefined ? { groups: namesOf(ask, by, directory) } : {}),
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
