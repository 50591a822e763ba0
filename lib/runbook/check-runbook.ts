import type { Objectives } from '../model/run.ts';
import { checkApprovals } from './check-approvals.ts';
import { checkCalls } from './check-calls.ts';
import { checkEndings } from './check-endings.ts';
import { checkGivenInputs } from './check-given-inputs.ts';
import { checkKinds } from './check-kinds.ts';
import { checkReads, checkTargetReads, type InputsRead } from './check-reads.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkTimes } from './check-times.ts';
import { checkAsked } from './people/check-asked.ts';
import { checkWith } from './check-with.ts';
import type { Reading } from './context.ts';
import type { StepsRead } from './steps-read.ts';
import type { Value } from './runbook.ts';
import type { Fields } from './shape.ts';
import { entryOf } from './yaml-node.ts';

/** A runbook as far as it could be read. */
export interface RunbookRead {
  fields: Fields;
  runbook: string | undefined;
  deadline: number | undefined;
  objectives: Objectives;
  inputs: InputsRead;
  /** Undefined when it has mistakes. The first one's keys are the defaults of `with`. */
  targets: readonly Record<string, Value>[] | undefined;
  unattended: boolean;
  steps: StepsRead;
}

/** Whatever can be said only of the whole runbook. What is wrong by itself was said while it was read. */
export function checkRunbook(read: RunbookRead, reading: Reading): void {
  const { fields, inputs, targets, steps } = read;
  const target = targets?.[0];
  checkTargetReads(targets ?? [], inputs, reading);
  checkReads(steps, { inputs, target }, reading);
  checkWith(steps, target, reading);
  checkSecrets(steps, inputs, reading);
  checkGivenInputs(fields, inputs.specs, steps, reading);
  checkAsked(fields, steps, reading);
  checkCalls(read.runbook, steps, reading);
  checkKinds(steps, reading);
  checkApprovals(steps, read.unattended, reading);
  if (steps.whole) checkEndings(steps, reading);
  const objectives = fields.get('objectives');
  const spots = {
    deadline: fields.spot('deadline'),
    rto: fields.spot('objectives'),
    rtoValue: (objectives && entryOf(objectives, 'rto')?.value) ?? fields.spot('objectives'),
  };
  checkTimes(steps, read, spots, reading);
}
