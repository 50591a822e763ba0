import type { Clock, Random } from '../model/clock.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import { sandboxText } from '../sandbox/channel-secrets.ts';
import type { Surroundings } from '../wire/surroundings.ts';

/** How people are reached, besides the pager. */
export interface Reached {
  directory?: Directory;
  /** Shows a line at the terminal that is attached. */
  terminal?: (line: string) => void;
}

/**
 * Where the clients of a sandboxed process stand: names as in AWS, nothing signed, nothing secret. Its environment is
 * the sandbox's: whatever the machine's holds is a real key, and has no place in a simulated world.
 */
export function sandboxSurroundings(
  { account, region }: Estate,
  clock: Clock,
  random: Random,
  { directory, terminal }: Reached = {},
): Omit<Surroundings, 'transport' | 'signal'> {
  return {
    clock,
    random,
    region,
    account,
    credentials: async () => ({ accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }),
    unsigned: true,
    table: 'rebound',
    topicArn: `arn:aws:sns:${region}:${account}:rebound`,
    evidenceBucket: `rebound-evidence-${account}`,
    pagerUrl: 'https://pager.sandbox.invalid/pages',
    ...(directory ? { channels: directory.channels } : {}),
    environment: (name) => sandboxText({ $environment: name }),
    ...(terminal ? { terminal } : {}),
  };
}
