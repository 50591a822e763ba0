import { fail } from '../model/errors.ts';
import type { Surroundings } from './surroundings.ts';
import { send } from './send.ts';

export interface Page {
  /** A person or a group. */
  who: string;
  title: string;
  text: string;
  run: string;
  /** Id of the ask, when the page asks something. */
  ask?: string;
  /** `now` (the default) wakes people, `info` waits until they look. */
  urgency?: 'now' | 'info';
  /** The person who sends it, in their own words or having read it: only so may it go where the public reads it. */
  sentBy?: string;
  /** Repeats of one page carry the same key. */
  key: string;
}

/** Reaches people. A page that nobody could receive is an error, never counted as sent: Unavailable, Rejected4xx, Throttled. */
export interface Pager {
  page: (page: Page) => Promise<void>;
}

/** A page is one JSON POST with the page as its body, its key also as the header idempotency-key. Sent is what was answered with 2xx. */
export function makePager(surroundings: Surroundings): Pager {
  return {
    async page(page) {
      const what = `the page to ${page.who}`;
      const answer = await send(
        surroundings,
        {
          system: 'pager',
          method: 'POST',
          url: surroundings.pagerUrl,
          headers: { 'content-type': 'application/json', 'idempotency-key': page.key },
          body: JSON.stringify(page),
        },
        what,
      );
      if (answer.status >= 200 && answer.status <= 299) return;
      const facts = {
        what: `${what} was not taken: the pager answered ${answer.status}`,
        why: Buffer.from(answer.body.subarray(0, 200)).toString('utf8'),
        todo: `reach ${page.who} by other means, and look at the pager's address`,
        status: answer.status,
      };
      if (answer.status === 429) fail('Throttled', facts);
      fail(answer.status >= 500 ? 'Unavailable' : 'Rejected4xx', facts);
    },
  };
}
