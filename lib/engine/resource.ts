/** What a Task's Resource names: a function, called directly, an activity, or an integration with a service. */
export type Resource =
  | { kind: 'function' }
  | { kind: 'activity' }
  | {
      kind: 'service';
      service: string;
      action: string;
      /** Waits for a token, after the call has answered. */
      callback: boolean;
      /** Waits for the job that the call has begun. */
      job: boolean;
    };

const callbackSuffix = '.waitForTaskToken';

/** Reads `arn:<partition>:states:::<service>:<action>`; `states:<region>:<account>:activity:…` is an activity, anything else a function. */
export function resourceOf(arn: string): Resource {
  if (/^arn:[^:]*:states:[^:]+:[^:]+:activity:/.test(arn)) return { kind: 'activity' };
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:(.+?):([^:]+(?:\.sync:2)?)$/.exec(arn);
  if (!match) return { kind: 'function' };
  const [, service = '', action = ''] = match;
  const callback = action.endsWith(callbackSuffix);
  return { kind: 'service', service, action, callback, job: /\.sync(:2)?$/.test(action) };
}
