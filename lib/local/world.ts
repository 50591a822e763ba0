import type { Compiled } from '../compiler/compile.ts';
import { placeholders, withArns } from '../compiler/with-arns.ts';
import type { Manifest } from '../compiler/manifest.ts';
import { machineClock, type Timeline } from '../engine/clock.ts';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import { startExecution } from '../engine/start-execution.ts';
import type { Parts } from '../handlers/parts.ts';
import type { Random } from '../model/clock.ts';
import { asksOf } from '../history/asks.ts';
import { explain, fail } from '../model/errors.ts';
import type { Estate } from '../model/estate.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Directory, Reference } from '../model/people.ts';
import type { Given, PersonScript } from '../model/scenario.ts';
import type { System, Transport, WireAnswer, WireRequest } from '../model/transport.ts';
import { makeOperations } from '../operations/make-operations.ts';
import type { Operations } from '../operations/operations.ts';
import type { OperationParts } from '../operations/parts.ts';
import { noAnswer } from '../sandbox/answer.ts';
import { withGivenFaults } from '../sandbox/given-faults.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { GivenAnswer } from '../sandbox/people.ts';
import { catalog } from '../steps/catalog.ts';
import type { Clients } from '../wire/clients.ts';
import { createTable } from '../wire/dynamodb.ts';
import { makeClients } from '../wire/make-clients.ts';
import { readReference } from '../wire/references.ts';
import { isEvidence } from './evidence-files.ts';
import type { Handler } from './functions.ts';
import { type Answer, type Invocation, invoker } from './invoker.ts';
import { operationPartsOf } from './operation-parts.ts';
import { answerAsScenario } from './scenario-answer.ts';
import { sandboxSurroundings } from './surroundings.ts';

export interface WorldOptions {
  clock: Timeline;
  random: Random;
  estate: Estate;
  given: Given;
  people: Record<string, PersonScript[]>;
  runbooks: Compiled[];
  /** people.yaml; absent: `who` is any name. Kept by reference: `changeDirectory` puts another one in its place. */
  directory?: Directory;
  /** Shows a line at the terminal that is attached; absent: nobody can be reached by it. */
  terminal?: (line: string) => void;
  /** What keeps the history: dynalite, or the sandbox's own DynamoDB. */
  table: Transport;
  /** Called when a person of the scenario answers; by default the answer is given. */
  onAnswer?: (given: GivenAnswer, operations: Operations) => Promise<void> | void;
  /** Wraps the transport of one invocation: rehearsals lose, delay and kill here. */
  around?: (transport: Transport, invocation: Invocation) => Transport;
  /** Told of every call that had its effect, at that moment: before its answer is on the way, and also when that gets lost. */
  observe?: (request: WireRequest, answer: WireAnswer) => void;
  /** Substituted handlers, by function name. */
  functions?: Record<string, Handler>;
  /** Where evidence is kept; by default the sandbox's own S3. */
  evidence?: Transport;
  log?: (line: string) => void;
  /** Hashes of the code, for what is proven; absent: nobody asks. */
  code?: () => Promise<Record<string, string>>;
  /** What the engine is kept in, and what it knew; default: nothing is kept. It goes on with `engine.resume`. */
  engine?: Pick<EngineOptions, 'journal' | 'recovered' | 'endedMax'>;
  /** Keeps the simulated world: awaited after each call that changed it, before the answer is on the way. */
  keepWorld?: (sandbox: Sandbox) => Promise<void>;
}

/** Systems whose every call leaves something in the world: a message, mostly. */
const taking: ReadonlySet<System> = new Set<System>(['sns', 'pager', 'slack', 'pagerduty', 'webhook']);

/** Calls of the simulated world's systems that change nothing: what changes by itself is computed from the time. */
function changesWorld({ system, method }: WireRequest): boolean {
  return taking.has(system) || (method !== 'GET' && (system === 'kubernetes' || system === 's3'));
}

/** Everything in one process: the engine, the handlers, the history and the simulated world, on one clock. */
export interface LocalWorld {
  /** Another one after `restartEngine`. */
  readonly engine: Engine;
  /** While true nobody answers for Step Functions, as when the process of the engine is not there. */
  engineDown: (down: boolean) => void;
  /** Puts an engine that was recovered in the place of the one before, which is dropped. It goes on with its `resume`. */
  restartEngine: (kept: NonNullable<WorldOptions['engine']>) => void;
  sandbox: Sandbox;
  operations: Operations;
  /** What the operations work with. */
  operationParts: OperationParts;
  /** The text of a secret of the channels: who signs what comes in. */
  secret: (reference: Reference) => Promise<string>;
  /** The process's own clients, unharmed by `around`: what a person's command uses. */
  clients: Clients;
  /** What a handler would be handed now. */
  parts: () => Parts;
  /** Of the runbooks that are deployed now, by name. */
  manifests: Record<string, Manifest>;
  /** Puts these runbooks in the place of those that were deployed; runs that go on keep the definition they began with. */
  deploy: (runbooks: Compiled[]) => void;
  /** The way outside, as `observe` sees it and unharmed by `around`: for a process of its own beside the handlers. */
  transport: Transport;
  /** Invokes a function as Lambda would: the starter, the janitor. */
  invoke: (name: string, payload: Json) => Promise<Answer>;
  stateMachineArn: (runbook: string) => string;
}

