import { compile } from '../../lib/compiler/compile.ts';
import { Timeline, seededRandom } from '../../lib/engine/clock.ts';
import { Engine, type ExecutionView, type TaskAnswer } from '../../lib/engine/engine.ts';
import type { Definition } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { isObject } from '../../lib/model/json.ts';
import type { Runbook } from '../../lib/runbook/runbook.ts';
import { smallCatalog, smallEstate } from '../builders/runbook.ts';

const startedAt = Date.parse('2026-11-24T03:05:00.000Z');

export type Payload = Record<string, Json>;
/** What a function answers, or sends back to the token of an ask: its output, an error, or nothing (the level's time passes). */
export type Answer = { output: Json } | { error: string; facts?: Payload } | 'silence';

/** Answers of the outside by step id, or by function for the frame's own; each in order, the last one repeats. */
export type Script = Record<string, Answer[]>;

export interface Ran {
  view: ExecutionView;
  /** Calls in order. */
  calls: { name: string; payload: Payload }[];
  /** Names of the states that were entered, in order. */
  states: string[];
  /** Payloads of one step's or function's calls. */
  of: (name: string) => Payload[];
  told: Json[];
  /** Seconds of virtual time. */
  seconds: number;
}

const frameAnswers: Script = {
  'open-run': [],
  lock: [{ output: { status: 'taken', because: '' } }],
  'close-run': [],
};

/** Runs a compiled runbook on the engine, in virtual time, with a world that answers as the script says. */
export async function run(runbook: Runbook, script: Script = {}, inputs: Json = given): Promise<Ran> {
  const { definition } = compile(runbook, { catalog: smallCatalog, estate: smallEstate });
  return runDefinition(definition, script, inputs, runbook.deadline);
}

const given: Json = { cluster: 'prod-blue', namespace: 'payments' };

/** Runs any definition of ours. */
export async function runDefinition(
  definition: Definition,
  script: Script,
  inputs: Json,
  deadline: number,
  surprise: (name: string, payload: Payload) => Answer | undefined = () => undefined,
): Promise<Ran> {
  const clock = new Timeline({ start: startedAt, random: seededRandom(7) });
  const calls: Ran['calls'] = [];
  const told: Json[] = [];
  const counts = new Map<string, number>();
  const answerFor = (name: string, payload: Payload): Answer => {
    const surprised = surprise(name, payload);
    if (surprised) return surprised;
    const list = script[name] ?? frameAnswers[name] ?? [];
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return list[Math.min(nth, list.length - 1)] ?? byDefault(name, payload, inputs, deadline);
  };
  const engine: Engine = new Engine({
    clock,
    random: seededRandom(8),
    region: 'eu-west-1',
    account: '111122223333',
    tasks: {
      invoke: async ({ functionArn, payload }): Promise<TaskAnswer> => {
        const body = isObject(payload) ? payload : {};
        const called = functionArn.slice(functionArn.lastIndexOf(':') + 1).replace(/^\$\{|\}$/g, '');
        const step = typeof body['step'] === 'string' ? body['step'] : called;
        const name = called === 'ask' ? `ask ${step}` : step;
        calls.push({ name, payload: body });
        const answer = answerFor(name, body);
        const { token } = body;
        if (typeof token !== 'string') return answerOf(answer, called.startsWith('step-'));
        if (answer !== 'silence')
          void clock.sleep(1000).then(() => engine.answer(token, answerOf(answer, false)));
        return { ok: null };
      },
      other: async (resource, args): Promise<TaskAnswer> => {
        const given = isObject(args) ? args : {};
        calls.push({ name: 'execution', payload: { resource, ...given } });
        return answerOf(answerFor('execution', given), false);
      },
      publish: async (args) => {
        told.push(args);
        return { ok: { MessageId: 'm-1' } };
      },
    },
  });
  const machine = engine.createStateMachine('restore-namespace', definition);
  const { arn } = engine.start(machine, inputs, 'one');
  const ended = engine.ended(arn);
  await clock.until(ended);
  const view = await ended;
  return {
    view,
    calls,
    told,
    states: view.events.flatMap((event) => ('stateEnteredEventDetails' in event ? [nameOf(event)] : [])),
    of: (name) => calls.filter((call) => call.name === name).map((call) => call.payload),
    seconds: (clock.now() - startedAt) / 1000,
  };
}

function nameOf(event: object): string {
  const details: unknown = Reflect.get(event, 'stateEnteredEventDetails');
  return isObject(details) && typeof details['name'] === 'string' ? details['name'] : '';
}

function answerOf(answer: Answer, wrapped: boolean): TaskAnswer {
  if (answer === 'silence') return { ok: null };
  if ('error' in answer) {
    const facts = answer.facts ?? { what: `it says ${answer.error}` };
    return {
      error: answer.error,
      cause: JSON.stringify({ errorType: answer.error, errorMessage: JSON.stringify(facts), trace: [] }),
    };
  }
  return { ok: wrapped ? { output: answer.output } : answer.output };
}

/** A world in which everything works. */
function byDefault(name: string, payload: Payload, inputs: Json, deadline: number): Answer {
  if (name === 'open-run') {
    const deadlineAt = new Date(startedAt + deadline * 1000).toISOString();
    const started = { started_at: new Date(startedAt).toISOString(), deadline_at: deadlineAt };
    return {
      output: { inputs, run: { id: 'aaaabbbbccccdddd', mode: 'real', ...started, link: 'http://x/' } },
    };
  }
  if (name === 'undo') return { output: { step: null } };
  if (name === 'execution') return { output: { Status: 'SUCCEEDED' } };
  if (name === 'close-run') return { output: { again: false, signals: 0, ...closing(payload) } };
  if ('token' in payload)
    return {
      output: { answer: 'approve', by: 'ann', because: 'ok', at: '2026-11-24T03:06:00Z', record: {} },
    };
  return { output: { word: 'fine', age: 10_800 } };
}

function closing(payload: Payload): Payload {
  const { result, failure, lock } = payload;
  if (isObject(result)) return { outcome: result['outcome'] ?? 'failed', because: '' };
  if (isObject(failure))
    return { outcome: failure['Error'] === 'Aborted' ? 'aborted' : 'failed', because: 'it failed' };
  return { outcome: isObject(lock) ? (lock['status'] ?? 'failed') : 'failed', because: '' };
}

/** What a person said, as a question's state hears it. */
export const said = (word: string, more: Payload = {}): Answer => ({
  output: {
    answer: word,
    by: 'ann',
    because: 'so',
    at: '2026-11-24T03:06:00Z',
    values: null,
    to: null,
    ...more,
  },
});
export const failing: Answer = { error: 'NotVerified', facts: { what: 'not as it should be' } };
export const good = (word: string): Answer => ({ output: { word, age: 1 } });

/** The `with` of a call. */
export const withOf = (payload: unknown): unknown => (isObject(payload) ? payload['with'] : undefined);

/** What stands in the Cause of a failure of ours. */
export function causeOf(failure: unknown): unknown {
  const cause = isObject(failure) ? failure['Cause'] : undefined;
  return JSON.parse(typeof cause === 'string' ? cause : '');
}
