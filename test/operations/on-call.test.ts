import { describe, expect, test } from '@jest/globals';
import { makeOnCall } from '../../lib/operations/on-call.ts';
import { aDirectory, aPerson } from '../builders/directory.ts';

const night = Date.parse('2026-11-25T03:10Z');
const clock = { now: () => night, sleep: () => Promise.resolve() };
const directory = aDirectory({
  people: {
    ana: aPerson('ana'),
    ben: aPerson('ben', { pagerdutyUser: 'PBEN', channels: [{ channel: 'sms', to: '+447700900001' }] }),
    cleo: aPerson('cleo'),
    eve: aPerson('eve'),
  },
});
directory.groups['payments'] = { name: 'payments', members: ['ben', 'cleo'], rotation: 'payments' };
directory.rotations['payments'] = { kind: 'pagerduty', name: 'payments', schedule: 'PSCHED1', overrides: [] };
const channels = {
  onCall: (schedule: string, at: number) =>
    Promise.resolve(schedule === 'PSCHED1' && at === night ? ['PBEN'] : []),
};
const ben = { id: 'ben', name: 'Ben Example', channels: ['sms'] };

describe('who is on call', () => {
  test('of every group, and of whoever is in none', async () => {
    const found = await makeOnCall({ clock, directory, channels }).oncall();
    expect(
      found.map(({ who, people, until, nobody }) => [who, people.map(({ id }) => id), until, nobody]),
    ).toEqual([
      ['leads', ['ana', 'ben'], null, null],
      ['oncall', ['ana'], '2026-11-30T08:00:00.000Z', null],
      ['payments', ['ben'], null, null],
      ['eve', ['eve'], null, null],
    ]);
  });

  test('at another time', async () => {
    const at = Date.parse('2026-12-01T00:00Z');
    const [found] = await makeOnCall({ clock, directory }).oncall('oncall', at);
    expect(found).toEqual({ who: 'oncall', people: [ben], until: '2026-12-07T08:00:00.000Z', nobody: null });
  });

  test('of a person, by their name, too', async () => {
    const [found] = await makeOnCall({ clock, directory }).oncall('BEN example');
    expect(found).toEqual({ who: 'ben', people: [ben], until: null, nobody: null });
  });

  test.each([
    ['does not answer', { onCall: () => Promise.reject(new Error('down')) }],
    ['is not to be asked', undefined],
  ])('all members where PagerDuty %s, and why', async (_, asked) => {
    const [found] = await makeOnCall({ clock, directory, ...(asked ? { channels: asked } : {}) }).oncall(
      'payments',
    );
    expect(found?.people.map(({ id }) => id)).toEqual(['ben', 'cleo']);
    expect(found?.nobody).toContain("PagerDuty's schedule PSCHED1 did not say");
  });

  test('before the rotation begins: all members, and why', async () => {
    const [found] = await makeOnCall({ clock, directory }).oncall('oncall', Date.parse('2026-10-01T00:00Z'));
    expect(found).toMatchObject({
      until: '2026-11-02T08:00:00.000Z',
      nobody: expect.stringContaining('begins on'),
    });
    expect(found?.people).toHaveLength(3);
  });
});

test('a name that nobody has is bad input, with the nearest', async () => {
  await expect(makeOnCall({ clock, directory }).oncall('paymnets')).rejects.toMatchObject({
    code: 'BadInput',
    message: expect.stringContaining('did you mean \\"payments\\"?'),
  });
});

test('without people.yaml nobody knows', async () => {
  await expect(makeOnCall({ clock }).oncall()).rejects.toMatchObject({ code: 'BadInput' });
});
