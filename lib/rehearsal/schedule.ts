import type { AnswerMore, Ask } from '../model/ask.ts';
import type { JsonObject } from '../model/json.ts';
import type { Given, PersonScript } from '../model/scenario.ts';
import type { CallKind } from './calls.ts';
import type { Faults } from './faults.ts';
import type { ChannelsFail, Circumstances, PeopleDoes } from './people/people-acts.ts';

/** Seconds after the beginning; or seconds after the `nth` call of a kind is begun, whichever process begins it. */
export type When = number | { kind: CallKind; nth: number; plus: number };

/** A run is started. */
export interface Start {
  at: When;
  how: 'alarm' | 'person' | 'console';
  runbook: string;
  inputs: JsonObject;
  /** `alarm`: the state's own timestamp, in seconds after the beginning; the same alarm has the same one. */
  stamp: number;
  by: string;
  mode: 'real' | 'dry-run';
}

/**
 * What a group or person does with a question of one kind: all of these, in order of their seconds after the page. None: silent.
 * `done` writes down something for everything that is to be written down.
 */
export interface Reply {
  to: Ask['kind'];
  says: ({ answer: string; after: number; by: string } & AnswerMore)[];
}

/** Of a run that a schedule starts: itself, the newest run of a step of it, or the one that it handed on to at last. */
export type Which = 'itself' | 'nested' | 'next';

/** What people do besides answering. `run` is the index of its start, `of` which run of it: itself, where it does not say. */
export type Act =
  | { does: 'abort' | 'hold' | 'continue' | 'kill'; at: When; run: number; of?: Which; by: string }
  /** Says something to its newest question of a kind, whoever was asked, open or not; to a wait, nobody was. */
  | { does: 'say'; at: When; run: number; of?: Which; by: string; to: Ask['kind']; answer: string }
  | { does: 'stop-everything' | 'release'; at: When; by: string }
  /** The process of the local engine is killed, and another one goes on with what was safe. */
  | { does: 'restart'; at: When }
  | { does: 'break' | 'mend'; at: When; what: 'api' | 'rights' | 'pager' }
  /** The payload of the function that makes this call comes a second time, so many seconds later. */
  | { does: 'deliver-again'; at: When; call: { kind: CallKind; nth: number }; after: number }
  | ({ at: When } & ChannelsFail)
  | ({ at: When; run: number; of?: Which } & PeopleDoes);

/** A payload that a function gets a second time: Lambda delivers at least once. */
export interface Duplicate {
  function: string;
  /** The how-many-eth invocation of it, from 1. */
  nth: number;
  /** Seconds after the first delivery. */
  after: number;
}

/** Everything that one play does, as plain data: printed with a failure, and played again from it. */
export interface Schedule extends Circumstances {
  seed: number;
  /** One line for people. */
  name: string;
  /** `bounded`: the run must also be closed in time, and told. `any`: only safety is judged. */
  mode: 'bounded' | 'any';
  given: Given;
  starts: Start[];
  people: Record<string, Reply[]>;
  /** The people of a runbook's own rehearsal, in the place of `people`. */
  scripted?: Scripted;
  acts: Act[];
  duplicates: Duplicate[];
  faults: Faults;
}

/**
 * What people say in order, as a rehearsal has it. `strict`: that and nothing else, whatever they are asked; otherwise a word that does not fit
 * a question is kept for the next one that it fits, and who has no list is helpful. `turns`: questions with which somebody does something else.
 */
export interface Scripted {
  scripts: Record<string, PersonScript[]>;
  strict: boolean;
  turns: { ask: number; does: string }[];
}

/** What is drawn of a schedule, besides its seed and its mode. */
export type Drawn = Omit<Schedule, 'seed' | 'mode'>;

/** What the schedules of one campaign are about. The runbooks' target is `namespace` of `cluster`, or the whole of it. */
export interface Cast {
  cluster: string;
  namespace: string;
  /** Recovers the namespace. */
  runbook: string;
  /** Recovers the same namespace another way. */
  other: string;
  /** Recovers the whole cluster. */
  whole: string;
  /** Another namespace of the cluster. */
  second: string;
  /** Asks which way, has work done by hand, waits; takes back; hands on to `other` or to `whole`. */
  carefully: string;
  /** Recover both namespaces: at the same time, or one after the other with a question for each. */
  both: string;
  turns: string;
  /** Has both recovered by runs of its own, `unattended` and `carefully`. */
  within: string;
  /** Asks nobody when a person started it. */
  unattended: string;
  /** The groups that the runbooks ask, the first first. */
  leads: string;
  managers: string;
  owner: string;
}

export const noFaults: Faults = { planned: [], outages: [], chance: null };

/** The world that every schedule begins with: a namespace was deleted, and there is a backup. */
export function deletedNamespace({ cluster, namespace }: Cast): Given {
  return {
    clusters: { [cluster]: { state: 'active', api: 'healthy', namespaces: { [namespace]: 'deleted' } } },
    backups: [{ namespace, age: 10_800, phase: 'Completed' }],
    storage: 'available',
    pagers: 'up',
  };
}

/** Both namespaces are as it says; of each there is a backup of last midnight, and one of the midnight before. */
export function twoNamespaces(
  { cluster, namespace, second }: Cast,
  states: ('deleted' | 'degraded')[] = ['deleted', 'deleted'],
): Given {
  const both = [namespace, second];
  const namespaces = both.map((name, n) => [name, states[n] ?? 'deleted'] as const);
  return {
    clusters: { [cluster]: { state: 'active', api: 'healthy', namespaces: Object.fromEntries(namespaces) } },
    backups: both.flatMap((name) =>
      [97_200, 10_800].map((age) => ({ namespace: name, age, phase: 'Completed' as const })),
    ),
    storage: 'available',
    pagers: 'up',
  };
}

/** A start of the cast's runbook by its alarm, at the beginning. */
export function alarmStart(cast: Cast, given: Partial<Start> = {}): Start {
  const { cluster, namespace, runbook } = cast;
  const inputs = { cluster, namespace };
  return { at: 1, how: 'alarm', runbook, inputs, stamp: 0, by: 'erin', mode: 'real', ...given };
}

/**
 * The leads say yes after half a minute; a failed step is tried again twice, then aborted by the owner, who decides for restoring and
 * does what is to be done by hand.
 */
export function helpful(cast: Cast, yes = 30, again = 20): Schedule['people'] {
  const retry: Reply = { to: 'failure', says: [{ answer: 'retry', after: again, by: cast.owner }] };
  return {
    [cast.leads]: [{ to: 'approval', says: [{ answer: 'approve', after: yes, by: cast.leads }] }],
    [cast.managers]: [{ to: 'approval', says: [{ answer: 'approve', after: yes, by: cast.managers }] }],
    [cast.owner]: [
      retry,
      retry,
      { to: 'failure', says: [{ answer: 'abort', after: again, by: cast.owner }] },
      { to: 'approval', says: [{ answer: 'approve', after: again, by: cast.owner }] },
      { to: 'decision', says: [{ answer: 'restore_it', after: again, by: cast.owner }] },
      { to: 'manual', says: [{ answer: 'done', after: again, by: cast.owner }] },
    ],
  };
}

/** One run that goes well: what other schedules differ from. */
export function quietSchedule(cast: Cast, given: Partial<Schedule> = {}): Schedule {
  return {
    seed: 0,
    name: 'one run, nothing goes wrong',
    mode: 'bounded',
    given: deletedNamespace(cast),
    starts: [alarmStart(cast)],
    people: helpful(cast),
    acts: [],
    duplicates: [],
    faults: noFaults,
    ...given,
  };
}
