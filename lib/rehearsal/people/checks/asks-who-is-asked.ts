import { membersOf } from '../../../model/on-call.ts';
import type { Invariant } from '../../watched.ts';
import { asksIn, violation } from '../asked.ts';

/** 34. A question reaches those whom it asks, and nobody else: who is not asked cannot answer, and thinks that they have to. */
export const asksWhoIsAsked: Invariant = {
  number: 34,
  title: 'A question reaches those whom it asks',
  boundedOnly: false,
  check: (watched) => {
    const { directory, last } = watched;
    if (!directory) return [];
    return asksIn(watched).flatMap((ask) => {
      const asked = new Set(
        [...ask.levels.map(({ who }) => who), ...(ask.mayApprove ?? [])].flatMap((who) =>
          membersOf(directory, who),
        ),
      );
      return last.messages
        .filter((message) => message.ask === ask.id && message.person !== undefined)
        .filter(({ person = '' }) => !asked.has(person))
        .map(({ person = '', channel, at }) =>
          violation(34, ask, at, `"${ask.title}" went to ${person} by ${channel}, who is not asked`),
        );
    });
  },
};
