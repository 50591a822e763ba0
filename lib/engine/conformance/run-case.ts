import type { Json } from '../../model/json.ts';
import { seededRandom, Timeline } from '../clock.ts';
import { Engine } from '../engine.ts';
import { frameOfTicket, type Execution } from '../execution.ts';
import type { Case, Difference } from './case.ts';
import { eventDifferences } from './compare-events.ts';
import { handOut, placeOf } from './hand-out.ts';
import { asRecorded, matchesRecorded } from './recorded.ts';

/** Runs a case in virtual time and says what differs from the record; an empty list when nothing does. */
export async function differences(of: Case): Promise<Difference[]> {
  const { execution, beyond } = await run(of);
  const found = [...beyond];
  const compare = (where: 'status' | 'output' | 'error' | 'cause'): void => {
    const wanted = of.expected[where] ?? null;
    const value = execution[where] ?? null;
    if (!matchesRecorded(wanted, where === 'cause' ? asRecorded(wanted, value) : value, of.placeholders))
      found.push({ where, expected: wanted, got: value });
  };
  for (const where of ['status', 'output', 'error', 'cause'] as const) compare(where);
  if (of.flags?.includes('no-history') || !of.expected.events) return found;
  return [...found, ...eventDifferences(of, execution.events)];
}

/** Longest that a case may take, in virtual time: what still runs then never ends. */
const longestMs = 366 * 86_400_000;

async function run(of: Case): Promise<{ execution: Execution; beyond: Difference[] }> {
  const { definition, input } = of;
  const random = seededRandom(1);
  const clock = new Timeline({ start: Date.parse('2026-01-01T00:00:00Z'), random });
  const beyond: Difference[] = [];
  const answers = handOut(of);
  const engine = new Engine({
    clock,
    random,
    region: 'us-east-1',
    account: '111111111111',
    tasks: {
      invoke: () => Promise.resolve({ error: 'unused', cause: '' }),
      publish: () => Promise.resolve({ error: 'unused', cause: '' }),
      whole({ stateName, ticket, executionArn }) {
        const execution = find(executionArn);
        const frame = frameOfTicket(execution, ticket);
        const answer = answers(stateName, frame ? placeOf(execution, frame) : '');
        if (answer === 'beyond') {
          const where = `calls of '${stateName}'`;
          beyond.push({ where, expected: 'no further call', got: 'a call that the record does not answer' });
        }
        if (answer === 'beyond' || 'hang' in answer) return new Promise(() => {});
        return Promise.resolve(answer);
      },
    },
  });
  const find = (arn: string): Execution => {
    const execution = engine.executions().find((candidate) => candidate.arn === arn);
    if (!execution) throw new Error(`no execution ${arn}`);
    return execution;
  };
  const { arn } = engine.start(engine.createStateMachine('recorded', definition), copy(input), 'case');
  await clock.until(Promise.race([engine.ended(arn), clock.sleep(longestMs)]));
  const execution = find(arn);
  engine.kill();
  return { execution, beyond };
}

function copy(value: Json): Json {
  return structuredClone(value);
}
