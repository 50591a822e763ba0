import { randomInt } from 'node:crypto';
import type { Parts } from '../lib/handlers/parts.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { makeClients } from '../lib/wire/make-clients.ts';
import { makeRealTransport } from '../lib/wire/real-transport.ts';
import { realClock } from './real-clock.ts';
import { manifestsBeside, roleCredentials, setting } from './settings.ts';

const { transport } = makeRealTransport();
const random = () => randomInt(2 ** 47) / 2 ** 47;

/** Everything real that a handler is handed, for one invocation. `functionArn` says in which account and Region this is. */
export function realParts(functionArn: string, signal: AbortSignal, types: Record<string, StepType>): Parts {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return {
    clock: realClock,
    random,
    clients: makeClients({
      clock: realClock,
      random,
      transport,
      region,
      account,
      credentials: roleCredentials,
      unsigned: false,
      table: setting('REBOUND_TABLE'),
      topicArn: setting('REBOUND_TOPIC'),
      evidenceBucket: setting('REBOUND_EVIDENCE'),
      pagerUrl: setting('REBOUND_PAGER'),
      signal,
    }),
    manifests: manifestsBeside(),
    types,
    signal,
    account,
    world: 'real',
    stateMachineArn: (runbook) => `arn:aws:states:${region}:${account}:stateMachine:rebound-${runbook}`,
    link: (run) => `${setting('REBOUND_LINK')}${run}`,
  };
}
