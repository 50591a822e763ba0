import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import type { Cluster, Estate } from '../../lib/model/estate.ts';
import type { Given } from '../../lib/model/scenario.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../lib/sandbox/sandbox.ts';
import type { Clients } from '../../lib/wire/clients.ts';
import type { Surroundings } from '../../lib/wire/surroundings.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';

/** A Tuesday night. */
export const start = Date.parse('2026-11-24T03:12:44Z');

function cluster(name: string, region: string): Cluster {
  const arn = `arn:aws:eks:${region}:111122223333:cluster/${name}`;
  return { name, account: '111122223333', region, arn, endpoint: 'public', drill: false };
}
export const blue = cluster('prod-blue', 'eu-west-1');
export const green = cluster('prod-green', 'eu-central-1');

export const estate: Estate = {
  account: '111122223333',
  region: 'eu-west-1',
  recovery_region: 'eu-central-1',
  clusters: { 'prod-blue': blue, 'prod-green': green },
  databases: {},
  alarms: { account: '111122223333', region: 'eu-west-1' },
  changing_runs_max: 3,
};

export const healthy: Given = { clusters: {}, backups: [], storage: 'available', pagers: 'up' };

/** prod-blue as given, everything else healthy. */
export function givenBlue(state: Partial<Given['clusters'][string]>): Given {
  return {
    ...healthy,
    clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: {}, ...state } },
  };
}

/** A call outside and what came back, as a trace keeps it. */
export interface Traced {
  at: number;
  request: WireRequest;
  answer: WireAnswer;
}

export interface Stage {
  clock: Timeline;
  sandbox: Sandbox;
  clients: Clients;
  surroundings: Surroundings;
  trace: Traced[];
  /** Runs a story in virtual time to its end. */
  play: <T>(story: () => Promise<T>) => Promise<T>;
}

/** A sandbox with the real clients on it, in virtual time. */
export function aSandbox(
  options: Partial<SandboxOptions> & { seed?: number; unsigned?: boolean } = {},
): Stage {
  const random = seededRandom(options.seed ?? 1);
  const clock = new Timeline({ start, random });
  const trace: Traced[] = [];
  const sandbox = createSandbox({ given: healthy, estate, clock, random, people: {}, ...options });
  const transport: Transport = async (request, signal) => {
    const answer = await sandbox.transport(request, signal);
    trace.push({ at: clock.now(), request, answer });
    return answer;
  };
  const surroundings: Surroundings = {
    clock,
    random,
    transport,
    region: 'eu-west-1',
    account: '111122223333',
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }),
    unsigned: options.unsigned ?? true,
    table: 'rebound',
    topicArn: 'arn:aws:sns:eu-central-1:111122223333:rebound',
    evidenceBucket: 'rebound-evidence',
    pagerUrl: 'https://pager.example/pages',
  };
  return {
    clock,
    sandbox,
    clients: makeClients(surroundings),
    surroundings,
    trace,
    async play(story) {
      const ending = story();
      await clock.until(ending, { whenIdle: 'wait' });
      return ending;
    },
  };
}

/** Ready replicas of a deployment's status. */
export function readyOf(object: { status?: Record<string, unknown> }): number {
  return Number(object.status?.['availableReplicas'] ?? 0);
}
