import { handleApprove } from '../handlers/approve.ts';
import { handleAsk } from '../handlers/ask.ts';
import { handleCloseRun } from '../handlers/close-run.ts';
import { handleJanitor } from '../handlers/janitor.ts';
import { handleLock } from '../handlers/lock.ts';
import { handleOpenRun } from '../handlers/open-run.ts';
import type { Parts } from '../handlers/parts.ts';
import { handleStarter } from '../handlers/starter.ts';
import { handleStep } from '../handlers/step.ts';
import { catalog } from '../steps/catalog.ts';
import type { StepType } from '../steps/step-type.ts';

/** What answers an invocation: the same handlers as in Lambda. */
export type Handler = (call: unknown, parts: Parts) => Promise<unknown>;

/** Every function that is deployed, by name: `open-run`, `step-check-cluster`, … */
export const functions: Record<string, Handler> = {
  'open-run': handleOpenRun,
  lock: handleLock,
  ask: handleAsk,
  'close-run': handleCloseRun,
  starter: handleStarter,
  janitor: handleJanitor,
  ...Object.fromEntries(
    Object.values(catalog).map((type) => [`step-${type.uses}`, ofStep(type as StepType)]),
  ),
};

function ofStep(type: StepType): Handler {
  return type.uses === 'approve' ? handleApprove : (call, parts) => handleStep(type, call, parts);
}
