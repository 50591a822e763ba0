import { seededRandom } from '../../lib/engine/clock.ts';
import { openAsk } from '../../lib/history/asks.ts';
import { openLedger } from '../../lib/history/ledger.ts';
import { takeLock } from '../../lib/history/lock.ts';
import { createRun, setTarget } from '../../lib/history/runs.ts';
import type { Ask } from '../../lib/model/ask.ts';
import { iso } from '../../lib/model/clock.ts';
import type { Run } from '../../lib/model/run.ts';
import { makeOperations } from '../../lib/operations/make-operations.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import { createTable, dynamodbTable } from '../../lib/wire/dynamodb.ts';
import type { Measurement } from '../measurement.ts';
import { spread } from '../spread.ts';

const rounds = 5;
const asksInRound = 100;
/**
 * One run holds one lock, and is the only one that may ask about its target; so this is how fast people can decide on one lock. Each
 * decision is what an answer is: the voice by compare-and-set, both events, the notice for those who were asked, the telling, the mark
 * that it was told. The calls are answered in this process and take no time but the processor's; DynamoDB's own limit of one partition,
 * 1,000 writes a second, is never near.
 */
const meant =
  'questions decided in a second on one lock: 100 open ones of the run that holds it, one after the other, no network';
const startedAt = Date.parse('2026-11-24T03:12:00Z');

export const measurement: Measurement = {
  summary:
    'questions decided in a second, of one run that holds its lock: answered, recorded, told to the state machine',
  measure: async () => {
    const speeds: number[] = [];
    for (let round = 0; round <= rounds; round += 1) speeds.push(await decideAll());
    return [{ name: 'people.asks', what: meant, unit: '/s', ...spread(speeds.slice(1).map(Math.round)) }];
  },
};

/** A run that holds a lock, with its questions open; how many a second are decided. */
async function decideAll(): Promise<number> {
  const clock = { now: () => startedAt + 60_000, sleep: () => Promise.resolve() };
  const surroundings = {
    clock,
    random: seededRandom(1),
    transport: sandboxDynamodb().transport,
    region: 'eu-west-1',
    account: '111122223333',
    credentials: () => Promise.resolve({ accessKeyId: 'none', secretAccessKey: 'none' }),
    unsigned: true,
    table: 'rebound',
    topicArn: '',
    evidenceBucket: '',
    pagerUrl: '',
  };
  await createTable(surroundings);
  const table = dynamodbTable(surroundings);
  const run = aRun();
  const target = { cluster: 'prod-blue' };
  const root = { kind: 'cluster', account: '111122223333', region: 'eu-west-1', name: 'prod-blue' } as const;
  const holds = [{ root, part: null }];
  await createRun(table, run);
  await openLedger(table, run.run);
  await setTarget(table, run.run, target, holds);
  await takeLock(table, { ...run, holds, at: run.startedAt });
  for (let nth = 0; nth < asksInRound; nth += 1) await openAsk(table, anAsk(run, nth));
  let told = 0;
  const operations = makeOperations({
    table,
    states: {
      start: () => Promise.reject(new Error('nothing is started here')),
      describe: (arn) => Promise.resolve({ arn, status: 'RUNNING', startedAt: run.startedAt }),
      stop: () => Promise.resolve(),
      succeed: () => Promise.resolve(void (told += 1)),
      fail: () => Promise.resolve(void (told += 1)),
    },
    clock,
    random: surroundings.random,
    manifests: {},
    world: 'sandbox',
    stateMachineArn: (runbook) => runbook,
    starter: () => Promise.resolve({ started: [], held: null }),
  });
  const began = performance.now();
  for (let nth = 0; nth < asksInRound; nth += 1)
    await operations.answer(run.run, 'approve', 'ana', 'as measured', { ask: anAsk(run, nth).id });
  const ms = performance.now() - began;
  if (told !== asksInRound) throw new Error(`${told} of ${asksInRound} decisions were told`);
  return (asksInRound / ms) * 1000;
}

function aRun(): Run {
  return {
    run: 'k3f9aaaabbbbcccc',
    execution: 'arn:aws:states:eu-west-1:111122223333:execution:rebound-restore-namespace:bench',
    runbook: 'restore-namespace',
    title: 'Restore a namespace',
    mode: 'real',
    world: 'sandbox',
    startedBy: { kind: 'person', name: 'ben' },
    because: '',
    inputs: {},
    objectives: {},
    startedAt: iso(startedAt),
    deadlineAt: iso(startedAt + 3_600_000),
    clusters: {},
    status: 'open',
    held: [],
  };
}

function anAsk({ run }: Run, nth: number): Ask {
  return {
    id: `ask${String(nth).padStart(23, '0')}`,
    run,
    step: `s${nth}`,
    title: `Question ${nth}`,
    iteration: 0,
    generation: 0,
    kind: 'approval',
    question: 'Go on?',
    options: ['approve', 'reject'],
    plans: [],
    planHash: 'h',
    levels: [{ who: 'platform-leads', for: 3000 }],
    level: 0,
    quorum: 1,
    openedAt: iso(startedAt),
    levelEndsAt: iso(startedAt + 3_000_000),
    voices: [],
    told: false,
    token: `token-${nth}`,
  };
}
