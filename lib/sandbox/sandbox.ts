import type { Clock, Random } from '../model/clock.ts';
import type { Estate } from '../model/estate.ts';
import type { Directory } from '../model/people.ts';
import type { Given, PersonScript } from '../model/scenario.ts';
import { fail } from '../model/errors.ts';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';
import { advance } from './advance.ts';
import { noAnswer } from './answer.ts';
import { lasts } from './chance.ts';
import { withChannelSecrets } from './channel-secrets.ts';
import { answerEks } from './eks.ts';
import { worldOf } from './healthy.ts';
import { answerHooks } from './hooks.ts';
import { answerKubernetes } from './kubernetes.ts';
import type { Taken } from './messages.ts';
import { deleteObject } from './objects.ts';
import { answerPager } from './pager.ts';
import { answerPagerDuty } from './pagerduty.ts';
import { type AskedOf, type GivenAnswer, peopleWho } from './people.ts';
import { answerS3 } from './s3.ts';
import { answerSecrets } from './secrets.ts';
import { answerSlack } from './slack.ts';
import { answerSns } from './sns.ts';
import { durations } from './sources.ts';
import { answerParameters } from './ssm.ts';
import { answerSts } from './sts.ts';
import { type ClusterWorld, type DeliveredPage, keyOf, type World } from './world.ts';

export interface SandboxOptions {
  /** Where the world differs from a healthy one. */
  given: Given;
  estate: Estate;
  clock: Clock;
  random: Random;
  /** What people say, by person or group. */
  people: Record<string, PersonScript[]>;
  /** Who the people are, and the accounts of the channels that reach them; absent: `who` is any name, and the pager reaches it. */
  directory?: Directory;
  /** Says of whom a question is asked, for somebody who is in several groups that have a list. */
  askedOf?: AskedOf;
  /** Called at the time at which somebody answers a question they were paged for. */
  onAnswer?: (answer: GivenAnswer) => Promise<void> | void;
}

/** The simulated world, answering at the wire. */
export interface Sandbox {
  /** Answers everything but dynamodb and states, which are somebody else's. */
  transport: Transport;
  /** The world as it is now: plain data, never changed in place. */
  state: () => World;
  /** Puts a world in place of the present one, for forking. */
  load: (world: World) => void;
  /**
   * After `load` in a new process: people think on about what they were paged for. `settled` says which questions have
   * their answer; who is late answers now.
   */
  remind: (settled: (page: DeliveredPage) => boolean) => void;
  /** Other people, and other channels, from now on. What is kept for the channels' secrets stays. */
  changeDirectory: (directory: Directory | undefined) => void;
  /** A mistake happens: somebody deletes the namespace. BadInput when there is none. */
  deleteNamespace: (cluster: string, namespace: string) => void;
  /** Pages that reached somebody, oldest first. */
  inbox: () => readonly DeliveredPage[];
  /** Tells of every page that reaches somebody, from now on. Gives back what ends that. */
  onPage: (callback: (page: DeliveredPage) => void) => () => void;
}

/** What a world that was kept before there were channels lacks. */
const beforeChannels = { parameters: {}, channels: {}, messages: [], rooms: [] };

