import type { Ask, Voice } from '../../../model/ask.ts';
import { membersOf, personCalled } from '../../../model/on-call.ts';
import type { Directory } from '../../../model/people.ts';
import type { Run } from '../../../model/run.ts';
import { describeTarget } from '../../../model/target.ts';
import type { Invariant, Violation } from '../../watched.ts';
import { asksIn, violation } from '../asked.ts';

/**
 * 23. An approval has as many distinct people as it wants, each of whom may say yes and did not start the run; or one of them, after
 * everybody's time, with the target typed and a reason. Counted here anew, from people.yaml and what is kept of the voices.
 */
export const enoughSaidYes: Invariant = {
  number: 23,
  title: 'Enough who may have said yes',
  boundedOnly: false,
  check: (watched) =>
    asksIn(watched).flatMap((ask): Violation[] => {
      const { decision } = ask;
      const run = watched.table.run(ask.run);
      const { directory } = watched;
      if (!directory || !run || ask.kind !== 'approval' || decision?.answer !== 'approve') return [];
      const why =
        decision.breakGlass === undefined
          ? whyNotEnough(ask, run, directory)
          : whyNotAlone(ask, decision, run, directory);
      return why === undefined
        ? []
        : [
            violation(
              23,
              ask,
              Date.parse(decision.at),
              `"${ask.title}" is approved by ${decision.by}: ${why}`,
            ),
          ];
    }),
};

function whyNotEnough(ask: Ask, run: Run, directory: Directory): string | undefined {
  const people = new Set(
    ask.voices
      .filter(({ answer }) => answer === 'approve')
      .flatMap(({ by }) => personCalled(directory, by)?.id ?? []),
  );
  const starter =
    run.startedBy.kind === 'person' ? personCalled(directory, run.startedBy.name)?.id : undefined;
  const eligible = [...people].filter((person) => person !== starter && may(ask, person, directory));
  const names = eligible.join(', ') || 'nobody';
  const said = ask.decision?.by.split(' and ') ?? [];
  const odd = said.find((name) => !eligible.includes(name));
  if (odd !== undefined) return `${odd} may not say yes to it`;
  const more = run.startedBy.kind === 'unknown' ? 1 : 0;
  if (typeof ask.quorum === 'number')
    return eligible.length >= Math.max(ask.quorum, 1 + more) ? undefined : `of those who may, only ${names}`;
  const seats = Object.entries(ask.quorum).flatMap(([group, count]) =>
    Array.from({ length: count }, () => group),
  );
  return canSit(seats, eligible, directory) ? undefined : `of each group, only ${names}`;
}

/** Whether each place can be taken by another person of its group. */
function canSit([seat, ...others]: string[], people: string[], directory: Directory): boolean {
  if (seat === undefined) return true;
  return people.some(
    (person) =>
      membersOf(directory, seat).includes(person) &&
      canSit(
        others,
        people.filter((one) => one !== person),
        directory,
      ),
  );
}

function may(ask: Ask, person: string, directory: Directory): boolean {
  const names = ask.mayApprove ?? ask.levels.map(({ who }) => who);
  return names.some((name) => membersOf(directory, name).includes(person));
}

function whyNotAlone(ask: Ask, voice: Voice, run: Run, directory: Directory): string | undefined {
  const person = personCalled(directory, voice.by)?.id;
  if (person === undefined || !may(ask, person, directory)) return `${voice.by} may not say yes to it`;
  const seconds = ask.levels.reduce((sum, level) => sum + level.for, 0);
  if (Date.parse(voice.at) < Date.parse(ask.openedAt) + seconds * 1000)
    return 'alone, before everybody had their time';
  const target = run.target && describeTarget(run.target);
  if (voice.breakGlass !== target) return `alone, for the target "${voice.breakGlass}"`;
  return voice.because.trim() === '' ? 'alone, without a reason' : undefined;
}
