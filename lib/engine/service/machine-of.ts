import type { EngineApi, Machine } from '../api.ts';
import { fault } from '../fault.ts';
import { splitArn } from '../versions.ts';
import { optional, type Request } from './request.ts';

export function metadataOnly(request: Request): boolean {
  return optional(request, 'includedData') === 'METADATA_ONLY';
}

/** Fault: InvalidArn, for what is no ARN at all. */
export function checkedArn(arn: string): string {
  if (arn.startsWith('arn:')) return arn;
  throw fault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}

export function noMachine(arn: string): Error {
  return fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** The state machine of an ARN, whatever its qualifier. Faults: InvalidArn, StateMachineDoesNotExist. */
export function machineOf(engine: EngineApi, arn: string): Machine {
  const machine = engine.machine(splitArn(checkedArn(arn)).machineArn);
  if (!machine) throw noMachine(arn);
  return machine;
}
