import type { Ask, Voice } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import { isSameName } from '../model/look-alike.ts';
import { nearest } from '../model/nearest.ts';
import { groupsOf, membersOf } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
import { checkBreakGlass } from './break-glass.ts';
import { canBeMet } from './quorum.ts';

/*
 * Which answers a question takes, from whom, and when they decide. One person has one voice, and counts for one group at most. Names are
 * compared in two ways: who is the same person generously (a quorum must not be reached by a spelling), who may do something strictly.
 */

/** Refuses what the question does not take. BadInput, saying what it takes; PlanChanged, when the person saw another plan. */
export function checkVoice(ask: Ask, voice: Voice): void {
  const { answer, because, to, values, record } = voice;
  if (!ask.options.includes(answer))
    refuse(ask, `"${ask.title}" does not take the answer ${answer}`, `answer ${ask.options.join(' or ')}`);
  if (answer === 'skip' && because.trim() === '')
    refuse(ask, `"${ask.title}" is skipped without a word`, 'say what was done instead: --because TEXT');
  if (answer === 'back') checkBack(ask, to);
  else if (to !== undefined)
    refuse(ask, `${answer} leads to no other step`, 'leave --to out, or answer back');
  if (values !== undefined && (answer !== 'retry' || ask.given === undefined))
    refuse(ask, `${answer} to "${ask.title}" takes no other values`, 'leave --set out');
  if (record !== undefined && answer !== 'done')
    refuse(ask, `${answer} writes nothing down`, 'leave the values out, or answer done');
  if (answer === 'done') checkWritten(ask, record ?? {});
  if (answer === 'approve') checkMayApprove(ask, voice);
  if (voice.breakGlass !== undefined) checkBreakGlass(ask, voice);
  else if (answer === 'approve') checkNotStarter(ask, voice);
  if (answer === 'approve') checkPlan(ask, voice);
}

/** The decision that the last voice brings, or undefined while more people have to say yes. */
export function decisionOf(ask: Ask, voices: Voice[], last: Voice): Voice | undefined {
  if (ask.kind !== 'approval' || last.answer !== 'approve') return last;
  if (last.breakGlass !== undefined) return last;
  const yes = voices.filter(({ answer }) => answer === 'approve');
  if (!isEnough(ask.quorum, yes)) return undefined;
  if (yes.length === 1) return last;
  const { answer, because, at } = last;
  return { answer, by: yes.map(({ by }) => by).join(' and '), because, at };
}

/** Ana and ana are one person: a quorum must not be reached by a spelling. */
export function isOf(one: Voice, other: Voice): boolean {
  return isSameName(one.by, other.by);
}

export function isSame(one: Voice, other: Voice): boolean {
  return one.by === other.by && one.answer === other.answer && one.at === other.at;
}

/** Without people.yaml: for which of the groups somebody speaks, the one they name, or the one that has their own name. */
export function groupOf({ by, for: group }: Voice, groups: readonly string[]): string | undefined {
  return groups.find((name) => isCalled(name, group ?? by));
}

/** Whether these voices, each of another person, are as many as the quorum wants. One person counts for one group only. */
export function isEnough(quorum: Ask['quorum'], yes: readonly Voice[]): boolean {
  if (typeof quorum === 'number') return yes.length >= quorum;
  const groups = Object.keys(quorum);
  return canBeMet(
    quorum,
    yes.map((voice) => speaksFor(voice, groups)),
  );
}

/**
 * Whether people.yaml lets them say yes: who stands in `may_approve` or is in a group of it; without it, whoever is asked. Without
 * people.yaml, whoever says so.
 */
export function mayApprove(ask: Pick<Ask, 'mayApprove' | 'levels'>, voice: Voice): boolean {
  const { by, groups } = voice;
  const may = whoMay(ask, voice);
  if (!may) return true;
  if (groups) return may.some((name) => isCalled(name, by) || groups.includes(name));
  return groupOf(voice, may) !== undefined || groupOf({ ...voice, for: by }, may) !== undefined;
}

/** The names that a person of people.yaml answers to, where that question asks for them: their groups, and their full name. */
export function namesOf(
  { levels, mayApprove: may = [], quorum }: Pick<Ask, 'levels' | 'mayApprove' | 'quorum'>,
  person: string,
  directory: Directory,
): string[] {
  const asked = [
    ...levels.map(({ who }) => who),
    ...may,
    ...(typeof quorum === 'number' ? [] : Object.keys(quorum)),
  ];
  const standing = asked.filter((name) => name !== person && membersOf(directory, name).includes(person));
  return [...new Set([...groupsOf(directory, person), ...standing])];
}

/** The groups of the quorum that somebody may count for. */
function speaksFor(voice: Voice, wanted: readonly string[]): string[] {
  const { by, for: named, groups } = voice;
  if (!groups) return wanted.filter((name) => name === groupOf(voice, wanted));
  const own = wanted.filter((name) => isCalled(name, by) || groups.includes(name));
  return named === undefined ? own : own.filter((name) => isCalled(name, named));
}

