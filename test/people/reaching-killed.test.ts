import { afterEach, describe, expect, test } from '@jest/globals';
import { Killed } from '../../lib/local/invoker.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { closeStories } from '../language/story.ts';
import { type Asked, asked, minutes, oneQuestion } from './reaching-story.ts';

afterEach(closeStories);

const levels = [
  { who: 'leads', for: 600 },
  { who: 'managers', for: 600 },
];

/** Kills the n-th call of the first invocation of a function: before it has its effect, or after. */
function killing(name: string, n: number, when: 'before' | 'after', seen: { calls: number }) {
  let invocations = 0;
  return (transport: Transport, invocation: { name: string }): Transport => {
    if (invocation.name !== name || invocations++ > 0) return transport;
    return async (request, signal) => {
      const call = seen.calls++;
      if (call === n && when === 'before') throw new Killed('killed');
      const answer = await transport(request, signal);
      if (call === n) throw new Killed('killed');
      return answer;
    };
  };
}

/** Who saw the question in Slack, and how often; and how many mails, calls and messages came in all. */
function seenBy(story: Asked): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { person = '', ask, channel } of story.sandbox.state().messages)
    if (ask !== undefined) counts[`${person} ${channel}`] = (counts[`${person} ${channel}`] ?? 0) + 1;
  return counts;
}

describe.each(['before', 'after'] as const)('the question is killed %s each of its calls', (when) => {
  test('everybody is asked once all the same, and the pages are noted', async () => {
    for (let n = 0; ; n += 1) {
      const seen = { calls: 0 };
      const story = await asked(oneQuestion(levels), {
        around: killing('step-decide', n, when, seen),
        janitor: false,
      });
      await story.run.asked('What now?');
      await story.pass(minutes(1.5));
      expect({ n, seen: seenBy(story) }).toEqual({ n, seen: { 'ana slack': 1, 'ben slack': 1 } });
      expect((await story.paged()).map(({ person }) => person).sort()).toEqual(['ana', 'ben']);
      closeStories();
      if (seen.calls <= n) break;
    }
  }, 60_000);
});

describe.each(['before', 'after'] as const)('the janitor is killed %s each of its calls', (when) => {
  test('the next one goes on where it stopped: nobody is forgotten, nobody is paged twice', async () => {
    for (let n = 0; ; n += 1) {
      const seen = { calls: 0 };
      const story = await asked(oneQuestion(levels), {
        around: killing('janitor', n, when, seen),
        janitor: false,
      });
      await story.run.asked('What now?');
      await story.pass(minutes(2));
      await story.invoke('janitor', null);
      await story.pass(minutes(0.2));
      await story.invoke('janitor', null);
      const counts = seenBy(story);
      expect({ n, counts }).toEqual({
        n,
        counts: { 'ana slack': 1, 'ben slack': 1, 'ana pagerduty': 1, 'ben pagerduty': expect.any(Number) },
      });
      closeStories();
      if (seen.calls <= n) break;
    }
  }, 60_000);
});
