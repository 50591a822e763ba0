import type { WireRequest } from '../../model/transport.ts';
import type { CallFacts } from '../calls.ts';
import { type FaultKind, faultKinds } from '../faults.ts';

/** The faults that a system can show at a call. */
export function faultsAt(_facts: CallFacts, _request: WireRequest): FaultKind[] {
  return [...faultKinds];
}
