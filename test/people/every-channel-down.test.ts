import { afterEach, describe, expect, test } from '@jest/globals';
import type { ChannelKind } from '../../lib/model/people.ts';
import { closeStories } from '../language/story.ts';
import { asked, crew, minutes, oneQuestion, reachable } from './reaching-story.ts';

afterEach(closeStories);

const kinds: ChannelKind[] = ['slack', 'pagerduty', 'sms', 'mail', 'webhook', 'terminal'];
const pairs = kinds.flatMap((one, index) => kinds.slice(index + 1).map((other) => [one, other]));

/** Ana, with every channel that there is, in this order. */
function reachableByAll() {
  const people = crew();
  const ana = reachable('ana', 1, {
    channels: [
      { channel: 'slack', to: 'U0ANA' },
      { channel: 'pagerduty', to: 'platform' },
      { channel: 'sms', to: '+34600000001' },
      { channel: 'mail', to: 'arn:aws:sns:eu-west-1:111122223333:mail-ana' },
      { channel: 'webhook', to: 'bot' },
      { channel: 'terminal', to: '' },
    ],
  });
  return { ...people, people: { ...people.people, ana } };
}

/** A run asks Ana, and these channels take nothing. Nobody sits at a terminal that is down. */
const asking = (down: ChannelKind[]) =>
  asked(oneQuestion([{ who: 'ana', for: 3600 }]), {
    down,
    directory: reachableByAll(),
    ...(down.includes('terminal') ? {} : { terminal: () => undefined }),
  });

describe.each([...kinds.map((kind) => [kind]), ...pairs].map((down) => ({ down })))(
  'down: $down',
  ({ down }) => {
    test('the first that is left takes the page; what failed is a finding, and no page by it counts', async () => {
      const story = await asking(down);
      await story.run.asked('What now?');
      // Once more, by every channel: those that are left are tried again and again.
      await story.pass(minutes(16));
      const pages = await story.paged();
      const took = pages.filter(({ failed }) => failed === undefined).map(({ channel }) => channel);
      const left = kinds.filter((kind) => !down.includes(kind));
      expect(took.slice(0, left.length)).toEqual(left);
      const failed = pages.filter((page) => page.failed !== undefined);
      expect(new Set(failed.map(({ channel }) => channel))).toEqual(new Set(down));
      expect(failed.filter(({ sent }) => sent !== undefined)).toEqual([]);
      const { events } = await story.operations.events(story.run.run, '');
      const findings = events.filter(
        ({ kind, findings: found }) => kind === 'page-failed' && found?.[0]?.bad,
      );
      expect(new Set(findings.map(({ channel }) => channel))).toEqual(new Set(down));
    });
  },
);

test('all down: the topic is told, and no page counts', async () => {
  const story = await asking(kinds);
  await story.run.asked('What now?');
  await story.until('the topic is told', () =>
    story.sandbox.state().published.find(({ message }) => message.startsWith('For ana: What now?')),
  );
  await story.pass(minutes(5));
  expect((await story.paged()).filter(({ sent }) => sent !== undefined)).toEqual([]);
  const { events } = await story.operations.events(story.run.run, '');
  expect(events.filter(({ kind }) => kind === 'paged')).toEqual([]);
  expect(new Set(events.flatMap(({ kind, channel }) => (kind === 'page-failed' ? channel : [])))).toEqual(
    new Set(kinds),
  );
});
