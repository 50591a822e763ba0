import type { ChannelSettings } from './people.ts';

/** What rebound.yaml says of one cluster. */
export interface Cluster {
  name: string;
  account: string;
  region: string;
  arn: string;
  endpoint: 'public' | 'private';
  drill: boolean;
}

/** rebound.yaml, checked: what is true of a team's estate, beside the runbooks. */
export interface Estate {
  account: string;
  region: string;
  recovery_region: string;
  clusters: Record<string, Cluster>;
  databases: Record<string, { account: string; region: string; drill: boolean }>;
  /** Where alarms named without an ARN live. */
  alarms: { account: string; region: string };
  /** How many runs that change something may go on at once. Default 3. */
  changing_runs_max: number;
  /** What the start of a real run of a runbook does that nothing real has proven: `warn` (default) says so, `block` refuses it. */
  unproven?: 'warn' | 'block';
  /** How people are reached; absent: by the pager's address alone. */
  channels?: ChannelSettings;
}
