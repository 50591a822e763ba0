import { codeOf, type ErrorCode, ReboundError, sentenceOf } from '../../model/errors.ts';

/** What operations say no with: the person is told why. Anything else is trouble of ours. */
const refusals: readonly ErrorCode[] = [
  'BadInput',
  'AlreadyDecided',
  'NothingToAnswer',
  'UnknownRun',
  'RunClosed',
  'AccessDenied',
  'NotApproved',
  'PlanChanged',
  'TooMany',
];
const idShownMax = 40;

/** The sentence of a no; undefined for what is no such thing. */
export function refusalIn(error: unknown): { code: ErrorCode; text: string } | undefined {
  const code = codeOf(error);
  if (code === undefined || !refusals.includes(code)) return undefined;
  return { code, text: sentenceOf((error as ReboundError).facts) };
}

/** A no of these doors, as the operations would say it. */
export function noOf(what: string, todo: string): ReboundError {
  return new ReboundError('AccessDenied', { what, todo });
}

/** An id that the outside gave, as it may be shown. */
export function shownId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_.-]/g, '').slice(0, idShownMax) || '(none)';
}
