/** What a Task's Resource names: a function, called directly, or an integration with a service. */
export type Resource =
  | { kind: 'function' }
  | { kind: 'service'; service: string; action: string; callback: boolean };

const callbackSuffix = '.waitForTaskToken';

/** Reads `arn:<partition>:states:::<service>:<action>`; anything else is a function's ARN. */
export function resourceOf(arn: string): Resource {
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:(.+):([^:]+)$/.exec(arn);
  if (!match) return { kind: 'function' };
  const [, service = '', action = ''] = match;
  return { kind: 'service', service, action, callback: action.endsWith(callbackSuffix) };
}
