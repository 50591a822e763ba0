import type { Random } from '../model/clock.ts';
import { drawFaults } from './draw-faults.ts';
import {
  answersOf,
  type Answers,
  ofApproval,
  ofDecision,
  ofFailedChange,
  ofFailedLook,
  ofManual,
  withAnswers,
} from './draw-answers.ts';
import type { FaultKind, PlannedFault } from './faults.ts';
import {
  type Act,
  alarmStart,
  type Cast,
  type Duplicate,
  helpful,
  noFaults,
  type Schedule,
  type Start,
  twoNamespaces,
  type When,
  type Which,
} from './schedule.ts';

type Drawn = Pick<Schedule, 'name' | 'given' | 'starts' | 'people' | 'acts' | 'duplicates' | 'faults'>;
type Family = (random: Random, cast: Cast) => Partial<Drawn>;

/**
 * Schedules of the runbooks that go every way: aborted at any moment, taken back under fire, handed on, run within one another, asked,
 * waited in, and met by others. With any number of faults, chance does its part besides.
 */
export function drawWays(random: Random, cast: Cast, mode: Schedule['mode']): Drawn {
  const draw = one(random, families);
  const quiet: Drawn = {
    name: '',
    given: twoNamespaces(cast, [one(random, broken), one(random, broken)]),
    starts: [first(cast, cast.carefully)],
    people: helpful(cast, 5 + whole(random, 20), 5),
    acts: [],
    duplicates: [],
    faults: noFaults,
  };
  const drawn = { ...quiet, ...draw(random, cast) };
  if (mode === 'bounded') return drawn;
  const { planned, ...chance } = drawFaults(random, mode);
  return { ...drawn, faults: { ...chance, planned: [...drawn.faults.planned, ...planned] } };
}

/** An abort at any moment, and often another one, by whoever wants what is not taken back yet to stay. */
function abortedAnywhere(random: Random, cast: Cast): Partial<Drawn> {
  const runbook = one(random, [
    cast.carefully,
    cast.carefully,
    cast.both,
    cast.both,
    cast.turns,
    cast.unattended,
    cast.within,
  ]);
  const at = anyMoment(random);
  return {
    name: `${runbook}, aborted at any moment`,
    starts: [first(cast, runbook, random() < 0.6 ? 'person' : 'alarm')],
    acts: aborts(random, at, random() < 0.3 ? 'nested' : 'itself'),
    duplicates: again(random, ['undo', 'step-restore-backup', 'step-manual', 'close-run', 'ask']),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['change', 'ledger', 'ask', 'run'])),
    },
  };
}

/** What was made is taken away while calls are lost, late and killed; the execution may be stopped, and somebody starts anew. */
function undoneUnderFire(random: Random, cast: Cast): Partial<Drawn> {
  const runbook = one(random, [cast.carefully, cast.both, cast.turns]);
  const during: When = { kind: 'change', nth: 3 + whole(random, 20), plus: thousandths(random, 30) };
  const acts = aborts(
    random,
    { kind: 'change', nth: one(random, [1, 2]), plus: 15 + whole(random, 60) },
    'itself',
    0.2,
  );
  const what = random();
  if (what < 0.4) acts.push({ does: 'kill', at: during, run: 0, by: 'frank' });
  else if (what < 0.6)
    acts.push(
      { does: 'stop-everything', at: during, by: 'frank' },
      { does: 'release', at: { ...during, plus: during.plus + 60 + whole(random, 200) }, by: 'frank' },
    );
  else if (what < 0.8)
    acts.push({ does: 'hold', at: during, run: 0, by: 'frank' }, goOn({ ...during, plus: 120 }));
  const late = { ...during, plus: during.plus + 0.1 + whole(random, 90) };
  const second = first(cast, one(random, [cast.runbook, cast.whole, cast.carefully]), 'person', late);
  return {
    name: `${runbook}, taken back under fire`,
    starts: [first(cast, runbook), ...(random() < 0.6 ? [second] : [])],
    acts,
    duplicates: again(random, ['undo', 'step-restore-backup', 'step-restore-backup', 'close-run']),
    faults: {
      ...noFaults,
      planned: some(random, 4, () => ({ ...aFault(random, ['change']), nth: 2 + whole(random, 25) })),
    },
  };
}

