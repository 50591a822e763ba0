import type { Runbook, Step, UseStep } from '../runbook/runbook.ts';
import { armSteps } from '../runbook/walk.ts';
import { handOnsOf } from './hand-on.ts';
import { failureLevels } from './levels.ts';
import { pollsWithin, transientAttemptsMax } from './retriers.ts';
import { undoSteps } from './undo.ts';

/** Events of one attempt of a Task: scheduled, started, and how it went. */
const attemptEvents = 3;
/** Entered and exited. */
const stateEvents = 2;
/** A level of a question: entered, scheduled, started, submitted, timed out, exited. */
const levelEvents = 6;
/** A function of the frame with all its retries. */
const closeEvents = stateEvents + 26 * attemptEvents;
/** Started and ended; Open run, Lock, Close run; the Choices; the Parallel; the begin. */
const frameEvents = 2 + 3 * closeEvents + 3 * stateEvents + 4 + stateEvents;
/** Polls that come closer together than a minute, at the beginning of each wait. */
const closePolls = 5;
/** Items of a list that is not written down in the runbook. */
const itemsAssumed = 20;
/** Begin and end of a branch or an iteration, and that it was started and ended: counted in states, two events each. */
const scopeStates = 3;
/** A nested run: entered, scheduled, started, submitted, ended, exited. */
const nestedEvents = 6;

/**
 * Events of the worst run that the deadline leaves time for, once through Recovery: on the longest way each step polls to its
 * end, meets every transient error, fails, is asked about at every level, and does all of that again; in each branch, and for each
 * item of each list. Steps that are taken back come on top, and `always`.
 */
export function worstCaseEvents(runbook: Runbook): number {
  const way = longestWay([...runbook.steps, ...runbook.always]);
  const undone = undoSteps(runbook).map((step) => ({ step, times: 1 }));
  const uses = [...way.uses, ...undone];
  const levels = [...failureLevels(runbook), ...uses.flatMap(({ step }) => step.ask ?? [])];
  const shortestLevel = Math.max(1, Math.min(...levels.map((level) => level.for)));
  const count = uses.reduce((sum, { times }) => sum + times, 0);
  const allLevels = Math.ceil(runbook.deadline / shortestLevel) + 2 * count;
  return (
    frameEvents +
    endEvents(runbook) +
    way.states * stateEvents +
    retries(uses) +
    polls(uses, runbook) +
    allLevels * levelEvents
  );
}

/** Between Recovery and Close run: handing on, which step is taken back next, how the run ends, and the group of `always`. */
function endEvents(runbook: Runbook): number {
  const undone = undoSteps(runbook).length;
  const whichNext = undone === 0 ? 0 : (undone + 1) * (stateEvents + attemptEvents + stateEvents);
  const always = runbook.always.length === 0 ? 0 : closeEvents + 3 * stateEvents + 4;
  const handedOn =
    handOnsOf(runbook).length === 0 ? 0 : 3 * stateEvents + 2 * (1 + transientAttemptsMax) * attemptEvents;
  return handedOn + whichNext + always;
}

/** A step that acts, and how often at most. */
interface Use {
  step: UseStep;
  times: number;
}

const fails = 2;
/** How often its own time begins anew. */
const begunOf = ({ retry }: UseStep): number => fails + (retry?.times ?? 0);

function retries(uses: Use[]): number {
  const once = stateEvents + (1 + transientAttemptsMax) * attemptEvents;
  // the step itself each time, and one ask between
  return uses.reduce((sum, { step, times }) => {
    // prepared, run, and looked at
    const attempt = step.uses === 'runbook' ? once + nestedEvents + once : once;
    const again = (step.retry?.times ?? 0) * (attempt + 2 * stateEvents);
    return sum + times * (fails * attempt + once + again);
  }, 0);
}

/** Each wait as long as its step may take, all of them together not longer than the run; loops and branches beside one another. */
function polls(uses: Use[], runbook: Runbook): number {
  const begun = uses.reduce((sum, { step, times }) => sum + times * begunOf(step), 0);
  const beside = Math.max(1, ...uses.map(({ times }) => times));
  const alone = uses.reduce((sum, { step, times }) => {
    return sum + times * begunOf(step) * pollsOf(step, runbook);
  }, 0);
  const together = begun * closePolls + beside * Math.ceil(runbook.deadline / 60);
  return (Math.min(alone, together) + rounds(uses, runbook)) * attemptEvents;
}

/** A nested run is waited for by the machine itself: what came of it is polled for as long as it takes to be known. */
function pollsOf(step: UseStep, runbook: Runbook): number {
  return step.uses === 'runbook' ? closePolls : pollsWithin(Math.min(step.timeout, runbook.deadline));
}

/** Rounds of `until`: the step, its Choice and its Wait, each counted as an attempt. */
function rounds(uses: Use[], runbook: Runbook): number {
  return uses.reduce((sum, { step, times }) => {
    if (!step.until) return sum;
    const { every } = step.until;
    const most = Math.min(
      begunOf(step) * Math.ceil(step.timeout / every),
      Math.ceil(runbook.deadline / every),
    );
    return sum + 3 * times * most;
  }, 0);
}

interface Way {
  /** States that do nothing outside: Choices and endings. */
  states: number;
  uses: Use[];
}

/** The way through all arms that has most steps. */
function longestWay(steps: Step[]): Way {
  return together(steps.map(wayOf));
}

function wayOf(step: Step): Way {
  const condition = step.if ? 1 : 0;
  const own = (): Way => {
    switch (step.kind) {
      case 'use':
        return together([{ states: 0, uses: [{ step, times: 1 }] }, longestWay(step.until?.onTimeout ?? [])]);
      case 'finish':
      case 'continue_with':
        return { states: 1, uses: [] };
      case 'choose': {
        const longest = longestOf(step.arms.map((arm) => longestWay(armSteps(arm))));
        return { states: 2 + longest.states, uses: longest.uses };
      }
      case 'parallel': {
        const all = together(step.branches.map(longestWay));
        return { ...all, states: all.states + 2 + step.branches.length * scopeStates };
      }
      case 'for_each':
        return times(longestWay(step.steps), itemsOf(step.items.expression));
    }
  };
  const instead = 'onFailure' in step && step.onFailure.kind === 'steps' ? step.onFailure.steps : [];
  const way = together([own(), longestWay(instead)]);
  return { ...way, states: way.states + condition };
}

function together(ways: Way[]): Way {
  return {
    states: ways.reduce((sum, way) => sum + way.states, 0),
    uses: ways.flatMap((way) => way.uses),
  };
}

const times = (way: Way, items: number): Way => ({
  states: 2 + items * (way.states + scopeStates),
  uses: way.uses.map((use) => ({ ...use, times: use.times * items })),
});

/** A list that is written down is as long as it is. */
function itemsOf(expression: string): number {
  const inside = /^\[([^[\](){}]*)\]$/.exec(expression.trim())?.[1];
  return inside === undefined ? itemsAssumed : inside.split(',').length;
}

const longestOf = (ways: Way[]): Way =>
  ways.toSorted((a, b) => weight(b) - weight(a))[0] ?? { states: 0, uses: [] };

function weight(way: Way): number {
  return (
    way.states + way.uses.reduce((sum, { step, times: n }) => sum + n * (30 + pollsWithin(step.timeout)), 0)
  );
}
