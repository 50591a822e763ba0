import { handleInbound } from '../operations/inbound/handle-inbound.ts';
import type { InboundAnswer, InboundRequest } from '../operations/inbound/request.ts';
import { newTally } from '../operations/inbound/tally.ts';
import type { Operations } from '../operations/operations.ts';
import type { LocalWorld } from './world.ts';

/** The door for what Slack and PagerDuty send. What is said to whoever pressed a button is in the answer: nothing here calls the outside. */
export function inboundOf(
  world: Pick<LocalWorld, 'operationParts' | 'secret' | 'clients' | 'parts'>,
  operations: Operations,
): (request: InboundRequest) => Promise<InboundAnswer> {
  const { table, clock, directory } = world.operationParts;
  const parts = {
    table,
    clock,
    ...(directory ? { directory } : {}),
    operations,
    secret: world.secret,
    send: world.clients.channels.send,
    tally: newTally(),
    link: world.parts().link,
  };
  return (request) => handleInbound(request, parts);
}