export async function openWorld(options: WorldOptions): Promise<LocalWorld> {
  const { clock, random, estate, directory } = options;
  const { account, region } = estate;
  const manifests: Record<string, Manifest> = {};
  const sandbox = createSandbox({
    given: options.given,
    estate,
    clock,
    random,
    people: options.people,
    ...(directory ? { directory, askedOf: (run, ask) => askedOf(run, ask) } : {}),
    onAnswer: (given) => (options.onAnswer ?? answerFor)(given, operations),
  });
  let isDown = false;
  const engineWith = (kept: WorldOptions['engine']): Engine =>
    new Engine({
      ...kept,
      clock,
      random,
      region,
      account,
      tasks: {
        invoke: ({ functionArn, payload }) => invoke(functionNameOf(functionArn), payload),
        publish: (message) => {
          const own = { name: 'topic', payload: message, number: -1 };
          return publish(makeClients({ ...surroundings, transport: around(transport, own) }), message);
        },
        other: (resource, args, place) => startExecution(engine, resource, args, place),
      },
    });
  let engine = engineWith(options.engine);
  // A call to AWS takes some milliseconds: others go on meanwhile, and what happens next happens later.
  const arrive: Transport = async (request, signal) => {
    if (request.system === 'dynamodb' || request.system === 'states') {
      await clock.sleep(2 + Math.floor(random() * 4), signal);
      if (isDown && request.system === 'states') throw noAnswer('ECONNREFUSED', 'connect ECONNREFUSED');
      return (request.system === 'dynamodb' ? options.table : engine.service)(request, signal);
    }
    if (request.system === 's3' && options.evidence && isEvidence(request.url))
      return options.evidence(request, signal);
    const answer = await sandbox.transport(request, signal);
    if (options.keepWorld && changesWorld(request)) await options.keepWorld(sandbox);
    return answer;
  };
  const transport: Transport = async (request, signal) => {
    const answer = await arrive(request, signal);
    options.observe?.(request, answer);
    return answer;
  };
  const surroundings = sandboxSurroundings(estate, clock, random, options);
  const stateMachineArn = (runbook: string) => engine.stateMachineArn(`rebound-${runbook}`);
  const fixed = {
    manifests,
    account,
    types: catalog,
    world: 'sandbox' as const,
    stateMachineArn,
    link: (run: string) => `rebound show ${run}`,
    ...(directory ? { directory } : {}),
  };
  const given = withGivenFaults(options.given.faults ?? [], clock);
  const around = options.around ?? ((inner: Transport) => inner);
  const invoke = invoker({
    clock,
    random,
    surroundings,
    clients: makeClients,
    parts: fixed,
    transport: (invocation) => around(given(transport), invocation),
    ...(options.functions ? { functions: options.functions } : {}),
  });
  await createTable({ ...surroundings, transport });
  let deployed = options.runbooks;
  function deploy(runbooks: Compiled[]): void {
    deployed = runbooks;
    const left = new Set(runbooks.map(({ manifest }) => manifest.runbook));
    for (const name of Object.keys(manifests)) if (!left.has(name)) delete manifests[name];
    for (const { definition, manifest } of runbooks) {
      const names = Object.fromEntries(
        placeholders(definition).map((name) => [
          name,
          name === 'topic' ? surroundings.topicArn : functionArn(name),
        ]),
      );
      manifests[manifest.runbook] = manifest;
      engine.createStateMachine(`rebound-${manifest.runbook}`, withArns(definition, names));
    }
  }
  deploy(options.runbooks);
  function functionArn(name: string): string {
    return `arn:aws:lambda:${region}:${account}:function:rebound-${name}`;
  }
  const clients = makeClients({ ...surroundings, transport });
  const parts = (): Parts => ({ ...fixed, clock, random, clients, signal: new AbortController().signal });
  const { code } = options;
  const operationParts = { ...operationPartsOf(parts()), ...(code ? { code, machine: machineClock } : {}) };
  const operations: Operations = makeOperations(operationParts);
  return {
    get engine() {
      return engine;
    },
    engineDown: (down) => {
      isDown = down;
    },
    restartEngine: (kept) => {
      engine.kill();
      engine = engineWith(kept);
      isDown = false;
      deploy(deployed);
    },
    sandbox,
    operations,
    operationParts,
    secret: (reference) =>
      readReference(reference, { secrets: clients.secrets, surroundings: { ...surroundings, transport } }),
    clients,
    parts,
    manifests,
    deploy,
    transport,
    invoke,
    stateMachineArn,
  };

  /** The level that is asked now first, then those before it. */
  async function askedOf(run: string, id: string): Promise<string[]> {
    const ask = (await asksOf(clients.table, run)).find((one) => one.id === id);
    return (ask?.levels ?? [])
      .slice(0, (ask?.level ?? 0) + 1)
      .reverse()
      .map(({ who }) => who);
  }

  async function answerFor(given: GivenAnswer): Promise<void> {
    try {
      await answerAsScenario(given, operations, clock.now(), directory);
    } catch (error) {
      options.log?.(`${given.who}: ${explain(error)}`);
    }
  }
}

function functionNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace(/^rebound-/, '');
}

/** The state machine's own SNS state: no handler in between. */
async function publish(clients: Clients, message: Json): Promise<Answer> {
  const { Subject, Message } = isObject(message) ? message : {};
  if (typeof Message !== 'string') return fail('BadInput', { what: 'a message without text' });
  try {
    await clients.topic.publish(typeof Subject === 'string' ? Subject : 'Rebound', Message);
    return { ok: { MessageId: 'sandbox' } };
  } catch (error) {
    return { error: 'SNS.InternalErrorException', cause: explain(error) };
  }
}
