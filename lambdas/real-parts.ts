import type { Parts } from '../lib/handlers/parts.ts';
import type { StepType } from '../lib/steps/step-type.ts';
import { makeClients } from '../lib/wire/make-clients.ts';
import { directoryBeside, manifestsBeside } from './beside.ts';
import { realSurroundings } from './real-surroundings.ts';
import { setting } from './settings.ts';

/** Everything real that a handler is handed, for one invocation. `functionArn` says in which account and Region this is. */
export function realParts(functionArn: string, signal: AbortSignal, types: Record<string, StepType>): Parts {
  const directory = directoryBeside();
  const surroundings = realSurroundings(functionArn, signal, directory);
  const { clock, random, region, account } = surroundings;
  return {
    clock,
    random,
    clients: makeClients(surroundings),
    manifests: manifestsBeside(),
    types,
    signal,
    account,
    world: 'real',
    stateMachineArn: (runbook) => `arn:aws:states:${region}:${account}:stateMachine:rebound-${runbook}`,
    link: (run) => `${setting('REBOUND_LINK')}${run}`,
    ...(directory ? { directory } : {}),
  };
}
