import { expect, test } from '@jest/globals';
import { formatText } from '../../../lib/runbook/format/format-text.ts';

/** What becomes of a text; formatted again, it stays. */
function formatted(text: string): string {
  const once = formatText(text, 'f.yaml');
  if ('mistakes' in once) throw new Error(once.mistakes.map(({ message }) => message).join('\n'));
  expect(formatText(once.text, 'f.yaml')).toEqual(once);
  return once.text;
}

const lines = (...parts: string[]) => `${parts.join('\n')}\n`;

test('people.yaml: who they are, who is on call, and one way to write a channel', () => {
  expect(
    formatted(
      lines(
        'quiet_hours: { to: "07:00", from: "22:00" }',
        'rotations: { platform: { every: 7d, people: [ana], overrides: [{ who: ana, to: 2, from: 1 }] } }',
        'groups: { leads: { rotation: platform, members: [ana] } }',
        'people:',
        '  ana:',
        '    channels: [{ slack: U01ANA }, terminal, sms: "+34600000001"]',
        '    zone: Europe/Madrid',
        '    name: Ana Lopez',
        '  ben: { channels: [{ slack: U02BEN, public: true }, &x { mail: a }], name: Ben }',
      ),
    ),
  ).toBe(
    lines(
      'people:',
      '  ana:',
      '    name: Ana Lopez',
      '    zone: Europe/Madrid',
      '    channels: [slack: U01ANA, terminal, sms: "+34600000001"]',
      '  ben: { name: Ben, channels: [{ slack: U02BEN, public: true }, &x { mail: a }] }',
      '',
      'groups: { leads: { members: [ana], rotation: platform } }',
      '',
      'rotations: { platform: { people: [ana], every: 7d, overrides: [{ from: 1, to: 2, who: ana }] } }',
      '',
      'quiet_hours: { from: 22:00, to: 07:00 }',
    ),
  );
});

test('updates of a runbook, and channels of rebound.yaml, have an order, too', () => {
  expect(formatted('updates: { by: ana, to: [all], every: 30m }\nrunbook: a\n')).toBe(
    'runbook: a\nupdates: { every: 30m, to: [all], by: ana }\n',
  );
  expect(formatted('channels: { audiences: {}, slack: {} }\nrecovery_region: a\n')).toBe(
    'recovery_region: a\n\nchannels: { slack: {}, audiences: {} }\n',
  );
});
