import { eventsAfter } from '../../lib/history/events.ts';
import { openNotices } from '../../lib/history/notices.ts';
import type { ApproveCall } from '../../lib/model/call.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Directory } from '../../lib/model/people.ts';
import type { Run } from '../../lib/model/run.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import type { OperationParts } from '../../lib/operations/parts.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { asking, type PeopleWorld, peopleWorld, run } from '../handlers/people-world.ts';

/** Ana, Ben and Cleo are on call, Ana and Ben lead; Dana manages; Zoe is in no group. */
export const directory: Directory = aDirectory({
  people: {
    ana: aPerson('ana', { name: 'Ana Lopez' }),
    ben: aPerson('ben'),
    cleo: aPerson('cleo'),
    dana: aPerson('dana'),
    zoe: aPerson('zoe'),
  },
  groups: {
    leads: { name: 'leads', members: ['ana', 'ben'] },
    data: { name: 'data', members: ['ben', 'cleo'] },
    managers: { name: 'managers', members: ['dana'] },
  },
});

export interface AnsweringWorld extends PeopleWorld {
  operationParts: OperationParts;
  events: () => Promise<RunEvent[]>;
  notices: () => ReturnType<typeof openNotices>;
  /** Says yes, or something else, to the run's open question. */
  answer: (by: string, more?: JsonObject & { answer?: string; because?: string }) => Promise<unknown>;
}

/** The people's world with people.yaml, or without (`null`): the question itself is put by who tests. */
export async function answeringWorld(
  given: Partial<Run> = {},
  people: Directory | null = directory,
): Promise<AnsweringWorld> {
  const world = await peopleWorld({ startedBy: { kind: 'person', name: 'zoe' }, ...given });
  const { table, states } = world.parts.clients;
  const { clock, random, manifests, stateMachineArn } = world.parts;
  const operationParts: OperationParts = {
    table,
    states,
    clock,
    random,
    manifests,
    world: 'sandbox',
    stateMachineArn,
    starter: () => Promise.reject(new Error('no alarm here')),
    ...(people ? { directory: people } : {}),
  };
  const operations = makeOperations(operationParts);
  return {
    ...world,
    // No channel is set up, so the topic is told: what is reached by channels is tested elsewhere.
    parts: people ? { ...world.parts, directory: people } : world.parts,
    operations,
    operationParts,
    events: async () => (await eventsAfter(table, run, '', 1000)).events,
    notices: () => openNotices(table, 100),
    answer: (by, { answer = 'approve', because = '', ...more } = {}) =>
      operations.answer(run, answer, by, because, more),
  };
}

/** An approval of one change: `leads` have five minutes, `managers` ten. */
export function approving(given: JsonObject = {}, more: Partial<ApproveCall> = {}): ApproveCall {
  return {
    ...asking('approve', { question: 'Make it?', ...given }),
    covers: [{ step: 'make', title: 'Make', uses: 'make-thing', iteration: 0, with: { name: 'a' } }],
    ...more,
  };
}
