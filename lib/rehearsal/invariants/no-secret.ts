import { isObject } from '../../model/json.ts';
import type { WireRequest } from '../../model/transport.ts';
import { bodyOf, type CallKind } from '../calls.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/**
 * 11. No secret is written to history, logs, pages, errors, reports. A task token stands in its ask and in the list of asks, and nowhere
 * else; the text of a secret of Secrets Manager stands nowhere at all, nor in what the state machine holds.
 */
export const noSecret: Invariant = {
  number: 11,
  title: 'No secret is written',
  boundedOnly: false,
  check: (watched) => {
    const secrets = [...ownSecrets(watched), ...readSecrets(watched)];
    if (secrets.length === 0) return [];
    return saidIn(watched).flatMap(({ where, run, at, text, kind }): Violation[] => {
      const found = secrets.find(
        ({ value, nowhere }) => (nowhere || ownKinds.includes(kind)) && text.includes(value),
      );
      return found ? [{ invariant: 11, run, at, text: `${where} holds ${found.what}` }] : [];
    });
  },
};

/** `state`: what the state machine handed to a function. `look`, `change` go to a cluster: a step may give it a secret. */
type Kind = CallKind | 'report' | 'state';
const ownKinds: readonly Kind[] = [
  'event',
  'run',
  'ledger',
  'start',
  'lock',
  'alarms',
  'pager',
  'sns',
  'slack',
  'pagerduty',
  'webhook',
  'paging',
  'notices',
  'report',
];
const passedOn: readonly Kind[] = ['look', 'change', 'eks', 'sts', 'secretsmanager', 'ssm'];

interface Said {
  kind: Kind;
  where: string;
  run: string;
  at: number;
  text: string;
}
interface Secret {
  what: string;
  value: string;
  /** False: it has places of its own, among them asks and the state machine. */
  nowhere: boolean;
}

function saidIn(watched: Watched): Said[] {
  return [
    ...watched.calls
      .filter(({ facts: { kind, write } }) => write && !passedOn.includes(kind))
      .map(({ request, facts, process, begun }) => ({
        kind: facts.kind,
        where: facts.name,
        run: process?.run ?? '',
        at: begun.at,
        text: writtenIn(request),
      })),
    ...watched.reports.map((report) => ({
      kind: 'report' as const,
      where: `the report of ${report.run}`,
      run: report.run,
      at: watched.endedAt,
      text: JSON.stringify(report),
    })),
    ...watched.processes.map(({ name, run, payload, beganAt }) => ({
      kind: 'state' as const,
      where: `what ${name} was handed`,
      run,
      at: beganAt,
      text: JSON.stringify(payload),
    })),
  ];
}

/** What a request writes. PagerDuty's Events API is told in the body who sends (its only place for the key): that is said to nobody. */
function writtenIn(request: WireRequest): string {
  const text = bodyOf(request);
  if (request.system !== 'pagerduty') return text;
  const { routing_key: _key, ...others } = parsed(text);
  return JSON.stringify(others);
}

/** What was secret in this play by itself: task tokens, tokens of the Kubernetes API, signatures of links. */
function ownSecrets({ processes, calls }: Watched): Secret[] {
  const secrets = new Map<string, string>();
  for (const { payload } of processes)
    if (isObject(payload) && typeof payload['token'] === 'string')
      secrets.set(payload['token'], 'a task token');
  for (const { request } of calls) {
    const bearer = request.system === 'kubernetes' ? request.headers['authorization']?.slice(7) : undefined;
    if (bearer) secrets.set(bearer, 'a token of the Kubernetes API');
    const signature =
      request.system === 's3' ? new URL(request.url).searchParams.get('X-Amz-Signature') : null;
    if (signature) secrets.set(signature, 'the signature of a link');
  }
  return [...secrets].map(([value, what]) => ({ what, value, nowhere: false }));
}

/** What was read of Secrets Manager and Parameter Store, in every spelling that is somebody's to write. */
function readSecrets({ calls }: Watched): Secret[] {
  return calls.flatMap(({ facts, effect }): Secret[] => {
    if (!(facts.kind === 'secretsmanager' || facts.kind === 'ssm') || effect?.status !== 200) return [];
    const answer = parsed(Buffer.from(effect.answer.body).toString('utf8'));
    const parameter = isObject(answer['Parameter']) ? answer['Parameter'] : {};
    const whole = answer['SecretString'] ?? parameter['Value'];
    const name = answer['Name'] ?? parameter['Name'];
    if (typeof whole !== 'string') return [];
    const values = [whole, ...Object.values(parsed(whole))].filter(
      (value) => typeof value === 'string' && value.length >= shortest,
    );
    return values.flatMap((value) =>
      spellings(String(value)).map((spelling) => ({
        what: `the text of the secret ${String(name)}`,
        value: spelling,
        nowhere: true,
      })),
    );
  });
}

/** What is shorter may stand in any text by chance. */
const shortest = 8;

function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