/** A step fails, and people say everything that they can say of it. */
function saidOfAFailure(random: Random, cast: Cast): Partial<Drawn> {
  const runbook = one(random, [
    cast.carefully,
    cast.both,
    cast.both,
    cast.turns,
    cast.unattended,
    cast.within,
  ]);
  const change = random() < 0.5;
  const words = change ? ofFailedChange(cast) : ofFailedLook();
  const answers: Answers = { failure: some(random, 6, () => answersOf(random, cast, 'failure', words), 1) };
  const refusals = some(random, 6, () => refusal(random, change ? 'change' : 'look'), change ? 1 : 4);
  const begins: PlannedFault[] = change ? [{ kind: 'change', nth: 1, fault: 'refused' }] : [];
  return {
    name: `${runbook}, a step fails`,
    starts: [first(cast, runbook, random() < 0.5 ? 'person' : 'alarm')],
    people: withAnswers(helpful(cast, 5, 5), cast, answers),
    acts:
      random() < 0.8
        ? [goOn({ kind: 'change', nth: 1, plus: 40 + whole(random, 100) })]
        : aborts(random, 60 + whole(random, 300), 'itself'),
    duplicates: again(random, ['step-restore-backup', 'step-approve', 'ask', 'step-runbook']),
    faults: { ...noFaults, planned: [...begins, ...refusals] },
  };
}

/** Which way, and who does what by hand: late, twice, and not of one mind. */
function saidByPeople(random: Random, cast: Cast): Partial<Drawn> {
  const answers: Answers = {
    decision: some(random, 2, () => answersOf(random, cast, 'decision', ofDecision), 1),
    manual: some(random, 2, () => answersOf(random, cast, 'manual', ofManual), 1),
    ...(random() < 0.4 ? { approval: [answersOf(random, cast, 'approval', ofApproval)] } : {}),
  };
  const runbook = one(random, [cast.carefully, cast.carefully, cast.turns]);
  return {
    name: `${runbook}, people say what they want`,
    starts: [first(cast, runbook)],
    people: withAnswers(helpful(cast, 5, 5), cast, answers),
    acts: [
      goOn({ kind: 'change', nth: 1, plus: 60 }),
      ...(random() < 0.4 ? aborts(random, anyMoment(random), 'itself') : []),
    ],
    duplicates: again(random, ['step-decide', 'step-manual', 'step-wait', 'hand-on', 'undo']),
    faults: { ...noFaults, planned: some(random, 3, () => aFault(random, ['ask', 'ledger', 'states'])) },
  };
}

/** One run hands on to another, while others come, it is aborted or stopped, and what hands on dies. */
function handsOn(random: Random, cast: Cast): Partial<Drawn> {
  const way = one(random, ['hand_over', 'hand_over', 'widen']);
  const at: When = {
    kind: one(random, ['start', 'slots', 'lock', 'ledger']),
    nth: 2 + whole(random, 14),
    plus: thousandths(random, 15),
  };
  const other = first(
    cast,
    one(random, [cast.runbook, cast.other, cast.whole, cast.carefully, cast.within]),
    one(random, ['person', 'alarm']),
    at,
  );
  const acts: Act[] = [];
  const what = random();
  const of: Which = one(random, ['itself', 'next']);
  const later: When = { ...at, nth: at.nth + whole(random, 4), plus: thousandths(random, 500) };
  if (what < 0.35) acts.push(...aborts(random, later, of));
  else if (what < 0.6) acts.push({ does: 'kill', at: later, run: 0, of, by: 'frank' });
  else if (what < 0.7) acts.push({ does: 'hold', at: later, run: 0, of, by: 'frank' });
  return {
    name: `${cast.carefully}, hands on (${way})`,
    starts: [first(cast, cast.carefully), ...(random() < 0.6 ? [other] : [])],
    people: withAnswers(helpful(cast, 5, 5), cast, {
      decision: [[{ answer: way, after: 5, by: cast.owner }]],
    }),
    acts,
    duplicates: again(random, ['hand-on', 'open-run', 'lock', 'close-run']),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['start', 'slots', 'lock', 'ledger', 'run', 'states'])),
    },
  };
}