export function createSandbox(options: SandboxOptions): Sandbox {
  const { clock, random } = options;
  let { directory } = options;
  let world = withChannelSecrets(
    worldOf(options.given, options.estate, Math.floor(random() * 2 ** 31), clock.now()),
    directory,
  );
  const people = peopleWho(
    options.people,
    clock,
    options.onAnswer ?? (() => undefined),
    () => directory,
    options.askedOf,
  );
  const listeners = new Set<(page: DeliveredPage) => void>([(page) => people(page)]);

  function comeBack(): void {
    const now = clock.now();
    const clusters = Object.entries(world.clusters).map(
      ([name, one]) => [name, comeBackAt(one, now)] as const,
    );
    if (clusters.some(([name, one]) => one !== world.clusters[name]))
      world = { ...world, clusters: Object.fromEntries(clusters) };
  }

  function advanceAll(): void {
    comeBack();
    const now = clock.now();
    const clusters = Object.entries(world.clusters).map(([name, one]) => [name, advance(one, now)] as const);
    world = { ...world, clusters: Object.fromEntries(clusters) };
  }

  function answer(request: WireRequest): WireAnswer | Error {
    const now = clock.now();
    switch (request.system) {
      case 'eks':
        return answerEks(world, request);
      case 'sts':
        return answerSts(options.estate.account, request);
      case 'sns':
        return reached(answerSns(world, request, now, directory));
      case 's3':
        return kept(answerS3(world, request, now));
      case 'secretsmanager':
        return answerSecrets(world, request);
      case 'kubernetes':
        return kubernetes(request, now);
      case 'ssm':
        return answerParameters(world, request);
      case 'pager':
        return reached(answerPager(world, request, now));
      case 'slack': {
        const answered = answerSlack(world, request, now, directory);
        return answered instanceof Error ? answered : reached(answered);
      }
      case 'pagerduty':
        return reached(answerPagerDuty(world, request, now, directory));
      case 'webhook': {
        const answered = answerHooks(world, request, now, directory);
        return answered instanceof Error ? answered : reached(answered);
      }
      case 'dynamodb':
      case 'states':
        break; // answered by others
    }
    return fail('Broken', { what: `the sandbox of the world outside was asked for ${request.system}` });
  }

  function kept(answered: { world: World; answer: WireAnswer }): WireAnswer {
    world = answered.world;
    return answered.answer;
  }

  /** Whoever was reached hears of it when the world has it. */
  function reached({ delivered, ...answered }: Taken): WireAnswer {
    const said = kept(answered);
    if (delivered) for (const listener of listeners) listener(delivered);
    return said;
  }

  function kubernetes(request: WireRequest, now: number): WireAnswer | Error {
    const cluster = clusterAt(world, request);
    if (!cluster) return noAnswer('ENOTFOUND', `getaddrinfo ENOTFOUND ${new URL(request.url).hostname}`);
    const answered = answerKubernetes(advance(cluster, now), request, now);
    world = { ...world, clusters: { ...world.clusters, [cluster.name]: answered.cluster } };
    return answered.answer;
  }

  return {
    async transport(request, signal) {
      const [shortest, longest] = durations.latency.ms;
      await clock.sleep(shortest + Math.floor(random() * (longest - shortest)), signal);
      comeBack();
      if (request.system === 'kubernetes' && clusterAt(world, request)?.api === 'unreachable') {
        await clock.sleep(lasts('connectTimeout', ''), signal);
        throw noAnswer('ETIMEDOUT', `connect ETIMEDOUT ${new URL(request.url).hostname}:443`);
      }
      const answered = answer(request);
      if (answered instanceof Error) throw answered;
      return answered;
    },
    state() {
      advanceAll();
      return world;
    },
    load(loaded) {
      world = withChannelSecrets({ ...beforeChannels, ...loaded }, directory);
    },
    changeDirectory(changed) {
      directory = changed;
      world = withChannelSecrets(world, directory);
    },
    remind(settled) {
      for (const page of world.pages) people(page, settled(page));
    },
    deleteNamespace(cluster, namespace) {
      advanceAll();
      const present = world.clusters[cluster];
      const key = keyOf('core/namespaces', '', namespace);
      if (!present?.objects[key])
        fail('BadInput', {
          what: `the sandbox has no namespace ${namespace} on ${cluster}`,
          todo: `delete one of those on its clusters: ${Object.keys(world.clusters).join(', ')}`,
        });
      const without = deleteObject(present, key, 'core/namespaces', false, clock.now());
      world = { ...world, clusters: { ...world.clusters, [cluster]: without } };
    },
    inbox: () => world.pages,
    onPage(callback) {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
  };
}

/** A cluster whose time away is over is active, and its API answers. */
function comeBackAt(cluster: ClusterWorld, now: number): ClusterWorld {
  const { backAt, ...back } = cluster;
  return backAt === undefined || now < backAt ? cluster : { ...back, state: 'active', api: 'healthy' };
}

/** The cluster whose API host the request goes to; a cluster that is gone has none. */
function clusterAt(world: World, request: WireRequest): World['clusters'][string] | undefined {
  const { host } = new URL(request.url);
  return Object.values(world.clusters).find(
    (one) => new URL(one.endpoint).host === host && one.state !== 'gone',
  );
}
