import type { Ask, Voice } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';

/*
 * Which answers a question takes, and when they decide. One person has one voice, and speaks for one group at most.
 */

/** Refuses what the question does not take. BadInput, saying what it takes. */
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
}

/** The decision that the last voice brings, or undefined while more people have to say yes. */
export function decisionOf(ask: Ask, voices: Voice[], last: Voice): Voice | undefined {
  if (ask.kind !== 'approval' || last.answer !== 'approve') return last;
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

/** For which of the groups somebody speaks: the one they name, or the one that has their own name. */
export function groupOf({ by, for: group }: Voice, groups: string[]): string | undefined {
  return groups.find((name) => isSameName(name, group ?? by));
}

function isEnough(quorum: Ask['quorum'], yes: Voice[]): boolean {
  if (typeof quorum === 'number') return yes.length >= quorum;
  const groups = Object.keys(quorum);
  return Object.entries(quorum).every(
    ([group, wanted]) => yes.filter((voice) => groupOf(voice, groups) === group).length >= wanted,
  );
}

function checkBack(ask: Ask, to: string | undefined): void {
  const known = (ask.back ?? []).map(({ step }) => step);
  if (to !== undefined && known.includes(to)) return;
  const close = to === undefined ? undefined : nearest(to, known);
  refuse(
    ask,
    to === undefined ? 'back to which step?' : `one cannot go back from "${ask.title}" to ${to}`,
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
  const { quorum, mayApprove } = ask;
  const groups = typeof quorum === 'number' ? [] : Object.keys(quorum);
  if (groups.length > 0 && groupOf(voice, groups) === undefined) {
    const said = voice.for === undefined ? `${voice.by} speaks for nobody` : `${voice.for} is not asked`;
    refuse(ask, `${said} in "${ask.title}"`, `say for whom: ${forWhom(groups)}`);
  }
  if (!mayApprove || groupOf(voice, mayApprove) || groupOf({ ...voice, for: voice.by }, mayApprove)) return;
  refuse(
    ask,
    `${voice.by} may not say yes to "${ask.title}"`,
    `these may: ${mayApprove.join(', ')}; whoever is of a group says so: ${forWhom(mayApprove)}`,
  );
}

const forWhom = (groups: string[]): string => groups.map((group) => `--for ${group}`).join(' or ');

function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function refuse(ask: Ask, what: string, todo: string): never {
  return fail('BadInput', { what, todo, run: ask.run, step: ask.step });
}
