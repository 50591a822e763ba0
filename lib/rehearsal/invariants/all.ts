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

/** The invariants of SAFETY.md, in its order. */
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

/** Everything that went against an invariant, in order of time. With any number of faults only safety is judged. */
export function judge(watched: Watched): Violation[] {
  return invariants
    .filter(({ boundedOnly }) => !boundedOnly || watched.schedule.mode === 'bounded')
    .flatMap((invariant) => invariant.check(watched))
    .toSorted((a, b) => a.at - b.at);
}
