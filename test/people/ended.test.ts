import { afterEach, expect, test } from '@jest/globals';
import type { Transport, WireAnswer } from '../../lib/model/transport.ts';
import { closeStories } from '../language/story.ts';
import { asked, crew, minutes, oneQuestion, reachable } from './reaching-story.ts';

afterEach(closeStories);

/** Mia is asked and Olga has the runbook, both by the same service of PagerDuty. */
const channels = [{ channel: 'pagerduty', to: 'platform' } as const];
const { people, ...others } = crew();
const directory = {
  ...others,
  people: { ...people, mia: reachable('mia', 4, { channels }), olga: reachable('olga', 5, { channels }) },
};
const unavailable: WireAnswer = { status: 503, headers: {}, body: Buffer.from('{}') };

test.each([
  ['at once', false],
  ['late, because PagerDuty resolved nothing for a while', true],
])(
  'an incident that tells how badly a run ended stays open; those that asked are resolved %s',
  async (_, late) => {
    let deaf = late;
    let refused = 0;
    const story = await asked(
      oneQuestion([{ who: 'mia', for: 600 }], { deadline: '30m', severity: 'critical' }),
      {
        directory,
        around:
          (transport): Transport =>
          async (request, signal) => {
            if (!deaf || request.system !== 'pagerduty' || !request.body.toString().includes('"resolve"'))
              return transport(request, signal);
            refused += 1;
            return unavailable;
          },
      },
    );
    await story.run.asked('What now?');
    await story.pass(minutes(32));
    if (late) expect(refused).toBeGreaterThan(1);
    deaf = false;
    await story.pass(minutes(10));
    const messages = story.sandbox.state().messages.filter(({ channel }) => channel === 'pagerduty');
    const asking = messages.filter(({ ask }) => ask !== undefined);
    expect(asking.length).toBeGreaterThan(0);
    expect(asking.filter(({ settled }) => settled?.kind !== 'decided')).toEqual([]);
    const ends = messages.filter(({ title }) => title.includes('failed: '));
    expect(new Set(ends.map(({ person }) => person))).toEqual(new Set(['mia', 'olga']));
    expect(ends.filter(({ settled }) => settled !== undefined)).toEqual([]);
  },
);