function whoMay(ask: Pick<Ask, 'mayApprove' | 'levels'>, { groups }: Voice): string[] | undefined {
  return ask.mayApprove ?? (groups ? ask.levels.map(({ who }) => who) : undefined);
}

function checkBack(ask: Ask, to: string | undefined): void {
  const known = (ask.back ?? []).map(({ step }) => step);
  if (to !== undefined && known.includes(to)) return;
  const close = to === undefined ? undefined : nearest(to, known);
  refuse(
    ask,
    to === undefined ? 'it is not said to which step' : `one cannot go back from "${ask.title}" to ${to}`,
    close ? `did you mean --to ${close}?` : `choose one: ${known.map((step) => `--to ${step}`).join(', ')}`,
  );
}

function checkWritten(ask: Ask, record: Record<string, unknown>): void {
  const missing = Object.keys(ask.record ?? {}).filter((name) => !Object.hasOwn(record, name));
  if (missing.length === 0) return;
  refuse(
    ask,
    `"${ask.title}" wants ${missing.join(' and ')} written down`,
    missing.map((name) => `--set ${name}=VALUE`).join(' '),
  );
}

function checkMayApprove(ask: Ask, voice: Voice): void {
  const { by, groups } = voice;
  const wanted = typeof ask.quorum === 'number' ? [] : Object.keys(ask.quorum);
  if (groups) checkGroup(ask, voice, wanted);
  else if (wanted.length > 0 && groupOf(voice, wanted) === undefined) {
    const said = voice.for === undefined ? `${by} speaks for nobody` : `${voice.for} is not asked`;
    refuse(ask, `${said} in "${ask.title}"`, `say for whom: ${forWhom(wanted)}`);
  }
  if (mayApprove(ask, voice)) return;
  const may = whoMay(ask, voice) ?? [];
  refuse(
    ask,
    `${by} may not say yes to "${ask.title}"`,
    groups
      ? `somebody of ${may.join(', ')} has to: people.yaml says who is in which group`
      : `these may: ${may.join(', ')}; whoever is of a group says so: ${forWhom(may)}`,
  );
}

/** With people.yaml nobody speaks for a group that they are not in. Alone, by break-glass, one need not speak for any. */
function checkGroup(ask: Ask, voice: Voice, wanted: readonly string[]): void {
  const { by, for: named, groups = [] } = voice;
  if (named !== undefined && !groups.some((name) => isCalled(name, named)) && !isCalled(named, by)) {
    const known = groups.length === 0 ? 'in no group' : `in ${groups.join(', ')}`;
    refuse(ask, `${by} is not in ${named}`, `people.yaml has ${by} ${known}`);
  }
  if (wanted.length === 0 || voice.breakGlass !== undefined || speaksFor(voice, wanted).length > 0) return;
  refuse(
    ask,
    `${by} speaks for nobody who is asked in "${ask.title}"`,
    `somebody of ${wanted.join(' and of ')} has to say yes`,
  );
}

function checkNotStarter(ask: Ask, { by }: Voice): void {
  if (ask.startedBy === undefined || !isSameName(ask.startedBy, by)) return;
  const glass =
    ask.breakGlass === false
      ? ''
      : '; when everybody who is asked stays silent, --break-glass TARGET --because TEXT';
  fail('BadInput', {
    what: `${by} started this run, and cannot say yes to "${ask.title}"`,
    why: ask.startedBy === by ? 'whoever starts a run does not approve it' : `${ask.startedBy} started it`,
    todo: `somebody else says yes: rebound answer ${ask.run} approve --as NAME${glass}`,
    run: ask.run,
    step: ask.step,
  });
}

/** As many digits as a screen shows of it; an empty one would fit every plan. */
const planDigitsMin = 4;

function checkPlan(ask: Ask, { by, plan }: Voice): void {
  if (plan === undefined || fitsPlan(ask, plan)) return;
  fail('PlanChanged', {
    what: `"${ask.title}" would do something else than what ${by} saw`,
    why: `seen ${plan.slice(0, 8) || 'nothing'}, now ${ask.planHash.slice(0, 8)}`,
    todo: `look at it again (rebound show ${ask.run}) and decide on that`,
    run: ask.run,
    step: ask.step,
  });
}

/** Whether somebody who saw that beginning of a hash saw these plans. */
export function fitsPlan({ planHash }: Pick<Ask, 'planHash'>, plan: string): boolean {
  return plan.length >= Math.min(planDigitsMin, planHash.length) && planHash.startsWith(plan.toLowerCase());
}

const forWhom = (groups: string[]): string => groups.map((group) => `--for ${group}`).join(' or ');

/** Strictly: what looks like a group is not that group. */
function isCalled(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function refuse(ask: Ask, what: string, todo: string): never {
  return fail('BadInput', { what, todo, run: ask.run, step: ask.step });
}
