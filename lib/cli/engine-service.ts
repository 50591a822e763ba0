import { Timeline } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import { seededRandom } from '../engine/random.ts';
import { startExecution } from '../engine/start-execution.ts';
import { explain } from '../model/errors.ts';
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
      other: (resource, args, place) => startExecution(engine, resource, args, place),
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
