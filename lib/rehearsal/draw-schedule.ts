import { seededRandom } from '../engine/clock.ts';
import type { Random } from '../model/clock.ts';
import type { GivenCluster } from '../model/scenario.ts';
import type { CallKind } from './calls.ts';
import { pick } from './draw.ts';
import { drawFaults, usualCalls } from './draw-faults.ts';
import { drawFocused } from './draw-focused.ts';
import { drawPeople } from './draw-people.ts';
import { drawWays } from './draw-ways.ts';
import {
  type Act,
  alarmStart,
  type Cast,
  deletedNamespace,
  type Duplicate,
  type Schedule,
  type Start,
  type When,
} from './schedule.ts';

/** A seed → its schedule, always the same. Even seeds are bounded, odd ones may have any number of faults. */
export function scheduleOf(seed: number, cast: Cast): Schedule {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1));
  const mode = seed % 2 === 0 ? 'bounded' : 'any';
  // Every other eight are of the runbooks that go every way.
  if (Math.floor(seed / 8) % 2 === 1) return { seed, mode, ...drawWays(random, cast, mode) };
  // A bounded one of two is aimed at a moment; with any number of faults everything is met sooner or later.
  if (seed % 4 === 2 || seed % 8 === 1) return { seed, mode, ...drawFocused(random, cast) };
  const [meeting, starts] = drawStarts(random, cast);
  const given = deletedNamespace(cast);
  const state = pick(random, worlds);
  const unseen = state === 'unreachable' || state === 'denied';
  const seen = state === 'healthy' || state === 'degraded' ? state : 'deleted';
  const clusters: Record<string, GivenCluster> = {
    [cast.cluster]: {
      state: state === 'gone' ? 'gone' : 'active',
      api: unseen ? state : 'healthy',
      // What cannot be seen may be anything.
      namespaces: {
        [cast.namespace]: unseen ? pick(random, ['healthy', 'degraded', 'deleted']) : seen,
      },
    },
  };
  return {
    seed,
    name: `${meeting}, ${state}, ${mode} faults`,
    mode,
    given: { ...given, clusters },
    starts,
    people: drawPeople(random, cast),
    acts: drawActs(random, starts),
    duplicates: drawDuplicates(random),
    faults: drawFaults(random, mode),
  };
}

/** Mostly a world that there is something to do in. */
const worlds = [
  'deleted',
  'deleted',
  'deleted',
  'deleted',
  'deleted',
  'deleted',
  'deleted',
  'deleted',
  'degraded',
  'healthy',
  'unreachable',
  'denied',
  'gone',
] as const;

function drawStarts(random: Random, cast: Cast): [string, Start[]] {
  const first = alarmStart(cast);
  const { cluster, namespace } = cast;
  const soon = moment(random);
  const whole = alarmStart(cast, {
    at: soon,
    how: 'person',
    runbook: cast.whole,
    inputs: { cluster, namespace },
  });
  switch (pick(random, meetings)) {
    case 'one':
      return ['one run', [first]];
    case 'console':
      return ['one run, by the console', [{ ...first, how: 'console' }]];
    case 'dry':
      return ['a run and a dry-run', [first, alarmStart(cast, { at: soon, how: 'person', mode: 'dry-run' })]];
    case 'alarms':
      return ['two alarms', [first, alarmStart(cast, { at: soon, stamp: 7 })]];
    case 'same alarm':
      return ['the same alarm twice', [first, alarmStart(cast, { at: soon })]];
    case 'alarm and person':
      return ['an alarm and a person', [first, alarmStart(cast, { at: soon, how: 'person' })]];
    case 'part and whole':
      return ['a part and the whole', random() < 0.5 ? [first, whole] : [whole, { ...first, at: soon }]];
    case 'two runbooks':
      return ['two runbooks', [first, alarmStart(cast, { at: soon, how: 'person', runbook: cast.other })]];
    case 'three':
      return [
        'three runs',
        [first, alarmStart(cast, { at: soon, stamp: 7 }), { ...whole, at: moment(random) }],
      ];
  }
}

const meetings = [
  'one',
  'one',
  'console',
  'dry',
  'alarms',
  'alarms',
  'same alarm',
  'alarm and person',
  'alarm and person',
  'part and whole',
  'two runbooks',
  'three',
] as const;

/** Together with the first start, while it takes or gives back its lock, or some time. */
function moment(random: Random): When {
  const kind = random();
  if (kind < 0.25) return 1 + Math.floor(random() * 4) / 100;
  if (kind < 0.55) return drawCall(random, ['lock', 'ledger', 'slots', 'run']);
  if (kind < 0.75) return 1 + Math.floor(random() * 60);
  return 60 + Math.floor(random() * 200);
}

/** Just when a call of one of these kinds is made. */
function drawCall(random: Random, kinds: readonly CallKind[]): When {
  const kind = kinds[Math.floor(random() * kinds.length)] ?? 'ledger';
  const nth = 1 + Math.floor(random() * (usualCalls[kind] ?? 10));
  return { kind, nth, plus: Math.floor(random() * 20) / 1000 };
}

function drawActs(random: Random, starts: Start[]): Act[] {
  const acts: Act[] = [];
  const run = Math.floor(random() * starts.length);
  const at: When =
    random() < 0.6
      ? drawCall(random, ['ledger', 'ledger', 'switch', 'change', 'look', 'ask', 'run', 'states'])
      : 2 + Math.floor(random() * 1800) / 10;
  const after = 5 + Math.floor(random() * 200);
  const later: When = typeof at === 'number' ? at + after : { ...at, plus: at.plus + after };
  const by = 'frank';
  switch (pick(random, doings)) {
    case 'nothing':
      break;
    case 'abort':
      acts.push({ does: 'abort', at, run, by });
      break;
    case 'hold':
      acts.push({ does: 'hold', at, run, by }, { does: 'continue', at: later, run, by });
      break;
    case 'hold for good':
      acts.push({ does: 'hold', at, run, by });
      break;
    case 'stop':
      acts.push({ does: 'stop-everything', at, by }, { does: 'release', at: later, by });
      break;
    case 'kill':
      acts.push({ does: 'kill', at, run, by });
      break;
    case 'break':
      acts.push(
        { does: 'break', at, what: pick(random, ['api', 'rights', 'pager'] as const) },
        { does: 'mend', at: later, what: 'api' },
        { does: 'mend', at: later, what: 'rights' },
        { does: 'mend', at: later, what: 'pager' },
      );
      break;
  }
  return acts;
}

const doings = [
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'abort',
  'abort',
  'hold',
  'hold for good',
  'stop',
  'stop',
  'kill',
  'kill',
  'break',
] as const;

const functions = [
  'open-run',
  'lock',
  'step-check-cluster',
  'step-find-backup',
  'step-approve',
  'step-restore-backup',
  'step-restore-backup',
  'step-restore-backup',
  'step-verify-workloads',
  'ask',
  'close-run',
  'close-run',
  'janitor',
  'starter',
] as const;

/** Together with the first delivery, during it, or minutes later, as a zombie. */
function drawDuplicates(random: Random): Duplicate[] {
  const count = random() < 0.4 ? 0 : 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, () => {
    const kind = random();
    const after =
      kind < 0.4
        ? Math.floor(random() * 30) / 100
        : kind < 0.7
          ? Math.floor(random() * 40)
          : 60 + Math.floor(random() * 400);
    return { function: pick(random, functions), nth: 1 + Math.floor(random() * random() * 5), after };
  });
}
