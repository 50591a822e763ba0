import { createHmac } from 'node:crypto';
import type { Handler } from '../../../lib/local/functions.ts';
import { isObject } from '../../../lib/model/json.ts';
import type { WireAnswer } from '../../../lib/model/transport.ts';
import { bodyOf, type CallFacts, factsOf } from '../../../lib/rehearsal/calls.ts';
import type { Defect } from '../../../lib/rehearsal/play.ts';
import { sandboxText } from '../../../lib/sandbox/channel-secrets.ts';
import { wrapperWithout } from '../defects.ts';
import {
  answered,
  bodyIn,
  byPeople,
  decides,
  instead,
  objectIn,
  readAs,
  unconditional,
  withMembers,
  type Attributes,
  type Members,
} from './instead.ts';

/** Mistakes that somebody could make about people, planted for one play. Nothing in lib/ knows of them. */

/** The state machine hears of a decision before it is kept. */
export function toldBeforeKept(): Defect {
  const held: (() => Promise<WireAnswer>)[] = [];
  return {
    transport: (inner, process) => async (request, signal) => {
      const facts = factsOf(request);
      if (byPeople(process) && decides(facts)) {
        held.push(() => inner(request));
        const read = {
          TableName: facts.members?.['TableName'],
          Key: facts.members?.['Key'],
          ConsistentRead: true,
        };
        const get = {
          ...request,
          headers: { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' },
        };
        const item = objectIn(bodyIn(await inner(withMembers(get, read), signal)), 'Item');
        return answered({ Attributes: { ...item, ...writtenBy(facts.members ?? {}) } });
      }
      const answer = await inner(request, signal);
      if (facts.kind === 'states') for (const write of held.splice(0)) await write();
      return answer;
    },
  };
}

/** What an update of the form `#name = :name` writes. */
function writtenBy(members: Members): Attributes {
  const names = objectIn(members, 'ExpressionAttributeNames');
  const values = objectIn(members, 'ExpressionAttributeValues');
  return Object.fromEntries(
    Object.entries(names).flatMap(([short, name]) => {
      const value = values[`:${short.slice(1)}`];
      return value === undefined ? [] : [[String(name), value]];
    }),
  );
}

/** Notices of a kind are answered as if they were kept. */
export function noticesUnkept(which: (key: string) => boolean): Defect {
  const keyOf = ({ members }: CallFacts) => String(objectIn(objectIn(members, 'Item'), 'key')['S']);
  return instead(
    (facts) => facts.kind === 'notices' && facts.operation === 'PutItem' && which(keyOf(facts)),
    async () => answered({}),
  );
}

/** Notices are struck off when they are read: whoever dies over them, or meets a channel that fails, told nobody. */
export function droppedBeforeTold(): Defect {
  return instead(
    ({ kind, operation }) => kind === 'notices' && operation === 'Query',
    async (request, { members }, inner) => {
      const answer = await inner(request);
      const items = bodyIn(answer)['Items'];
      const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DeleteItem' };
      for (const { pk, sk } of Array.isArray(items) ? items : [])
        await inner(
          withMembers({ ...request, headers }, { TableName: members?.['TableName'], Key: { pk, sk } }),
        );
      return answer;
    },
  );
}

/** One person is counted once more, under their name in capitals. */
export function countsSpellings(): Defect {
  return instead(
    (facts, process) =>
      byPeople(process) && facts.kind === 'ask' && facts.operation === 'UpdateItem' && !decides(facts),
    async (request, { members = {} }, inner) => {
      const values = objectIn(members, 'ExpressionAttributeValues');
      const voices = objectIn(values, ':voices')['L'];
      const [voice] = Array.isArray(voices) ? voices : [];
      if (!isObject(voice) || objectIn(objectIn(voice, 'M'), 'answer')['S'] !== 'approve')
        return inner(request);
      const by = String(objectIn(objectIn(voice, 'M'), 'by')['S']).toUpperCase();
      const again = { M: { ...objectIn(voice, 'M'), by: { S: by } } };
      return inner(
        withMembers(request, {
          ...members,
          UpdateExpression: `${String(members['UpdateExpression'])}, #decision = :decision`,
          ExpressionAttributeNames: {
            ...objectIn(members, 'ExpressionAttributeNames'),
            '#decision': 'decision',
          },
          ExpressionAttributeValues: { ...values, ':voices': { L: [voice, again] }, ':decision': voice },
        }),
      );
    },
  );
}

/** An ack of the first level is one of the second, too. */
export function ackOfAllLevels(): Defect {
  return readAs(
    ({ kind }) => kind === 'paging',
    (item) => {
      const acks = objectIn(item, 'acks')['L'];
      const all = Array.isArray(acks) ? acks : [];
      const later = all.map((ack) => ({
        M: { ...objectIn(ack, 'M'), level: { N: '1' }, at: { S: '2026-11-24T09:00:00.000Z' } },
      }));
      return { ...item, acks: { L: [...all, ...later] } };
    },
  );
}

/** Whoever opened a question opened it ten minutes ago: for people's commands everybody had their time. */
export function glassAtOnce(): Defect {
  return readAs(
    ({ kind }, process) => kind === 'ask' && byPeople(process),
    (item) => ({ ...item, openedAt: { S: '2026-11-24T02:50:00.000Z' } }),
  );
}

/** A page that failed is kept as one that was sent. */
export function failedIsSent(): Defect {
  return instead(
    ({ kind, operation }) => kind === 'paging' && operation === 'UpdateItem',
    async (request, _facts, inner) => {
      const body = bodyOf(request).replaceAll(
        /"failed":\{"S":"(?:[^"\\]|\\.)*"\}/g,
        '"sent":{"S":"it-was-tried"}',
      );
      return inner({ ...request, body });
    },
  );
}

