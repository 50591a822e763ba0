import type { Run } from '../../../model/run.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { asksIn, channelCalls, harmed, pagingFor, violation, waysUp } from '../asked.ts';

const bad = ['failed', 'aborted', 'refused'];

/** 27. Everybody who was asked hears how a run ended that did not end well. */
export const toldHowItEnded: Invariant = {
  number: 27,
  title: 'Who was asked hears how it ended',
  boundedOnly: true,
  check: (watched) => watched.table.runs().flatMap((run) => untold(run, watched)),
};

function untold(run: Run, watched: Watched): Violation[] {
  const { directory, last } = watched;
  if (!directory || run.status !== 'closed' || !bad.includes(run.outcome ?? '')) return [];
  const since = Date.parse(run.endedAt ?? '');
  const asked = asksIn(watched)
    .filter((ask) => ask.run === run.run)
    .flatMap((ask) => pagingFor(ask, watched).pages)
    .flatMap(({ person, sent }) => (sent === undefined ? [] : [person]));
  const topic = last.published.some(({ message, at }) => at >= since && message.includes(run.run));
  if (topic || harmed(watched, channelCalls, since, watched.endedAt)) return [];
  return [...new Set(asked)]
    .filter((person) => Object.hasOwn(directory.people, person))
    .filter((person) => waysUp(directory, person, watched, since).length > 0)
    .filter((person) => !last.pages.some((page) => isOf(page, person, run.run, since)))
    .map((person) =>
      violation(27, run, since, `it ended ${run.outcome}, and ${person}, who was asked, was not told`),
    );
}

function isOf(page: Watched['last']['pages'][number], person: string, run: string, since: number): boolean {
  return page.who === person && page.at >= since && page.run === run && page.ask === undefined;
}
