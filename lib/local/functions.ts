import { handleApprove } from '../handlers/approve.ts';
import { handleAsk } from '../handlers/ask.ts';
import { handleCloseRun } from '../handlers/close-run.ts';
import { handleDecide } from '../handlers/decide.ts';
import { handleHandOn } from '../handlers/hand-on.ts';
import { handleJanitor } from '../handlers/janitor.ts';
import { handleLock } from '../handlers/lock.ts';
import { handleManual } from '../handlers/manual.ts';
import { handleNested } from '../handlers/nested.ts';
import { handleOpenRun } from '../handlers/open-run.ts';
import type { Parts } from '../handlers/parts.ts';
import { handleStarter } from '../handlers/starter.ts';
import { handleStep } from '../handlers/step.ts';
import { handleUndo } from '../handlers/undo.ts';
import { handleWait } from '../handlers/wait.ts';
import { catalog } from '../steps/catalog.ts';
import type { StepType } from '../steps/step-type.ts';

/** What answers an invocation: the same handlers as in Lambda. */
export type Handler = (call: unknown, parts: Parts) => Promise<unknown>;

/** Step types whose states have a token: people answer it, or the time does. */
const asking: Record<string, Handler> = {
  approve: handleApprove,
  decide: handleDecide,
  manual: handleManual,
  wait: handleWait,
};

/** Every function that is deployed, by name: `open-run`, `step-check-cluster`, … */
export const functions: Record<string, Handler> = {
  'open-run': handleOpenRun,
  lock: handleLock,
  ask: handleAsk,
  undo: handleUndo,
  'hand-on': handleHandOn,
  'close-run': handleCloseRun,
  starter: handleStarter,
  janitor: handleJanitor,
  ...Object.fromEntries(
    Object.values(catalog).map((type) => [`step-${type.uses}`, ofStep(type as StepType)]),
  ),
};

function ofStep(type: StepType): Handler {
  const own = Object.hasOwn(asking, type.uses) ? asking[type.uses] : undefined;
  const handle = type.nests ? handleNested : handleStep;
  return own ?? ((call, parts) => handle(type, call, parts));
}
