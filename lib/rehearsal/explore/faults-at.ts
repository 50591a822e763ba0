import { neverShown } from '../../model/given-fault.ts';
import type { WireRequest } from '../../model/transport.ts';
import type { CallFacts } from '../calls.ts';
import type { FaultKind } from '../faults.ts';
import { notFound } from '../../sandbox/not-found.ts';
import { canBeStale } from '../stale.ts';

/**
 * What can happen to every call. Of a read the answer that is lost is the same as the request that is, and so is the process that dies after
 * it: nothing is different outside. Slower than the client waits (20 s) is the same as unanswered; `slow` is an answer that comes at last.
 */
const reads: readonly FaultKind[] = [
  'request-lost',
  'request-unanswered',
  'throttled',
  'server-error',
  'refused',
  'malformed',
  'slow',
  'killed-before',
];

/** A write may also have happened: `late` long after its client gave it up. */
const writes: readonly FaultKind[] = [...reads, 'answer-lost', 'answer-unanswered', 'late', 'killed-after'];

/**
 * The faults that a system can show at a call: nothing but what it never shows is left out, so that a system that is added shows everything. A
 * proxy's page (`malformed`) can stand in the place of any of them.
 */
export function faultsAt(facts: CallFacts, request: WireRequest): FaultKind[] {
  const usual = (isRead(facts, request) ? reads : writes).filter(
    (fault) => !neverShown[request.system]?.some((one) => one === fault),
  );
  return [
    ...usual,
    ...(notFound(request) ? (['not-found'] as const) : []),
    ...(canBeStale(request, facts) ? (['stale'] as const) : []),
  ];
}

/** Whether a call leaves everything as it is. */
function isRead({ write, operation = '' }: CallFacts, { system }: WireRequest): boolean {
  if (system === 'states') return /^(Describe|List|Get)/.test(operation);
  return system === 'sts' || !write;
}
