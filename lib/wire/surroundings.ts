import type { Clock, Random } from '../model/clock.ts';
import type { Transport } from '../model/transport.ts';

/** Where the clients stand: everything that a client would otherwise look up in its surroundings. */
export interface Surroundings {
  clock: Clock;
  random: Random;
  /** What answers. In AWS https; in a rehearsal the sandbox. */
  transport: Transport;
  region: string;
  account: string;
  credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** True: requests go unsigned (rehearsals). */
  unsigned: boolean;
  table: string;
  topicArn: string;
  evidenceBucket: string;
  pagerUrl: string;
  /** Aborts every call, before the function's time is over. */
  signal?: AbortSignal;
}
