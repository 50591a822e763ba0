import { expect, test } from '@jest/globals';
import type { Directory } from '../../lib/model/people.ts';
import { judge } from '../../lib/rehearsal/invariants/all.ts';
import { type Defect, play } from '../../lib/rehearsal/play.ts';
import { quietSchedule } from '../../lib/rehearsal/schedule.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';
import { campaignRunbooks, cast } from './runbooks.ts';

const directory: Directory = aDirectory({
  people: {
    ana: aPerson('ana', {
      channels: [
        { channel: 'slack', to: 'U0ANA' },
        { channel: 'pagerduty', to: 'platform' },
      ],
    }),
    ben: aPerson('ben', { channels: [{ channel: 'pagerduty', to: 'platform' }] }),
    cleo: aPerson('cleo'),
  },
  groups: {
    [cast.leads]: { name: cast.leads, members: ['ana', 'ben'] },
    [cast.managers]: { name: cast.managers, members: ['cleo'] },
    [cast.owner]: { name: cast.owner, members: ['ana', 'cleo'] },
  },
  channels: {
    slack: { token: { $secret: 'rebound-channels/slack' } },
    pagerduty: { services: { platform: { routingKey: { $parameter: '/rebound-channels/pagerduty' } } } },
  },
});

test('a schedule is played with people who are real: they are reached by their channels, and answer under their own names', async () => {
  const watched = await play(quietSchedule(cast), { ...campaignRunbooks(), directory });
  const [report] = watched.reports;
  expect(report).toMatchObject({ outcome: 'recovered' });
  expect(['ana', 'ben']).toContain(report?.asks[0]?.decision?.by);
  expect(watched.calls.some(({ facts }) => facts.kind === 'slack')).toBe(true);
  expect(watched.calls.some(({ facts }) => facts.kind === 'pager')).toBe(false);
  expect(judge(watched)).toEqual([]);
});

test('a key of a channel in a message is found, and one where PagerDuty wants it is none', async () => {
  let key = '';
  const leaks: Defect = {
    transport: (inner) => async (request, signal) => {
      const leaking = request.system === 'slack' && key !== '' && request.url.endsWith('chat.postMessage');
      const body = String(request.body).replace('"text":"', () => `"text":"${key} `);
      const answer = await inner(leaking ? { ...request, body } : request, signal);
      if (request.system === 'secretsmanager')
        key = String(JSON.parse(Buffer.from(answer.body).toString('utf8')).SecretString);
      return answer;
    },
  };
  const watched = await play(quietSchedule(cast), { ...campaignRunbooks(), directory, defect: leaks });
  expect(watched.calls.some(({ facts }) => facts.kind === 'pagerduty')).toBe(true);
  expect(new Set(judge(watched).map(({ invariant, text }) => `${invariant} ${text}`))).toEqual(
    new Set([expect.stringMatching(/^11 .*slack.* holds the text of the secret rebound-channels\/slack$/)]),
  );
});

test('the same schedule gives the same play, call for call', async () => {
  const names = async () =>
    (await play(quietSchedule(cast, { seed: 7 }), { ...campaignRunbooks(), directory })).calls.map(
      ({ facts }) => facts.name,
    );
  expect(await names()).toEqual(await names());
});
