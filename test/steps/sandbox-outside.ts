import { Timeline, seededRandom } from '../../lib/engine/clock.ts';
import { codeOf, type ErrorCode, explain } from '../../lib/model/errors.ts';
import type { Estate } from '../../lib/model/estate.ts';
import type { Finding } from '../../lib/model/event.ts';
import { hashOf, type Json } from '../../lib/model/json.ts';
import type { Given } from '../../lib/model/scenario.ts';
import type { Transport, WireAnswer, WireRequest } from '../../lib/model/transport.ts';
import { createSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import type { KubeObject, World } from '../../lib/sandbox/world.ts';
import type { StepContext } from '../../lib/steps/step-type.ts';
import { makeClients } from '../../lib/wire/make-clients.ts';
import { emptyMemory, type Memory, stepContext } from '../builders/step-context.ts';
import { type FaultKind, withFault } from './faults.ts';

const account = '111122223333';
const region = 'eu-west-1';
const cluster = (name: string) => ({
  name,
  account,
  region,
  arn: `arn:aws:eks:${region}:${account}:cluster/${name}`,
  endpoint: 'public' as const,
  drill: false,
});

export const estate: Estate = {
  account,
  region,
  recovery_region: 'eu-central-1',
  clusters: { 'prod-blue': cluster('prod-blue'), 'prod-green': cluster('prod-green') },
  databases: {},
  alarms: { account, region },
  changing_runs_max: 3,
};

/** Faults the calls from `from` to `to`, counted from 1 over the world's life. */
export interface Fault {
  kind: FaultKind;
  from: number;
  to: number;
}

/** One invocation of a step: what it gave, or the code of what it threw. `foreign` is an error that is not ours: always a defect. */
export interface Invocation<R> {
  output?: R;
  code?: ErrorCode;
  said?: string;
  foreign?: unknown;
  findings: Finding[];
}

/** Objects of the sandbox never change in place, and most of them stay the same over hundreds of worlds. */
const contents = new WeakMap<KubeObject, string>();

function contentOf(object: KubeObject): string {
  const known = contents.get(object) ?? hashOf([object.spec, object.data]).slice(0, 8);
  contents.set(object, known);
  return known;
}

/** A world to go on from: plain data, so that many can begin where one ended. */
export interface Saved {
  world: World;
  /** Milliseconds since the epoch. */
  at: number;
  memory: Memory;
}

/** A sandbox, its time, the real clients on it, and what one run of one step remembers. */
export class SandboxOutside {
  readonly timeline: Timeline;
  readonly sandbox: Sandbox;
  readonly memory: Memory;
  /** What was called, by system, method and how deep the path is: calls of one kind take the same way through the code. */
  calls: string[] = [];
  fault: Fault | undefined;
  /** What a call is answered with in place of the sandbox's own answer; `nth` from 1 over the world's life. */
  instead: ((request: WireRequest, nth: number) => WireAnswer | undefined) | undefined;
  readonly #random = seededRandom(7);

  constructor(given: Partial<Given> = {}, from?: Saved) {
    const start = from?.at ?? Date.parse('2026-11-24T03:05:00.000Z');
    this.timeline = new Timeline({ start, random: this.#random });
    this.memory = from ? structuredClone(from.memory) : emptyMemory();
    this.sandbox = createSandbox({
      given: { clusters: {}, backups: [], storage: 'available', pagers: 'up', ...given },
      // A world that is replaced at once need not be made.
      estate: from ? { ...estate, clusters: {} } : estate,
      clock: this.timeline,
      random: this.#random,
      people: {},
    });
    if (from) this.sandbox.load(from.world);
  }

  save(): Saved {
    return { world: this.sandbox.state(), at: this.timeline.now(), memory: structuredClone(this.memory) };
  }

  /** One invocation: clients and context of its own, 55 s until its calls are aborted, driven in virtual time to its end. */
  async invoke<R>(step: (context: StepContext) => Promise<R>): Promise<Invocation<R>> {
    const over = new AbortController();
    const done = new AbortController();
    const clock = this.timeline;
    clock.sleep(55_000, done.signal).then(
      () => over.abort(new Error('the time of the function is nearly over')),
      () => undefined,
    );
    const clients = makeClients({
      clock,
      random: this.#random,
      transport: this.#transport,
      region,
      account,
      credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }),
      unsigned: true,
      table: 'rebound',
      topicArn: `arn:aws:sns:${region}:${account}:rebound`,
      evidenceBucket: 'rebound-evidence',
      pagerUrl: 'https://pager.example/pages',
      signal: over.signal,
    });
    const { context, findings } = stepContext({
      clock,
      outside: clients,
      memory: this.memory,
      clusters: estate.clusters,
      signal: over.signal,
    });
    const invoked = step(context).then(
      (output): Invocation<R> => ({ output, findings }),
      (error: unknown): Invocation<R> => {
        const code = codeOf(error);
        return code ? { code, said: explain(error), findings } : { foreign: error, findings };
      },
    );
    await clock.until(invoked);
    done.abort(new Error('the invocation is over'));
    return invoked;
  }

  async pass(ms: number): Promise<void> {
    await this.timeline.until(this.timeline.sleep(ms));
  }

  /** What is in the world: every object's name and specification, and every page. Without what Velero keeps for reading, and without what time does. */
  snapshot(): Json {
    const { clusters, pages } = this.sandbox.state();
    const objects = Object.entries(clusters).flatMap(([name, { objects }]) =>
      Object.entries(objects)
        .filter(([key]) => !key.includes('downloadrequests'))
        .map(([key, { object }]) => `${name} ${key} ${contentOf(object)}`),
    );
    return [...objects.sort(), ...pages.map(({ key, who }) => `page ${who} ${key}`)];
  }

  /** Names of the objects of a kind in a namespace of prod-blue: `apps/deployments`. */
  names(resource: string, namespace: string): string[] {
    const prefix = `${resource}/${namespace}/`;
    return Object.keys(this.sandbox.state().clusters['prod-blue']?.objects ?? {})
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  readonly #transport: Transport = async (request, signal) => {
    const { system, method, url } = request;
    this.calls.push(`${system} ${method} ${new URL(url).pathname.split('/').length}`);
    const { fault } = this;
    const call = this.calls.length;
    const instead = this.instead?.(request, call);
    if (instead) return instead;
    if (!fault || call < fault.from || call > fault.to) return this.sandbox.transport(request, signal);
    return withFault(fault.kind, request, signal, this.sandbox.transport, this.timeline);
  };
}
