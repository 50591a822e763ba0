import { type Player, straightPlayer } from './player.ts';
import type { Subject } from './subject.ts';

/** The player that rehearsals use. */
export function makePlayer(subject: Subject): Player {
  return straightPlayer(subject);
}