/** A request of the outside that comes again is a new one, and what it noted is not looked for. */
export function repeatsAreNew(): Defect {
  return instead(
    ({ key, kind, operation }, { name }) =>
      (key?.pk.startsWith('SEEN#') === true && operation === 'PutItem') ||
      (name === 'voices' && kind === 'event' && operation === 'Query'),
    async (request, { operation, members = {} }, inner) =>
      operation === 'Query'
        ? answered({ Items: [], Count: 0 })
        : inner(withMembers(request, unconditional(members))),
  );
}

/** Whatever a request is signed with, it is taken as signed: `always` says of which. */
function resigned(time: (given: string, now: number) => string, always: boolean): Defect {
  return {
    door:
      (real, { directory, clock }) =>
      (request) => {
        const reference = directory.channels.slack?.signingSecret;
        const given = request.headers['x-slack-request-timestamp'];
        if (!reference || given === undefined) return real(request);
        const sign = (at: string) =>
          `v0=${createHmac('sha256', sandboxText(reference)).update(`v0:${at}:`).update(request.body).digest('hex')}`;
        if (!always && request.headers['x-slack-signature'] !== sign(given)) return real(request);
        const at = time(given, clock.now());
        const headers = {
          ...request.headers,
          'x-slack-request-timestamp': at,
          'x-slack-signature': sign(at),
        };
        return real({ ...request, headers });
      },
  };
}
export const signatureUnchecked = (): Defect => resigned((given) => given, true);
export const ageUnchecked = (): Defect => resigned((_given, now) => String(Math.floor(now / 1000)), false);

/** The question forgets who started the run. */
export function starterForgotten(): Defect {
  return instead(
    ({ kind, operation }) => kind === 'ask' && operation === 'PutItem',
    async (request, { members = {} }, inner) => {
      const { startedBy: _, ...item } = objectIn(members, 'Item');
      return inner(withMembers(request, { ...members, Item: item }));
    },
  );
}

/** The janitor sees no question. */
export function janitorDoesNotNag(): Defect {
  return instead(
    ({ kind, operation }, { name }) => name === 'janitor' && kind === 'ask' && operation === 'Query',
    async () => answered({ Items: [], Count: 0 }),
  );
}

/** Who takes a run sees nobody who has it, and writes over whoever has. */
export function twoCommanders(): Defect {
  return instead(
    ({ key, operation }) => key?.sk === 'COMMAND' && (operation === 'GetItem' || operation === 'PutItem'),
    async (request, { operation, members = {} }, inner) => {
      if (operation === 'GetItem') return answered({});
      return inner(withMembers(request, unconditional(members)));
    },
  );
}

/** Slack is told another answer than everybody else. */
export function anotherAnswerInSlack(): Defect {
  return instead(
    ({ kind, name }) => kind === 'slack' && name.endsWith('chat.update'),
    async (request, _facts, inner) =>
      inner({
        ...request,
        body: bodyOf(request).replaceAll(/approved|rejected/g, (word) =>
          word === 'approved' ? 'rejected' : 'approved',
        ),
      }),
  );
}

/** The token is in the message. */
export function tokenInMessage(): Defect {
  return {
    transport:
      (inner, { payload }) =>
      (request, signal) => {
        const token = isObject(payload) ? payload['token'] : undefined;
        if (
          request.system !== 'slack' ||
          !request.url.endsWith('chat.postMessage') ||
          typeof token !== 'string'
        )
          return inner(request, signal);
        return inner(
          { ...request, body: bodyOf(request).replace('"text":"', () => `"text":"${token} `) },
          signal,
        );
      },
  };
}

/** Nobody remembers which update was said, and nobody looks in Slack whether it was. */
export function updatesForgotten(): Defect {
  return instead(
    ({ kind, key, operation, name }, process) =>
      process.name === 'janitor' &&
      ((key?.sk === 'UPDATES' && (operation === 'GetItem' || operation === 'PutItem')) ||
        (kind === 'slack' && name.endsWith('conversations.history'))),
    async (request, { kind, operation, members = {} }, inner) => {
      if (operation === 'PutItem') return inner(withMembers(request, unconditional(members)));
      return answered(kind === 'slack' ? { ok: true, messages: [], has_more: false } : {});
    },
  );
}

/** The approval says yes by itself, and the changing step does not look. */
export function approvesItself(): Defect {
  const yes: Handler = async (call, { clients }) => {
    const token = isObject(call) ? String(call['token']) : '';
    const answer = {
      approved: true,
      answer: 'approve',
      by: 'nobody',
      because: '',
      at: '2026-11-24T03:00:00.000Z',
    };
    await clients.states.succeed(token, { ...answer, values: null, to: null, record: null });
    return null;
  };
  return { functions: { ...wrapperWithout({}).functions, 'step-approve': yes } };
}
