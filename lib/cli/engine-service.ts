import { Timeline } from '../engine/clock.ts';
import { Engine, type TaskAnswer } from '../engine/engine.ts';
import { Fault } from '../engine/fault.ts';
import { seededRandom } from '../engine/random.ts';
import { explain } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Kept } from './engine-kept.ts';
import type { LambdaSource } from './lambda-source.ts';

export interface EngineServiceOptions {
  region: string;
  account: string;
  seed: number;
  lambda: LambdaSource;
  /** Where state is kept; absent: in memory. */
  kept?: Pick<Kept, 'journal' | 'recovered'>;
  /** One line of what happens. */
  log: (line: string) => void;
}

export interface EngineService {
  /** Goes on with what was recovered: call it once, before anybody is answered. */
  resume: () => Promise<void>;
  /** Answers a request of any client of Step Functions. */
  fetch: (request: Request) => Promise<Response>;
  /** Nothing goes on any more. */
  stop: () => void;
}

/** The engine as a service of its own, in real time, for whoever calls it. */
export function engineService({
  region,
  account,
  seed,
  lambda,
  kept,
  log,
}: EngineServiceOptions): EngineService {
  const random = seededRandom(seed);
  const clock = new Timeline({ random, pace: 'real' });
  const engine: Engine = new Engine({
    clock,
    random,
    ...(kept ? { journal: kept.journal, recovered: kept.recovered } : {}),
    region,
    account,
    tasks: {
      invoke: ({ functionArn, payload }) => lambda(nameOf(functionArn), functionArn, payload),
      publish(args) {
        log(`sns:publish ${JSON.stringify(args)}`);
        return Promise.resolve({ ok: { MessageId: 'published-here' } });
      },
      other: (resource, args) => nested(engine, resource, args),
    },
    onEvent(arn, { type, name, error, cause }) {
      if (type.startsWith('Execution')) log([type, arn, error, cause].filter(Boolean).join(' '));
      else if (type.endsWith('StateEntered')) log(`  ${name ?? ''} (${type.replace('StateEntered', '')})`);
    },
  });
  const stopped = Promise.withResolvers<void>();
  void clock.until(stopped.promise, { whenIdle: 'wait' });
  return {
    resume: () => engine.resume(),
    fetch: (request) => answer(engine, request),
    stop() {
      engine.kill();
      stopped.resolve();
    },
  };
}

/** The last part of `…:function:<name>` or `…:function:<name>:<qualifier>`. */
function nameOf(functionArn: string): string {
  return /:function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn;
}

async function answer(engine: Engine, request: Request): Promise<Response> {
  if (request.method !== 'POST')
    return new Response(
      'This is Step Functions, as far as Rebound has it: POST from a client of its API.\n',
      {
        status: request.method === 'GET' ? 200 : 405,
      },
    );
  try {
    const { status, headers, body } = await engine.service({
      system: 'states',
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
    return new Response(new Uint8Array(body), { status, headers });
  } catch (error) {
    const body = JSON.stringify({ __type: 'InternalFailure', message: explain(error) });
    return new Response(body, { status: 500, headers: { 'content-type': 'application/x-amz-json-1.0' } });
  }
}

/** `states:startExecution`, which may wait for the execution's end (`.sync`, and `.sync:2` with the output as JSON). */
async function nested(engine: Engine, resource: string, args: Json): Promise<TaskAnswer> {
  const mode = /:states:startExecution(|\.sync|\.sync:2)$/.exec(resource)?.[1];
  if (mode === undefined)
    return { error: 'States.Runtime', cause: `Nothing here answers the resource '${resource}'.` };
  const { StateMachineArn: machine, Name: name, Input: input } = isObject(args) ? args : {};
  try {
    const { arn, startedAt } = engine.start(
      typeof machine === 'string' ? machine : '',
      input ?? {},
      typeof name === 'string' ? name : undefined,
    );
    const submitted = { ExecutionArn: arn, StartDate: startedAt };
    if (mode === '') return { ok: submitted };
    const { status, output, error, cause } = await engine.ended(arn);
    const told = { ...submitted, Status: status, Error: error ?? null, Cause: cause ?? null };
    if (status !== 'SUCCEEDED') return { error: 'States.TaskFailed', cause: JSON.stringify(told), submitted };
    const result = output ?? null;
    const Output = mode === '.sync:2' ? result : JSON.stringify(result);
    return { ok: { ...submitted, Status: status, Output }, submitted };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: `StepFunctions.${error.name}Exception`, cause: error.message };
  }
}
