import { codeOf, type ErrorCode, type ErrorFacts, ReboundError } from '../model/errors.ts';
import { isObject } from '../model/json.ts';

/** Facts of a call to AWS: the action as IAM names it, and what it acts on, as people say it. */
export interface AwsCall {
  /** `eks:DescribeCluster` */
  action: string;
  /** `cluster prod-blue in eu-west-1` */
  on: string;
  /** Who calls, where it is known: a step type's name. */
  who?: string;
  run?: string;
  step?: string;
  external?: string;
}

/** Exceptions by name, as the services' models list them. What is not here goes by pattern and status. */
const codeOfName: Record<string, ErrorCode> = {
  ConditionalCheckFailedException: 'Conflict',
  TransactionConflictException: 'Conflict',
  ResourceNotFoundException: 'NotFound',
  ExecutionDoesNotExist: 'NotFound',
  StateMachineDoesNotExist: 'NotFound',
  TaskDoesNotExist: 'NotFound',
  // Step Functions says this of a token whose task has ended or timed out.
  TaskTimedOut: 'NotFound',
  NoSuchKey: 'NotFound',
  ExecutionAlreadyExists: 'AlreadyExists',
  ResourceInUseException: 'AlreadyExists',
  UnrecognizedClientException: 'AccessDenied',
  InvalidClientTokenId: 'AccessDenied',
  ExpiredToken: 'AccessDenied',
  ExpiredTokenException: 'AccessDenied',
  InvalidSignatureException: 'AccessDenied',
  SignatureDoesNotMatch: 'AccessDenied',
  IncompleteSignature: 'AccessDenied',
  IncompleteSignatureException: 'AccessDenied',
  MissingAuthenticationToken: 'AccessDenied',
  MissingAuthenticationTokenException: 'AccessDenied',
  AuthorizationError: 'AccessDenied',
  AuthorizationErrorException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
  NotAuthorized: 'AccessDenied',
  KMSAccessDenied: 'AccessDenied',
  KMSAccessDeniedException: 'AccessDenied',
  OptInRequired: 'AccessDenied',
  ProvisionedThroughputExceededException: 'Throttled',
  RequestLimitExceeded: 'Throttled',
  TooManyRequestsException: 'Throttled',
  ThrottledException: 'Throttled',
  RequestThrottled: 'Throttled',
  RequestThrottledException: 'Throttled',
  SlowDown: 'Throttled',
};

/** A failed call to AWS as one of our errors, mapped once, here. An error that is ours already stays as it is. */
export function wrapAwsError(error: unknown, call: AwsCall): ReboundError {
  if (error instanceof ReboundError || (error instanceof Error && codeOf(error)))
    return error as ReboundError;
  const seen = readError(error);
  const code = codeFor(seen);
  return new ReboundError(code, { ...factsFor(code, seen, call), ...where(call) }, { cause: error });
}

interface Seen {
  name: string;
  message: string;
  /** Absent when no answer came. */
  status?: number;
  /** True for an exception that the service sent, false for one of the client. */
  sent: boolean;
}

function readError(error: unknown): Seen {
  if (!(error instanceof Error) && !isObject(error)) return { name: '', message: String(error), sent: false };
  const record: { name?: unknown; message?: unknown; $metadata?: unknown; $fault?: unknown } = error;
  const status = isObject(record.$metadata) ? record.$metadata['httpStatusCode'] : undefined;
  return {
    name: typeof record.name === 'string' ? record.name : '',
    message: typeof record.message === 'string' ? (record.message.split('\n')[0] ?? '') : '',
    ...(typeof status === 'number' ? { status } : {}),
    sent: record.$fault !== undefined,
  };
}

/** What the SDK throws when it finds no credentials, or cannot renew them. */
const noCredentials = /^(Credentials|Token)ProviderError$/;

function codeFor({ name, status, sent }: Seen): ErrorCode {
  const known = sent ? codeOfName[name] : undefined;
  if (known) return known;
  if (!sent && noCredentials.test(name)) return 'AccessDenied';
  if (status === undefined) return 'Unavailable';
  if (sent && name.startsWith('AccessDenied')) return 'AccessDenied';
  if (status === 429 || (sent && name.startsWith('Throttl'))) return 'Throttled';
  if (status >= 500) return 'Unavailable';
  // An answer was there, and the client could make nothing of it.
  if (!sent) return 'Malformed';
  if (sent && /AlreadyExists/.test(name)) return 'AlreadyExists';
  return status >= 400 ? 'Rejected4xx' : 'Malformed';
}

function factsFor(code: ErrorCode, seen: Seen, call: AwsCall): ErrorFacts {
  const action = `${call.action} on ${call.on}`;
  const why = [seen.name, seen.message].filter((part) => part && part !== 'Error').join(': ');
  const answered = seen.status === undefined ? {} : { status: seen.status };
  if (code === 'AccessDenied') return { ...deniedFacts(seen, call), ...answered };
  const [what, todo] = sentences[code] ?? [' failed'];
  return { what: `${action}${what}`, ...(why ? { why } : {}), ...(todo ? { todo } : {}), ...answered };
}

/** What happened, and what to do about it where a person can. */
const sentences: Partial<Record<ErrorCode, [string, string?]>> = {
  Conflict: [': the condition did not hold'],
  NotFound: [': it does not exist'],
  AlreadyExists: [': it exists already'],
  Throttled: [' was throttled', 'it is tried again; if it lasts, ask for a higher quota'],
  Unavailable: [' had no usable answer', 'it is tried again; it may have happened or not'],
  Malformed: [' was answered with something that is not of its documented shape'],
  Rejected4xx: [' was refused as a wrong request'],
};

function deniedFacts({ name, message }: Seen, call: AwsCall): ErrorFacts {
  const principal = /\bUser: (arn:\S+)/.exec(message)?.[1];
  const who = call.who ?? 'this process';
  const facts = {
    what: `${who} may not call ${call.action} on ${call.on}`,
    why: principal ? `as ${principal}` : [name, message].filter(Boolean).join(': '),
  };
  if (noCredentials.test(name)) {
    return {
      ...facts,
      todo: 'there are no valid credentials: sign in to AWS (its profile, SSO), then repeat',
    };
  }
  if (name.startsWith('ExpiredToken'))
    return { ...facts, todo: 'the credentials have expired: sign in again, then repeat' };
  if (/^(UnrecognizedClient|InvalidClientToken|SignatureDoesNotMatch|InvalidSignature)/.test(name))
    return {
      ...facts,
      todo: 'AWS does not know these credentials: check which account and profile they are of',
    };
  return {
    ...facts,
    todo: `add a statement that allows ${call.action} on it to that role, or use a role that has one`,
  };
}

function where({ run, step, external }: AwsCall): Partial<ErrorFacts> {
  return { ...(run ? { run } : {}), ...(step ? { step } : {}), ...(external ? { external } : {}) };
}
