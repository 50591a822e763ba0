import { operationPartsOf } from '../../local/operation-parts.ts';
import { sandboxSurroundings } from '../../local/surroundings.ts';
import { makeOperations } from '../../operations/make-operations.ts';
import { handleInbound } from '../../operations/inbound/handle-inbound.ts';
import type { InboundAnswer, InboundRequest } from '../../operations/inbound/request.ts';
import { newTally } from '../../operations/inbound/tally.ts';
import { makeClients } from '../../wire/make-clients.ts';
import { readReference } from '../../wire/references.ts';
import type { CrewParts } from '../crew.ts';
import { asProcess } from '../process.ts';
import { fail } from '../../model/errors.ts';

/** Where Slack and PagerDuty send to. Each request is a process of its own, as the function of it is: it can be killed, and lose answers. */
export type Door = (request: InboundRequest) => Promise<InboundAnswer>;

export function makeDoor(parts: CrewParts): Door {
  const { world, stage, harm, clock, random, estate, manifests, directory } = parts;
  const tally = newTally();
  return (request) => {
    const process = stage.newProcess('voices');
    return asProcess(harm(world.transport, process), (transport) => {
      const around = sandboxSurroundings(estate, clock, random, directory ? { directory } : {});
      const surroundings = { ...around, transport };
      const clients = makeClients(surroundings);
      const operationParts = operationPartsOf({ ...world.parts(), clients, manifests });
      const operations = makeOperations({
        ...operationParts,
        starter: async () => fail('Broken', { what: 'nobody sends alarms to this door' }),
      });
      const { table } = operationParts;
      return handleInbound(request, {
        table,
        clock,
        ...(directory ? { directory } : {}),
        operations,
        secret: (reference) => readReference(reference, { secrets: clients.secrets, surroundings }),
        send: clients.channels.send,
        tally,
        link: world.parts().link,
      });
    });
  };
}
