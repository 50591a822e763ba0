import type { Invariant, Violation, Watched } from '../watched.ts';
import { alwaysClosed } from './always-closed.ts';
import { insideTheTarget } from './inside-the-target.ts';
import { neverAGuess } from './never-a-guess.ts';
import { neverSilent } from './never-silent.ts';
import { noChangeAfterNo } from './no-change-after-no.ts';
import { noSecret } from './no-secret.ts';
import { once } from './once.ts';
import { oneDecision } from './one-decision.ts';
import { oneWriter } from './one-writer.ts';
import { recordedFirst } from './recorded-first.ts';
import { recoveredMeansVerified } from './recovered-means-verified.ts';

/** The invariants of docs/safety.md, in its order. */
export const invariants: readonly Invariant[] = [
  oneWriter,
  recordedFirst,
  once,
  noChangeAfterNo,
  neverAGuess,
  neverSilent,
  alwaysClosed,
  oneDecision,
  recoveredMeansVerified,
  insideTheTarget,
  noSecret,
];

/**
 * Everything that went against an invariant, in order of time. With any number of faults only safety is judged. Number 0 is no
 * invariant: a handler crashed, which no fault outside excuses.
 */
export function judge(watched: Watched): Violation[] {
  return [...crashed(watched), ...judged(watched)].toSorted((a, b) => a.at - b.at);
}

function judged(watched: Watched): Violation[] {
  return invariants
    .filter(({ boundedOnly }) => !boundedOnly || watched.schedule.mode === 'bounded')
    .flatMap((invariant) => invariant.check(watched));
}

function crashed({ crashes }: Watched): Violation[] {
  return crashes.map(({ who, run, at, error }) => ({
    invariant: 0,
    run,
    at,
    text: `${who} crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  }));
}
