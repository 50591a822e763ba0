import { Killed } from '../local/invoker.ts';
import type { Clock, Random } from '../model/clock.ts';
import type { Transport, WireAnswer, WireRequest } from '../model/transport.ts';
import { type CallFacts, type CallKind, factsOf } from './calls.ts';
import { connectionLost, malformed, refused, serverError, throttled } from '../sandbox/fault-answers.ts';
import { notFound } from '../sandbox/not-found.ts';
import type { Process } from './process.ts';

/**
 * What can happen to a call. `lost`: the connection ends at once; `unanswered`: nothing comes until the client gives up.
 * `request-…`: no effect; `answer-…`: the effect is there. `slow`: everything happens seconds later. `late`: the client hears
 * nothing, and seconds later the request has its effect. `killed-…`: the calling process dies, nothing of it goes on.
 * These are what the campaigns of random schedules draw from: a seed of theirs keeps its meaning as long as this list does.
 */
export const drawnFaultKinds = [
  'request-lost',
  'request-unanswered',
  'answer-lost',
  'answer-unanswered',
  'throttled',
  'server-error',
  'refused',
  'malformed',
  'slow',
  'late',
  'killed-before',
  'killed-after',
] as const;

/**
 * All of them. `not-found`: the system says, in its words, that there is no such thing. `stale`: a read is answered as it was before.
 * Where a system has no such answer, neither happens.
 */
export const faultKinds = [...drawnFaultKinds, 'not-found', 'stale'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault at one call: the `nth` (from 1) of its kind, over all processes. */
export interface PlannedFault {
  kind: CallKind;
  nth: number;
  fault: FaultKind;
  /** `slow`, `late`: how much later. Default 5. */
  seconds?: number;
}

/** A kind of calls that fails from one moment to another: seconds after the beginning. */
export interface Outage {
  kind: CallKind;
  from: number;
  to: number;
  fault: FaultKind;
}

/** Any number of faults: each call fails with this probability, with one of these. */
export interface Chance {
  share: number;
  faults: FaultKind[];
}

export interface Faults {
  planned: PlannedFault[];
  outages: Outage[];
  chance: Chance | null;
}

/** A fault that happened. */
export interface Injected {
  at: number;
  kind: CallKind;
  nth: number;
  fault: FaultKind;
  call: string;
  by: string;
}

/** A client waits 20 s for an answer; that the network holds a request back for longer than that is not modelled. */
const lateSecondsMax = 20;

export interface InjectorParts {
  faults: Faults;
  clock: Clock;
  /** When the play began, milliseconds since the epoch. */
  startedAt: number;
  /** Chance of the faults alone: another fault does not change what else is drawn. */
  random: Random;
  /** Told of every call before anything happens to it. */
  onCall: (call: { request: WireRequest; facts: CallFacts; nth: number; process: Process }) => void;
  onFault: (injected: Injected) => void;
  /** The answer of an earlier state, of a system that can show one. Absent: none can. */
  stale?: (request: WireRequest, facts: CallFacts) => WireAnswer | undefined;
}

/** Gives the transports of all processes of one play. Their calls are counted together, and fail as the schedule says. */
export function injector({ faults, clock, startedAt, random, onCall, onFault, stale }: InjectorParts) {
  const counts = new Map<CallKind, number>();

  function faultFor(kind: CallKind, nth: number): { fault: FaultKind; seconds: number } | undefined {
    const planned = faults.planned.find((one) => one.kind === kind && one.nth === nth);
    if (planned) return { fault: planned.fault, seconds: planned.seconds ?? 5 };
    const now = (clock.now() - startedAt) / 1000;
    const outage = faults.outages.find((one) => one.kind === kind && one.from <= now && now < one.to);
    if (outage) return { fault: outage.fault, seconds: 5 };
    const { chance } = faults;
    if (!chance || random() >= chance.share) return undefined;
    const fault = chance.faults[Math.floor(random() * chance.faults.length)];
    return fault && { fault, seconds: Math.floor(random() * lateSecondsMax * 10) / 10 };
  }

  return (inner: Transport, process: Process): Transport =>
    (request, signal) => {
      const facts = factsOf(request);
      const nth = (counts.get(facts.kind) ?? 0) + 1;
      counts.set(facts.kind, nth);
      onCall({ request, facts, nth, process });
      const found = faultFor(facts.kind, nth);
      if (!found) return inner(request, signal);
      const { fault, seconds } = found;
      const said =
        fault === 'stale' ? stale?.(request, facts) : fault === 'not-found' ? notFound(request) : null;
      if (said === undefined) return inner(request, signal);
      onFault({ at: clock.now(), kind: facts.kind, nth, fault, call: facts.name, by: process.name });
      if (said) return Promise.resolve(said);
      return happens(fault, seconds, clock, inner, request, signal);
    };
}

async function happens(
  fault: FaultKind,
  seconds: number,
  clock: Clock,
  inner: Transport,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<WireAnswer> {
  switch (fault) {
    case 'request-lost':
      throw connectionLost();
    case 'request-unanswered':
      return never();
    case 'answer-lost':
      await inner(request, signal);
      throw connectionLost();
    case 'answer-unanswered':
      await inner(request, signal);
      return never();
    case 'throttled':
      return throttled(request.system);
    case 'server-error':
      return serverError(request.system);
    case 'refused':
      return refused(request.system);
    case 'malformed':
      await inner(request, signal);
      return malformed;
    case 'slow':
      await clock.sleep(seconds * 1000, signal);
      return inner(request, signal);
    case 'late':
      // Goes on although its process has given up, or is over.
      void clock
        .sleep(Math.min(seconds, lateSecondsMax) * 1000)
        .then(() => inner(request))
        .catch(() => undefined);
      return never();
    case 'killed-before':
      throw new Killed('the process was killed before a call');
    case 'killed-after':
      await inner(request, signal);
      throw new Killed('the process was killed after a call');
    case 'not-found':
    case 'stale':
      return inner(request, signal);
  }
}

/** The client's own time-out ends the wait. */
function never(): Promise<never> {
  return new Promise(() => {});
}