/** Runs within a run, which others meet; aborted, held and stopped above and below. */
function runsWithin(random: Random, cast: Cast): Partial<Drawn> {
  const at = anyMoment(random);
  const other = first(
    cast,
    one(random, [cast.runbook, cast.whole, cast.carefully, cast.unattended, cast.within]),
    one(random, ['person', 'alarm', 'console']),
    at,
  );
  const of: Which = one(random, ['itself', 'nested']);
  // The runs of the steps are the second and the third start.
  const soon: When = { kind: 'start', nth: 2 + whole(random, 2), plus: whole(random, 16) };
  const later = random() < 0.6 ? soon : anyMoment(random);
  const acts: Act[] = [goOn({ kind: 'change', nth: 2, plus: 60 + whole(random, 60) }, 'nested')];
  const what = random();
  if (what < 0.5) acts.push(...aborts(random, later, of));
  else if (what < 0.7) acts.push({ does: 'kill', at: later, run: 0, of, by: 'frank' });
  else if (what < 0.8)
    acts.push(
      { does: 'hold', at: later, run: 0, of, by: 'frank' },
      { does: 'continue', at: after(later, 90), run: 0, of, by: 'frank' },
    );
  const decision = answersOf(random, cast, 'decision', ofDecision);
  return {
    name: `${cast.within}, runs within a run`,
    starts: [first(cast, cast.within, one(random, ['person', 'alarm'])), ...(random() < 0.5 ? [other] : [])],
    people:
      random() < 0.4 ? withAnswers(helpful(cast, 5, 5), cast, { decision: [decision] }) : helpful(cast, 5, 5),
    acts,
    duplicates: again(random, [
      'step-runbook',
      'step-runbook',
      'open-run',
      'lock',
      'step-restore-backup',
      'close-run',
    ]),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['start', 'lock', 'ledger', 'run', 'change'])),
    },
  };
}

/** A wait that is ended early, aborted, or answered when it is over. */
function waits(random: Random, cast: Cast): Partial<Drawn> {
  const at: When = { kind: 'change', nth: 1, plus: 40 + whole(random, 900) };
  const say = (answer: string, plus: number): Act => ({
    does: 'say',
    at: after(at, plus),
    run: 0,
    by: 'frank',
    to: 'wait',
    answer,
  });
  const what = random();
  const acts =
    what < 0.4
      ? [say('go-on', 0), say(one(random, ['go-on', 'abort']), thousandths(random, 40))]
      : what < 0.6
        ? [say('abort', 0), ...(random() < 0.5 ? [say('go-on', thousandths(random, 20))] : [])]
        : aborts(random, at, 'itself');
  return {
    name: `${cast.carefully}, in its wait`,
    acts,
    duplicates: again(random, ['step-wait', 'step-wait', 'undo', 'step-restore-backup']),
    faults: { ...noFaults, planned: some(random, 2, () => aFault(random, ['ask', 'ledger', 'states'])) },
  };
}

/** Runs of any two runbooks meet. */
function meets(random: Random, cast: Cast): Partial<Drawn> {
  const all: [string, ...string[]] = [
    cast.carefully,
    cast.both,
    cast.turns,
    cast.within,
    cast.unattended,
    cast.runbook,
    cast.whole,
  ];
  const one1 = one(random, all);
  const two = one(random, all);
  return {
    name: `${one1} meets ${two}`,
    starts: [
      first(cast, one1, one(random, ['person', 'alarm'])),
      first(
        cast,
        two,
        one(random, ['person', 'alarm']),
        random() < 0.5 ? 1 + whole(random, 5) / 100 : anyMoment(random),
      ),
    ],
    acts: [
      goOn({ kind: 'change', nth: 1, plus: 60 }),
      ...(random() < 0.5 ? aborts(random, anyMoment(random), 'itself', 0.3, whole(random, 2)) : []),
    ],
    duplicates: again(random, [
      'undo',
      'hand-on',
      'step-runbook',
      'step-restore-backup',
      'lock',
      'close-run',
    ]),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['lock', 'ledger', 'change', 'run', 'start'])),
    },
  };
}

