import type { Random } from '../model/clock.ts';
import { thousandths, whole } from './draw.ts';
import {
  type Act,
  alarmStart,
  type Cast,
  deletedNamespace,
  type Drawn,
  helpful,
  noFaults,
  type Schedule,
} from './schedule.ts';

/**
 * Schedules that aim at the moments at which things go wrong: between a look and the change that rests on it, between a
 * decision and its telling, between an end and the next beginning. Chance alone meets these few milliseconds too seldom.
 */
export function drawFocused(random: Random, cast: Cast): Drawn {
  const draw = families[Math.floor(random() * families.length)] ?? stoppedAtTheChange;
  const quiet: Drawn = {
    name: '',
    given: deletedNamespace(cast),
    starts: [alarmStart(cast)],
    people: helpful(cast, 10 + Math.floor(random() * 20), 5),
    acts: [],
    duplicates: [],
    faults: noFaults,
  };
  return { ...quiet, ...draw(random, cast) };
}

/** The stop switch goes on while a change is being prepared. */
function stoppedAtTheChange(random: Random): Partial<Drawn> {
  const kind = random() < 0.5 ? 'switch' : 'ledger';
  const at = {
    kind,
    nth: kind === 'switch' ? 2 : 7 + whole(random, 4),
    plus: thousandths(random, 10),
  } as const;
  return {
    name: 'everything is stopped just at the change',
    acts: [
      { does: 'stop-everything', at, by: 'frank' },
      { does: 'release', at: { ...at, plus: 100 + whole(random, 100) }, by: 'frank' },
    ],
    duplicates: restoreAgain(random, 2),
  };
}

/** An abort, a hold, or a rejection by the other lead, while a change is being prepared, with a slow hand and a duplicate. */
function noAtTheChange(random: Random, cast: Cast): Partial<Drawn> {
  const does = random() < 0.7 ? 'abort' : 'hold';
  const kind = random() < 0.6 ? 'ledger' : 'look';
  // The gate of the restore is the seventh look into the ledger, its first look at the restore the eighteenth at the cluster.
  const at = {
    kind,
    nth: kind === 'ledger' ? 7 + whole(random, 3) : 17 + whole(random, 4),
    plus: thousandths(random, 60),
  } as const;
  const acts: Act[] = [{ does, at, run: 0, by: 'frank' }];
  if (does === 'hold') acts.push({ does: 'continue', at: { ...at, plus: 90 }, run: 0, by: 'frank' });
  return {
    name: `${does} just at the change`,
    acts,
    duplicates: restoreAgain(random, 70),
    faults: { ...noFaults, planned: random() < 0.5 ? [slowHand(random)] : [] },
    starts:
      random() < 0.5
        ? [alarmStart(cast)]
        : [alarmStart(cast), alarmStart(cast, { at: { ...at, plus: 1 + whole(random, 5) }, stamp: 7 })],
  };
}

/** The execution is stopped in the console with a change in some hand, and somebody starts anew at once. */
function killedWithAChangeInHand(random: Random, cast: Cast): Partial<Drawn> {
  const kind = random() < 0.5 ? 'change' : 'look';
  const nth = kind === 'change' ? 1 : 16 + whole(random, 5);
  const plus = thousandths(random, 50);
  return {
    name: 'an execution is stopped with a change in hand',
    acts: [{ does: 'kill', at: { kind, nth, plus }, run: 0, by: 'frank' }],
    starts: [
      alarmStart(cast),
      alarmStart(cast, {
        at: { kind, nth, plus: plus + 0.1 + whole(random, 60) },
        how: random() < 0.5 ? 'person' : 'alarm',
        stamp: 7,
        runbook: random() < 0.5 ? cast.runbook : cast.other,
      }),
    ],
    faults: { ...noFaults, planned: [slowHand(random), slowHand(random)] },
    duplicates: restoreAgain(random, 30),
  };
}

/** A second alarm or person just when the first run closes. */
function startedAtTheClose(random: Random, cast: Cast): Partial<Drawn> {
  const at = {
    kind: random() < 0.6 ? 'lock' : 'run',
    nth: 4 + whole(random, 22),
    plus: thousandths(random, 12),
  } as const;
  const second = alarmStart(cast, { at, how: random() < 0.5 ? 'alarm' : 'person', stamp: 7 });
  const kill = random() < 0.5;
  return {
    name: 'somebody starts while a run closes',
    starts: [alarmStart(cast), random() < 0.7 ? second : { ...second, how: 'person', runbook: cast.whole }],
    duplicates: random() < 0.5 ? [{ function: 'close-run', nth: 1, after: thousandths(random, 40) }] : [],
    faults: {
      ...noFaults,
      planned: kill
        ? [
            {
              kind: random() < 0.5 ? 'lock' : 'ledger',
              nth: 4 + whole(random, 25),
              fault: random() < 0.5 ? 'killed-before' : 'killed-after',
            },
          ]
        : [],
    },
  };
}

