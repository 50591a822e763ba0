import type { Clock, Random } from '../model/clock.ts';
import type { ChannelSettings } from '../model/people.ts';
import type { Transport } from '../model/transport.ts';
import type { Remembered } from './remembered.ts';

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
  /** How people are reached besides that; absent: not at all. */
  channels?: ChannelSettings;
  /** A variable of the environment, by name: only where a person's own machine runs this. */
  environment?: (name: string) => string | undefined;
  /** Keys that were read, in a process that lives for many calls; absent: each is read when it is needed. */
  remembered?: Remembered;
  /** Shows a line at the terminal that is attached; absent: there is none, so nobody can be reached by it. */
  terminal?: (line: string) => void;
  /** Aborts every call, before the function's time is over. */
  signal?: AbortSignal;
}
