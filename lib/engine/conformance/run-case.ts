import type { Definition } from '../model/asl.ts';
import { isObject, type Json } from '../model/json.ts';
import { seededRandom, Timeline } from './clock.ts';
import { Engine } from './engine.ts';
import type { Event } from './event.ts';
import type { TaskAnswer } from './execution.ts';
import { matchesRecorded } from './recorded.ts';

/** One recorded execution; shared/conformance/stepfunctions/README.md describes it. */
export interface Case {
  name: string;
  type?: string;
  flags?: string[];
  definition: Definition;
  input: Json;
  resources?: Record<string, (TaskAnswer | { hang: true })[]>;
  expected: {
    status: string;
    output: Json;
    error: Json;
    cause: Json;
    events: RecordedEvent[] | null;
  };
  placeholders: string[];
}
export interface RecordedEvent {
  id: number | null;
  previousEventId: number | null;
  type: string;
  [detail: string]: Json;
}

/** Runs a case in virtual time and says what differs from the record; an empty list when nothing does. */
export async function differences(of: Case): Promise<string[]> {
  const { execution, calls } = await run(of);
  const equal = (expected: Json, actual: Json | undefined) =>
    matchesRecorded(expected, actual ?? null, of.placeholders);
  const found: string[] = [...calls];
  const compare = (what: string, expected: Json, actual: Json | undefined): void => {
    if (!equal(expected, actual))
      found.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual ?? null)}`);
  };
  compare('status', of.expected.status, execution.status);
  compare('output', of.expected.output, execution.output);
  compare('error', of.expected.error, execution.error);
  compare('cause', of.expected.cause, execution.cause);
  if (of.flags?.includes('no-history') || !of.expected.events) return found;
  const events = of.flags?.includes('sync-integration')
    ? execution.events.filter((event) => event.type !== 'TaskSubmitted')
    : execution.events;
  return [...found, ...eventDifferences(of.expected.events, events, equal)];
}

interface Ran {
  execution: { status: string; output?: Json; error?: string; cause?: string; events: Event[] };
  /** What was called that the record does not answer. */
  calls: string[];
}

async function run({ definition, input, resources = {} }: Case): Promise<Ran> {
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse('2026-01-01T00:00:00Z'), random });
  const calls: string[] = [];
  const given = new Map<string, number>();
  const engine = new Engine({
    clock,
    random,
    region: 'us-east-1',
    account: '111111111111',
    tasks: {
      invoke: () => Promise.resolve({ error: 'unused', cause: '' }),
      publish: () => Promise.resolve({ error: 'unused', cause: '' }),
      whole({ stateName }) {
        const index = given.get(stateName) ?? 0;
        given.set(stateName, index + 1);
        const answer = resources[stateName]?.[index];
        if (answer && !('hang' in answer)) return Promise.resolve(answer);
        if (!answer) calls.push(`call ${index + 1} of '${stateName}' is beyond the record`);
        return new Promise(() => {});
      },
    },
  });
  const { arn } = engine.start(engine.createStateMachine('recorded', definition), input, 'case');
  await clock.until(engine.ended(arn));
  const execution = engine.executions().find((candidate) => candidate.arn === arn);
  if (!execution) throw new Error(`no execution ${arn}`);
  engine.kill();
  return { execution, calls };
}

type Equal = (expected: Json, actual: Json | undefined) => boolean;

/** Details that the comparison is about; the others tell little about an interpreter. */
const compared = [
  'name',
  'input',
  'output',
  'assignedVariables',
  'error',
  'cause',
  'location',
  'state',
  'parameters',
  'resource',
  'resourceType',
  'timeoutInSeconds',
  'heartbeatInSeconds',
  'length',
  'index',
] as const;

function eventDifferences(expected: RecordedEvent[], actual: Event[], equal: Equal): string[] {
  const unordered = expected.some((event) => event.id === null);
  const found: string[] = [];
  const left = [...actual];
  for (const event of expected) {
    const index = left.findIndex((candidate) =>
      event.id === null ? sameEvent(event, candidate, equal) : candidate.id === event.id,
    );
    const candidate = left[index];
    if (!candidate) {
      found.push(`event ${event.id ?? ''} ${event.type} is missing: ${JSON.stringify(event)}`);
      continue;
    }
    left.splice(index, 1);
    if (event.id === null) continue;
    if (candidate.previousEventId !== event.previousEventId)
      found.push(`event ${event.id}: previous ${event.previousEventId}, found ${candidate.previousEventId}`);
    if (!sameEvent(event, candidate, equal))
      found.push(`event ${event.id}: expected ${JSON.stringify(event)}, found ${JSON.stringify(candidate)}`);
  }
  if (!unordered) found.push(...left.map((event) => `event ${event.id} ${event.type} is not in the record`));
  return found;
}

function sameEvent(expected: RecordedEvent, actual: Event, equal: Equal): boolean {
  return (
    expected.type === actual.type &&
    compared.every((detail) => {
      const wanted = expected[detail] ?? null;
      const value = actual[detail] ?? null;
      return equal(wanted, detail === 'cause' ? asRecorded(wanted, value) : value);
    })
  );
}

/** A cause that is an object in the record is JSON text on AWS. */
function asRecorded(expected: Json, actual: Json): Json {
  if (!isObject(expected) || typeof actual !== 'string') return actual;
  const parsed: Json = JSON.parse(actual);
  return parsed;
}
