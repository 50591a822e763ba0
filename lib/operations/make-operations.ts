import { makeAnswer } from './answer.ts';
import { makeLook } from './look.ts';
import { makeAcknowledge } from './acknowledge.ts';
import { makeBrief } from './brief.ts';
import { makeCommand } from './command.ts';
import { keepingSteering } from './keep-steering.ts';
import { makeOnCall } from './on-call.ts';
import { makePreview } from './preview.ts';
import { makeStepByStep } from './step-by-step.ts';
import { makeStory } from './story.ts';
import { makeUpdates } from './updates.ts';
import { makeWriteNote } from './write-note.ts';
import type { Operations } from './operations.ts';
import type { OperationParts } from './parts.ts';
import { makeStart } from './start.ts';
import { makeStatus } from './status.ts';
import { makeSteer } from './steer.ts';
import { makeStop } from './stop.ts';

/** What a person or an alarm can do, with what it works with. */
export function makeOperations(parts: OperationParts): Operations {
  const operations: Operations = {
    ...makeStart(parts),
    ...makeStatus(parts),
    ...makeLook(parts),
    ...makeAnswer(parts),
    ...makeSteer(parts),
    ...makeStop(parts),
    ...makeAcknowledge(parts),
    ...makeBrief(parts),
    ...makeCommand(parts),
    ...makeOnCall(parts),
    ...makePreview(parts),
    ...makeStepByStep(parts),
    ...makeStory(parts),
    ...makeUpdates(parts),
    ...makeWriteNote(parts),
  };
  return keepingSteering(operations, parts);
}
