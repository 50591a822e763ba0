import type { Runbook, Step, UseStep } from '../runbook/runbook.ts';
import { failureLevels } from './ask.ts';
import { pollsWithin, transientAttemptsMax } from './retriers.ts';
import { armSteps } from './walk.ts';

/** Events of one attempt of a Task: scheduled, started, and how it went. */
const attemptEvents = 3;
/** Entered and exited. */
const stateEvents = 2;
/** A level of a question: entered, scheduled, started, submitted, timed out, exited. */
const levelEvents = 6;
/** Started and ended; Open run, Lock, Close run with all their retries; the Choices; the Parallel; the begin. */
const frameEvents = 2 + 3 * (stateEvents + 26 * attemptEvents) + 3 * stateEvents + 4 + stateEvents;
/** Polls that come closer together than a minute, at the beginning of each wait. */
const closePolls = 5;

/**
 * Events of the worst run that the deadline leaves time for, once through Recovery: on the longest way each step polls to its
 * end, meets every transient error, fails, is asked about at every level, and does all of that again.
 */
export function worstCaseEvents(runbook: Runbook): number {
  const way = longestWay(runbook.steps);
  const levels = [...failureLevels(runbook), ...way.uses.flatMap((step) => step.ask ?? [])];
  const shortestLevel = Math.max(1, Math.min(...levels.map((level) => level.for)));
  const allLevels = Math.ceil(runbook.deadline / shortestLevel) + 2 * way.uses.length;
  return (
    frameEvents +
    way.states * stateEvents +
    retries(way.uses) +
    polls(way.uses, runbook) +
    allLevels * levelEvents
  );
}

const fails = 2;

function retries(uses: UseStep[]): number {
  const once = stateEvents + (1 + transientAttemptsMax) * attemptEvents;
  // the step itself each time, and one ask between
  return uses.length * (fails * once + once);
}

/** Each wait as long as its step may take, all of them together not longer than the run. */
function polls(uses: UseStep[], runbook: Runbook): number {
  const each = uses.map((step) => fails * pollsWithin(Math.min(step.timeout, runbook.deadline)));
  const alone = each.reduce((sum, count) => sum + count, 0);
  const together = uses.length * fails * closePolls + Math.ceil(runbook.deadline / 60);
  return Math.min(alone, together) * attemptEvents;
}

interface Way {
  /** States that do nothing outside: Choices and endings. */
  states: number;
  uses: UseStep[];
}

/** The way through all arms that has most steps. */
function longestWay(steps: Step[]): Way {
  const ways = steps.map((step): Way => {
    const condition = step.if ? 1 : 0;
    if (step.kind === 'use') return { states: condition, uses: [step] };
    if (step.kind === 'finish') return { states: condition + 1, uses: [] };
    const arms = step.arms.map((arm) => longestWay(armSteps(arm)));
    const longest = arms.toSorted((a, b) => weight(b) - weight(a))[0] ?? { states: 0, uses: [] };
    return { states: condition + 2 + longest.states, uses: longest.uses };
  });
  return { states: ways.reduce((sum, way) => sum + way.states, 0), uses: ways.flatMap((way) => way.uses) };
}

function weight(way: Way): number {
  return way.states + way.uses.reduce((sum, step) => sum + 30 + pollsWithin(step.timeout), 0);
}
