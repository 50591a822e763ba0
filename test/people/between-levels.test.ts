import { afterEach, expect, test } from '@jest/globals';
import type { Transport } from '../../lib/model/transport.ts';
import { closeStories, type Story } from '../language/story.ts';
import { asked, minutes, oneQuestion } from './reaching-story.ts';

afterEach(closeStories);

/*
 * The state of a level ends, and the one of the next level begins: in between nobody waits by the token that the question has. What is
 * said then counts, and is told to whoever asks next.
 */

test.each(['wait', 'leave'])(
  '"%s", said when the first level is over and the second has not asked yet',
  async (said) => {
    let story: Story | undefined;
    let invocations = 0;
    let between = false;
    const slow = (transport: Transport, { name }: { name: string }): Transport => {
      invocations += name === 'step-decide' ? 1 : 0;
      // the second level: its first call hangs for a while
      let hangs = name === 'step-decide' && invocations === 2;
      return async (request, signal) => {
        if (hangs) {
          hangs = false;
          between = true;
          await story?.pass(30_000);
          between = false;
        }
        return transport(request, signal);
      };
    };
    const levels = [
      { who: 'leads', for: 600 },
      { who: 'managers', for: 600 },
    ];
    const run = await asked(oneQuestion(levels), {
      around: slow,
      janitor: false,
      opened: (one) => (story = one),
    });
    await run.run.asked('What now?');
    await run.until('it is between two levels', () => (between ? true : undefined));
    await run.run.say(said, { by: 'ben' });
    expect(between).toBe(true);
    const { status, asks, endedAt } = await run.run.ended();
    // The level that came next told it, and not some later one, or the deadline.
    expect(Date.parse(endedAt ?? '') - Date.parse(asks[0]?.decision?.at ?? '')).toBeLessThan(minutes(1));
    expect({ status, decision: asks[0]?.decision, voices: asks[0]?.voices.length }).toMatchObject({
      status: 'closed',
      decision: { by: 'ben', answer: said },
      voices: 1,
    });
    await run.pass(minutes(2));
    // Nobody of the second level is woken for what is decided.
    expect(new Set((await run.paged()).map(({ person }) => person))).toEqual(new Set(['ana', 'ben']));
    expect((await run.run.events('decided')).map(({ text }) => text)).toEqual([
      expect.stringContaining(said),
    ]);
  },
);
