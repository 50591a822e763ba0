import { makeAnswer } from './answer.ts';
import { makeLook } from './look.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { makeStart } from './start.ts';
import { makeSteer } from './steer.ts';
import { makeStop } from './stop.ts';

/** What a person or an alarm can do, with what it works with. */
export function makeOperations(parts: OperationParts): Operations {
  return {
    ...makeStart(parts),
    ...makeLook(parts),
    ...makeAnswer(parts),
    ...makeSteer(parts),
    ...makeStop(parts),
  };
}
