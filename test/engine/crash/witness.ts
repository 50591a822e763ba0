import { callsOf, type Execution } from '../../../lib/engine/execution.ts';
import type { Recovered } from '../../../lib/engine/recovery.ts';
import type { Json } from '../../../lib/model/json.ts';
import type { Outside } from './outside.ts';
import type { Job } from './workload.ts';

/** Remembers what anybody saw of an engine, and says when a journal does not know of it. */
export class Witness {
  /** ARNs of executions whose start was answered. */
  readonly accepted = new Set<string>();
  /** By execution's ARN and event's id: events that a watcher was told. */
  readonly told = new Map<string, Map<number, string>>();
  /** Calls whose result was recorded, or is not wanted any more. */
  readonly over = new Set<string>();

  tell(arn: string, event: { id: number }): void {
    const told = this.told.get(arn) ?? new Map<number, string>();
    this.told.set(arn, told.set(event.id, JSON.stringify(event)));
  }

  /** Throws when a journal that was just opened lacks something that anybody saw. */
  check({ executions, forgotten, givenUp }: Recovered, outside: Outside): void {
    if (givenUp.size > 0) throw new Error(`gave up ${[...givenUp.keys()].join(', ')}`);
    for (const arn of this.accepted)
      if (!executions.has(arn) && !forgotten.has(arn)) throw new Error(`${arn} was accepted and is lost`);
    for (const [arn, told] of this.told) {
      const events = executions.get(arn)?.events.map((event) => JSON.stringify(event));
      if (!events && forgotten.has(arn)) continue;
      for (const [id, event] of told)
        if (events?.[id - 1] !== event)
          throw new Error(`event ${event} was told and is lost: ${events?.[id - 1]}`);
    }
    this.#checkCalls([...executions.values()], forgotten, outside);
  }

  #checkCalls(
    executions: readonly Execution[],
    forgotten: ReadonlyMap<string, number>,
    outside: Outside,
  ): void {
    const scheduled = new Set<string>();
    const pending = new Set<string>();
    for (const execution of executions) {
      for (const { parameters } of execution.events)
        if (parameters !== undefined) scheduled.add(callOf(parameters));
      for (const call of callsOf(execution)) pending.add(callOf(call.arguments));
      for (const question of outside.questions.values())
        if (question.settled && waitsFor(execution, question.token))
          throw new Error(`the answer to ${question.of} was taken and is lost`);
    }
    for (const { call, name, of } of outside.calls) {
      const gone = [...forgotten.keys()].some((arn) => arn.endsWith(`:${of}`));
      if (!scheduled.has(call) && !gone) throw new Error(`${name} of ${of} was called, and nobody knows why`);
      if (!pending.has(call)) this.over.add(call);
    }
  }
}

/** Throws when an execution did not end exactly once, as its job should. */
export function checkEnded(
  { name, expected }: Job,
  execution: Pick<Execution, 'status' | 'output' | 'error' | 'events'>,
): void {
  const { status, output, error } = execution;
  const got = JSON.stringify({ status, output, error });
  const wanted = JSON.stringify({ status: expected.status, output: expected.output, error: expected.error });
  if (got !== wanted) throw new Error(`${name} ended as ${got}, expected ${wanted}`);
  const ends = execution.events.filter(({ type }) =>
    /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type),
  );
  if (ends.length !== 1) throw new Error(`${name} ended ${ends.length} times`);
}

function callOf(args: Json): string {
  const found = /"call":"([^"]+)"/.exec(JSON.stringify(args));
  return found?.[1] ?? '';
}

function waitsFor(execution: Execution, token: string): boolean {
  return Object.values(execution.frames).some(({ waits }) => waits.for === 'task' && waits.token === token);
}
