import { membersOf } from '../../../model/on-call.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { asksIn, channelCalls, harmed, violation, waysUp } from '../asked.ts';

/** 33. When one person went on alone, everybody who was asked hears of it, and it is bad in the record. */
export const glassIsHeard: Invariant = {
  number: 33,
  title: 'Broken glass is heard by all',
  boundedOnly: true,
  check: (watched) =>
    asksIn(watched).flatMap((ask) => {
      const { decision, levels } = ask;
      const { directory, last } = watched;
      if (!directory || decision?.breakGlass === undefined) return [];
      const at = Date.parse(decision.at);
      const of = (text: string): Violation => violation(33, ask, at, text);
      const found: Violation[] = [];
      const red = watched.table
        .events(ask.run)
        .some(({ kind, findings = [] }) => kind === 'decided' && findings.some(({ bad }) => bad === true));
      const lost = watched.injected.some(({ kind, fault }) => kind === 'event' || fault.startsWith('killed'));
      if (!red && !lost)
        found.push(of(`"${ask.title}" was decided alone, and no event says that this is bad`));
      if (harmed(watched, [...channelCalls, 'notices'], at, watched.endedAt)) return found;
      const everybody = new Set(levels.flatMap(({ who }) => membersOf(directory, who)));
      for (const person of everybody) {
        const heard = last.pages.some(
          ({ who, title, at: when }) => who === person && when >= at && title.includes('Break-glass'),
        );
        if (!heard && waysUp(directory, person, watched, at).length > 0 && !isTopic(watched, at))
          found.push(of(`${decision.by} went on alone, and ${person} was not told`));
      }
      return found;
    }),
};

function isTopic({ last }: Watched, since: number): boolean {
  return last.published.some(({ subject, at }) => at >= since && subject.includes('Break-glass'));
}
