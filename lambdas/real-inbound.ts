import type { Parts } from '../lib/handlers/parts.ts';
import { fail } from '../lib/model/errors.ts';
import { keptFor } from '../lib/operations/inbound/kept-secrets.ts';
import type { InboundParts } from '../lib/operations/inbound/request.ts';
import { newTally } from '../lib/operations/inbound/tally.ts';
import { makeOperations } from '../lib/operations/make-operations.ts';
import { readReference } from '../lib/wire/references.ts';
import { makeSlackReply } from '../lib/wire/slack-reply.ts';
import type { Surroundings } from '../lib/wire/surroundings.ts';
import { showChanges } from './show-changes.ts';

/** Of requests that were turned away since this process began. */
const tally = newTally();
/** Secrets, for some seconds. */
const kept = keptFor(5000);

/** What the function that hears Slack and PagerDuty works with, for one request. It starts nothing, and wakes nobody. */
export function realInbound(parts: Parts, surroundings: Surroundings): InboundParts {
  const { clients, clock, directory, link } = parts;
  const { table, states, secrets, channels } = clients;
  const deliver = (run: string) => showChanges(run, parts);
  const starter = async () => fail('Broken', { what: 'nothing is started here' });
  const operations = makeOperations({ ...parts, table, states, channels, deliver, starter });
  const secret = kept((reference) => readReference(reference, { secrets, surroundings }), clock);
  const reply = makeSlackReply(surroundings);
  const respond: InboundParts['respond'] = (url, message) => reply(url, { ...message });
  const send: InboundParts['send'] = (address, message) => channels.send(address, message);
  return {
    table,
    clock,
    operations,
    secret,
    tally,
    link,
    respond,
    send,
    ...(directory ? { directory } : {}),
  };
}
