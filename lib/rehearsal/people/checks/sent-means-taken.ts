import type { Invariant, Violation } from '../../watched.ts';
import { asksIn, kindOfChannel, pagingFor, violation } from '../asked.ts';

/** 25. A page that no channel took is not counted as sent: what is kept as sent is there, where it was sent. */
export const sentMeansTaken: Invariant = {
  number: 25,
  title: 'Sent is what a channel took',
  boundedOnly: false,
  check: (watched) => {
    const { table, last } = watched;
    const taken = new Set(last.messages.map(({ channel, id }) => `${channel} ${id}`));
    // A proxy's page in place of a webhook's answer says 200 as well: 2xx is all that we ask of a webhook.
    const lied = watched.injected.some(({ kind, fault }) => kind === 'webhook' && fault === 'malformed');
    const pages = asksIn(watched).flatMap((ask) =>
      pagingFor(ask, watched).pages.flatMap(({ person, channel, at, sent }): Violation[] => {
        const lost = (sent ?? '')
          .split(' ')
          .filter((id) => id !== '' && !taken.has(`${kindOfChannel(channel)} ${id}`));
        return lost.length === 0 || (lied && kindOfChannel(channel) === 'webhook')
          ? []
          : [
              violation(
                25,
                ask,
                Date.parse(at),
                `${person} is kept as paged by ${channel} (${lost[0]}), which took nothing`,
              ),
            ];
      }),
    );
    const events = table.runs().flatMap((run) =>
      table
        .events(run.run)
        .filter(
          ({ kind, channel }) =>
            (kind === 'paged' || kind === 'told') && channel !== undefined && channel !== 'topic',
        )
        .filter(
          ({ channel = '', at }) =>
            !(lied && kindOfChannel(channel) === 'webhook') &&
            !last.messages.some(
              (message) => message.channel === kindOfChannel(channel) && message.at <= Date.parse(at) + 1,
            ),
        )
        .map(({ at, text }) =>
          violation(25, run, Date.parse(at), `an event says "${text}", and nothing was taken`),
        ),
    );
    return [...pages, ...events];
  },
};
