import type { Clock, Random } from '../model/clock.ts';
import type { Estate } from '../model/estate.ts';
import type { Surroundings } from '../wire/surroundings.ts';

/** Where the clients of a sandboxed process stand: names as in AWS, nothing signed, nothing secret. */
export function sandboxSurroundings(
  { account, region }: Estate,
  clock: Clock,
  random: Random,
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
  };
}
