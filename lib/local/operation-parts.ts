import type { Parts } from '../handlers/parts.ts';
import { deliverNotices, makeReach } from '../handlers/people/notify.ts';
import { handleStarter } from '../handlers/starter.ts';
import type { OperationParts } from '../operations/parts.ts';

/** What people's commands work with, made of what handlers are handed: in the local process, in a rehearsal, and in a function that takes people's words. */
export function operationPartsOf(parts: Parts): OperationParts {
  const { clients, clock, random, manifests, world, stateMachineArn, directory } = parts;
  return {
    table: clients.table,
    states: clients.states,
    clock,
    random,
    manifests,
    world,
    stateMachineArn,
    ...(directory ? { directory } : {}),
    channels: clients.channels,
    reach: makeReach(parts),
    deliver: (run) => deliverNotices(parts, run),
    starter: (event) => handleStarter(event, parts),
  };
}
