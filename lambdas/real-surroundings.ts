import { randomInt } from 'node:crypto';
import type { Directory } from '../lib/model/people.ts';
import { makeRealTransport } from '../lib/wire/real-transport.ts';
import { newRemembered } from '../lib/wire/remembered.ts';
import type { Surroundings } from '../lib/wire/surroundings.ts';
import { realClock } from './real-clock.ts';
import { roleCredentials, setting } from './settings.ts';

const { transport } = makeRealTransport();
/** A function lives for many calls, and reads its keys once in a while. */
export const remembered = newRemembered();
const random = () => randomInt(2 ** 47) / 2 ** 47;

/** Where the clients of a function stand. `functionArn` says in which account and Region this is. */
export function realSurroundings(
  functionArn: string,
  signal: AbortSignal,
  directory: Directory | undefined,
): Surroundings {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return {
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
    ...(directory ? { channels: directory.channels } : {}),
    remembered,
    signal,
  };
}
