import type { Invariant } from '../../watched.ts';
import { violation } from '../asked.ts';

/** 32. What somebody wrote in Slack or PagerDuty is noted once, however often it is delivered. */
export const saidOnce: Invariant = {
  number: 32,
  title: 'Once said is once noted',
  boundedOnly: false,
  check: ({ words, table }) => {
    const written = new Map(
      words
        .filter(({ ask, channel, said }) => ask === '' && channel !== 'cli' && said !== 'ack' && said !== '')
        .map((word) => [`${word.run} ${word.said}`, word]),
    );
    return [...written.values()].flatMap(({ run, said, by, at }) => {
      const noted = table.events(run).filter(({ kind, text }) => kind === 'noted' && text === said);
      return noted.length > 1
        ? [violation(32, { run }, at, `${by} wrote "${said}" once, and it is noted ${noted.length} times`)]
        : [];
    });
  },
};
