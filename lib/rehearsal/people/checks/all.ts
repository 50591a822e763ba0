import type { Invariant, Violation, Watched } from '../../watched.ts';
import { allSettled } from './all-settled.ts';
import { approvedChange } from './approved-change.ts';
import { asksWhoIsAsked } from './asks-who-is-asked.ts';
import { enoughSaidYes } from './enough-said-yes.ts';
import { glassIsHeard } from './glass-is-heard.ts';
import { nobodyForgotten } from './nobody-forgotten.ts';
import { oneCommander } from './one-commander.ts';
import { ownWords } from './own-words.ts';
import { saidOnce } from './said-once.ts';
import { sameForAll } from './same-for-all.ts';
import { sentMeansTaken } from './sent-means-taken.ts';
import { toldHowItEnded } from './told-how-it-ended.ts';
import { tokenOnce } from './token-once.ts';
import { updatesOnce } from './updates-once.ts';

/** What has to be so of people and of what they are sent, besides the invariants of docs/safety.md: numbered behind those. */
export const peopleChecks: readonly Invariant[] = [
  sameForAll,
  ownWords,
  enoughSaidYes,
  tokenOnce,
  sentMeansTaken,
  nobodyForgotten,
  toldHowItEnded,
  allSettled,
  oneCommander,
  updatesOnce,
  approvedChange,
  saidOnce,
  glassIsHeard,
  asksWhoIsAsked,
];

/** Everything that went against one of them, in order of time. */
export function judgePeople(watched: Watched): Violation[] {
  return peopleChecks
    .filter(({ boundedOnly }) => !boundedOnly || watched.schedule.mode === 'bounded')
    .flatMap((one) => one.check(watched))
    .toSorted((a, b) => a.at - b.at);
}
