import { codeOf, explain, ReboundError } from '../model/errors.ts';
import type { Change } from '../steps/step-type.ts';
import type { Clients } from '../wire/clients.ts';
import type { Table } from '../wire/table.ts';
import type { Parts } from './parts.ts';
import { makeRedactor, type Redactor } from './redact.ts';

/**
 * Runs the work of one invocation so that no secret which it resolves is written or shown: in the history (events, findings, outputs,
 * the ledger), in evidence, in pages and through the topic, in what the state machine is told, and in what comes back, be it an
 * answer or an error. What goes to the systems that a step works on is not touched.
 */
export async function keepingSecrets<T>(
  parts: Parts,
  work: (parts: Parts, redactor: Redactor) => Promise<T>,
): Promise<T> {
  const redactor = makeRedactor();
  const clients = withholding(parts.clients, redactor);
  try {
    return redactor.redact(await work({ ...parts, clients }, redactor));
  } catch (error) {
    throw redactor.knows() ? redactedError(error, redactor) : error;
  }
}

/** The same error in the same words, without what is secret. Its cause is left out: nobody reads it, and its words are not ours. */
function redactedError(error: unknown, redactor: Redactor): unknown {
  const code = codeOf(error);
  const told = code
    ? new ReboundError(code, redactor.redact((error as ReboundError).facts))
    : new Error(redactor.redactText(explain(error)));
  if (error instanceof Error && error.stack !== undefined) told.stack = redactor.redactText(error.stack);
  return told;
}

/** The clients, each made when first used, as before. */
function withholding(clients: Clients, redactor: Redactor): Clients {
  const { redact, redactText } = redactor;
  return {
    get table(): Clients['table'] {
      return withholdingTable(clients.table, redactor);
    },
    get states(): Clients['states'] {
      const { states } = clients;
      return {
        ...states,
        succeed: (token, output) => states.succeed(token, redact(output)),
        fail: (token, error, cause) => states.fail(token, error, redactText(cause)),
      };
    },
    get eks(): Clients['eks'] {
      return clients.eks;
    },
    get pager(): Clients['pager'] {
      const { pager } = clients;
      return { page: (page) => pager.page(redact(page)) };
    },
    get topic(): Clients['topic'] {
      const { topic } = clients;
      return { publish: (subject, message) => topic.publish(redactText(subject), redactText(message)) };
    },
    get evidence(): Clients['evidence'] {
      const { evidence } = clients;
      return { put: (value) => evidence.put(redact(value)), get: (ref) => evidence.get(ref) };
    },
    get channels(): Clients['channels'] {
      const { channels } = clients;
      return {
        ...channels,
        send: (address, message) => channels.send(address, redact(message)),
        settle: (sent, settled) => channels.settle(sent, redact(settled)),
      };
    },
    get secrets(): Clients['secrets'] {
      return clients.secrets;
    },
    kubernetes: (cluster) => clients.kubernetes(cluster),
    velero: (cluster) => clients.velero(cluster),
  };
}

/** A change whose specification, as it is compared and written, shows no secret. */
export function withholdingChange(
  change: <T>(change: Change<T>) => Promise<T>,
  { redact }: Redactor,
): <T>(change: Change<T>) => Promise<T> {
  return (one) => change({ ...one, spec: redact(one.spec), specOf: (found) => redact(one.specOf(found)) });
}

/** Keys stay as they are: an item under another key would be another item. */
function withholdingTable(table: Table, { redact }: Redactor): Table {
  return {
    get: (key) => table.get(key),
    put: ({ pk, sk, ...item }, condition) => table.put({ ...redact(item), pk, sk }, condition),
    update: (key, update, condition) =>
      table.update(
        key,
        update.values === undefined ? update : { ...update, values: redact(update.values) },
        condition,
      ),
    delete: (key, condition) => table.delete(key, condition),
    query: (query) => table.query(query),
  };
}