const broken = ['deleted', 'deleted', 'degraded'] as const;

const families: readonly [Family, ...Family[]] = [
  abortedAnywhere,
  abortedAnywhere,
  undoneUnderFire,
  undoneUnderFire,
  saidOfAFailure,
  saidOfAFailure,
  saidByPeople,
  handsOn,
  handsOn,
  runsWithin,
  runsWithin,
  waits,
  meets,
  meets,
];

function first(cast: Cast, runbook: string, how: Start['how'] = 'person', at: When = 1): Start {
  const stamp = at === 1 ? 0 : 7;
  return alarmStart(cast, { runbook, how, at, stamp });
}

function aborts(random: Random, at: When, of: Which, twice = 0.5, run = 0): Act[] {
  const abort = (when: When): Act => ({ does: 'abort', at: when, run, of, by: 'frank' });
  return random() < twice ? [abort(at), abort(after(at, 6 + whole(random, 120)))] : [abort(at)];
}

function goOn(at: When, of: Which = 'itself'): Act {
  return { does: 'say', at, run: 0, of, by: 'frank', to: 'wait', answer: 'go-on' };
}

function after(at: When, seconds: number): When {
  return typeof at === 'number' ? at + seconds : { ...at, plus: at.plus + seconds };
}

/** At a call of the history or outside, or after some time. */
function anyMoment(random: Random): When {
  const kind = random();
  if (kind < 0.3) return 2 + whole(random, 3000) / 10;
  const kinds = { ledger: 60, ask: 40, change: 30, look: 60, lock: 12, run: 50, start: 6 } as const;
  const names = ['ledger', 'ledger', 'ask', 'change', 'change', 'look', 'lock', 'run', 'start'] as const;
  const name = one(random, names);
  return {
    kind: name,
    nth: 1 + whole(random, kinds[name]),
    plus: random() < 0.7 ? thousandths(random, 30) : whole(random, 60),
  };
}

function aFault(
  random: Random,
  kinds: readonly [PlannedFault['kind'], ...PlannedFault['kind'][]],
): PlannedFault {
  const fault = one<FaultKind>(random, [
    'killed-before',
    'killed-after',
    'killed-after',
    'answer-lost',
    'request-lost',
    'late',
    'slow',
    'server-error',
    'refused',
  ]);
  return { kind: one(random, kinds), nth: 1 + whole(random, 40), fault, seconds: 1 + whole(random, 18) };
}

/** One of a run's first changes, or any of its looks. */
function refusal(random: Random, kind: 'change' | 'look'): PlannedFault {
  return { kind, nth: kind === 'change' ? 1 + whole(random, 4) : 19 + whole(random, 32), fault: 'refused' };
}

function again(random: Random, functions: readonly [string, ...string[]]): Duplicate[] {
  return some(random, 2, () => {
    const kind = random();
    const seconds =
      kind < 0.4 ? thousandths(random, 300) : kind < 0.8 ? whole(random, 90) : whole(random, 600);
    return { function: one(random, functions), nth: 1 + whole(random, 3), after: seconds };
  });
}

/** Fewer than `max` of something, `min` at least. */
function some<T>(random: Random, max: number, draw: () => T, min = 0): T[] {
  return Array.from({ length: Math.max(min, whole(random, max)) }, draw);
}

function one<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[whole(random, from.length)] ?? from[0];
}

function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function thousandths(random: Random, below: number): number {
  return whole(random, below + 1) / 1000;
}
