import { isObject } from '../../model/json.ts';
import { bodyOf } from '../calls.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** 11. No secret is written to history, logs, pages, errors, reports. A task token stands in its ask and in the list of asks, and nowhere else. */
export const noSecret: Invariant = {
  number: 11,
  title: 'No secret is written',
  boundedOnly: false,
  check: (watched) => {
    const secrets = secretsOf(watched);
    const said: { where: string; run: string; at: number; text: string }[] = [
      ...watched.calls
        .filter(({ facts: { kind, write } }) => write && (writtenKinds as readonly string[]).includes(kind))
        .map(({ request, facts, process, begun }) => ({
          where: facts.name,
          run: process?.run ?? '',
          at: begun.at,
          text: bodyOf(request),
        })),
      ...watched.reports.map((report) => ({
        where: `the report of ${report.run}`,
        run: report.run,
        at: watched.endedAt,
        text: JSON.stringify(report),
      })),
    ];
    return said.flatMap(({ where, run, at, text }): Violation[] => {
      const found = secrets.find(({ value }) => text.includes(value));
      return found ? [{ invariant: 11, run, at, text: `${where} holds ${found.what}` }] : [];
    });
  },
};

const writtenKinds = ['event', 'run', 'ledger', 'start', 'lock', 'alarms', 'pager', 'sns'] as const;

/** What was secret in this play: task tokens, tokens of the Kubernetes API, signatures of links. */
function secretsOf({ processes, calls }: Watched): { what: string; value: string }[] {
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
  return [...secrets].map(([value, what]) => ({ what, value }));
}
