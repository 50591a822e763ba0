import { checkTyped } from '../history/break-glass.ts';
import { checkVoice, namesOf } from '../history/voices.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import { checkAnswer, type Known } from './check-answer.ts';
import { asSeen, questionFor } from './open-asks.ts';
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
  { answer, by, because, more: { ask: wanted, step, ...more } = {} }: ToSay,
  parts: OperationParts,
): { ask: Ask; voice: Voice } {
  const { clock, directory } = parts;
  const which = {
    ...(wanted === undefined ? {} : { ask: wanted }),
    ...(step === undefined ? {} : { step }),
  };
  const asks = kept.map((ask) => asSeen(ask, clock.now()));
  const ask = questionFor(run, asks, answer, which);
  const brought = checkAnswer(ask, answer, more, knownTo(run, parts), clock.now());
  const voice: Voice = {
    by: by ?? '',
    answer,
    because: sayable(because ?? '', saidLengthMax),
    at: iso(clock.now()),
    ...brought,
    ...(directory && by !== undefined ? { groups: namesOf(ask, by, directory) } : {}),
  };
  const checked = by === undefined && answer === 'approve' ? undefined : voice;
  // A reason is asked for when it is said, not when somebody looks at what it would do.
  if (checked) checkVoice(ask, because === undefined ? { ...checked, because: 'to be said' } : checked);
  if (checked?.breakGlass !== undefined)
    checkTyped(ask, checked.breakGlass, describeTarget(run.target ?? {}));
  return { ask, voice };
}

function knownTo({ runbook, clusters }: Run, { manifests }: OperationParts): Known {
  const manifest = Object.hasOwn(manifests, runbook) ? manifests[runbook] : undefined;
  return manifest?.estate ?? { clusters, databases: {} };
}