/** The change itself, with everything that a network can do to it, and its payload delivered again. */
function changeUnderFire(random: Random): Partial<Drawn> {
  const faults = [
    'answer-lost',
    'answer-unanswered',
    'late',
    'slow',
    'server-error',
    'request-lost',
    'killed-after',
    'killed-before',
    'malformed',
  ] as const;
  const planned = [1, 2, 3].slice(0, 1 + whole(random, 3)).map((nth) => ({
    kind: 'change' as const,
    nth,
    fault: faults[whole(random, faults.length)] ?? 'late',
    seconds: whole(random, 20),
  }));
  return {
    name: 'a change whose request or answer is lost, late or repeated',
    duplicates: [...restoreAgain(random, 1), ...restoreAgain(random, 60), ...restoreAgain(random, 400)],
    faults: { ...noFaults, planned },
  };
}

/** A failed step, and what people say of it at nearly the same moment, one of them from a terminal that dies. */
function quarrelAtAFailure(random: Random, cast: Cast): Partial<Drawn> {
  const soon = 5 + whole(random, 20);
  const kind = random() < 0.5 ? 'look' : 'change';
  return {
    name: 'a step failed, and people do not agree',
    people: {
      ...helpful(cast),
      [cast.owner]: [
        {
          to: 'failure',
          says: [
            { answer: random() < 0.5 ? 'retry' : 'abort', after: soon, by: cast.owner },
            {
              answer: random() < 0.5 ? 'retry' : 'abort',
              after: soon + thousandths(random, 30),
              by: 'carol',
            },
          ],
        },
      ],
    },
    duplicates: [
      ...restoreAgain(random, 60),
      { function: 'ask', nth: 1, after: random() < 0.5 ? thousandths(random, 50) : whole(random, 90) },
    ],
    faults: {
      ...noFaults,
      planned: [
        { kind, nth: kind === 'change' ? 1 : 12 + whole(random, 9), fault: 'refused' },
        {
          kind: random() < 0.5 ? 'ask' : 'ledger',
          nth: 6 + whole(random, 14),
          fault: random() < 0.5 ? 'killed-before' : 'killed-after',
        },
      ],
    },
  };
}

/** Nobody who could be told can be reached while a run ends badly. */
function endsInSilence(random: Random, cast: Cast): Partial<Drawn> {
  const from = whole(random, 60);
  const to = from + 60 + whole(random, 600);
  const fault = random() < 0.5 ? 'server-error' : 'request-lost';
  return {
    name: 'pager and topic are down while a run ends badly',
    people: {
      ...helpful(cast),
      [cast.leads]: [{ to: 'approval', says: [{ answer: 'reject', after: 20, by: cast.leads }] }],
    },
    acts: random() < 0.5 ? [{ does: 'abort', at: 15 + whole(random, 60), run: 0, by: 'frank' }] : [],
    faults: {
      ...noFaults,
      outages: [
        { kind: 'pager', from, to, fault },
        { kind: 'sns', from, to, fault },
      ],
    },
  };
}

/** A run that is soon over, and a second delivery of its Lock that takes its time, and may be killed with the lock in its hand. */
function lockComesTooLate(random: Random, cast: Cast): Partial<Drawn> {
  const given = deletedNamespace(cast);
  const clusters = {
    [cast.cluster]: {
      state: 'active',
      api: 'healthy',
      namespaces: { [cast.namespace]: 'healthy' },
    } as const,
  };
  const slow = random() < 0.5 ? 'lock' : 'run';
  const killed = random() < 0.5 ? 'lock' : 'slots';
  return {
    name: 'a Lock that is delivered again and comes too late',
    given: { ...given, clusters },
    duplicates: [{ function: 'lock', nth: 1, after: thousandths(random, 30) }],
    faults: {
      ...noFaults,
      planned: [
        {
          kind: slow,
          nth: slow === 'lock' ? 1 + whole(random, 4) : 3 + whole(random, 5),
          fault: 'slow',
          seconds: 4 + whole(random, 15),
        },
        { kind: killed, nth: 3 + whole(random, 8), fault: random() < 0.5 ? 'killed-before' : 'killed-after' },
      ],
    },
  };
}

const families = [
  stoppedAtTheChange,
  noAtTheChange,
  noAtTheChange,
  killedWithAChangeInHand,
  killedWithAChangeInHand,
  startedAtTheClose,
  startedAtTheClose,
  changeUnderFire,
  changeUnderFire,
  quarrelAtAFailure,
  endsInSilence,
  lockComesTooLate,
];

/** The restoring function gets one of its payloads a second time, within these seconds. */
function restoreAgain(random: Random, seconds: number): Schedule['duplicates'] {
  if (random() < 0.4) return [];
  return [
    {
      function: 'step-restore-backup',
      nth: 1 + whole(random, 2),
      after: Math.floor(random() * seconds * 1000) / 1000,
    },
  ];
}

/** One of the calls around the change takes its time. */
function slowHand(random: Random): Schedule['faults']['planned'][number] {
  const change = random() < 0.5;
  const fault = random() < 0.7 ? 'slow' : 'late';
  return {
    kind: change ? 'change' : 'look',
    nth: change ? 1 : 17 + whole(random, 4),
    fault,
    seconds: 1 + whole(random, 18),
  };
}
