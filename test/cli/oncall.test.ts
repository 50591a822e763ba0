import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from './fake-io.ts';
import { realIo, serverIn, workingFolder } from './real-world.ts';

const people = `people:
  ana: { name: Ana Lopez, zone: Europe/Madrid, channels: [sms: "+34600000001"] }
  ben: { name: Ben Okafor, zone: Europe/London, channels: [mail: arn:aws:sns:eu-central-1:111122223333:mail-ben, terminal] }
groups:
  platform-oncall: { members: [ana, ben], rotation: platform }
  platform-leads: [ana, ben]
  platform-managers: [ana, ben]
  payments-data: [ana, ben]
rotations:
  platform: { people: [ana, ben], zone: Europe/Madrid, start: 2026-11-02, hand_over: "09:00", every: 7d }
`;

function folderWithPeople(text = people): string {
  const cwd = workingFolder();
  writeFileSync(join(cwd, 'people.yaml'), text);
  return cwd;
}

describe('rebound oncall', () => {
  test('says who is woken, and until when', async () => {
    const { code, out } = await run('oncall --at 2026-11-25T03:10Z', realIo(folderWithPeople()));
    expect([code, out]).toEqual([
      0,
      [
        'on call at 25 Nov 03:10 UTC',
        'platform-oncall    Ben Okafor (ben: mail, terminal)  until 30 Nov 08:00 UTC',
        'platform-leads     Ana Lopez (ana: sms)',
        '                   Ben Okafor (ben: mail, terminal)',
        'platform-managers  Ana Lopez (ana: sms)',
        '                   Ben Okafor (ben: mail, terminal)',
        'payments-data      Ana Lopez (ana: sms)',
        '                   Ben Okafor (ben: mail, terminal)',
        '',
      ].join('\n'),
    ]);
  });

  test('of one group, in a gap, as a document', async () => {
    const { code, out } = await run(
      'oncall platform-oncall --at 2026-10-01T00:00Z --json',
      realIo(folderWithPeople()),
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      world: 'sandbox',
      at: '2026-10-01T00:00:00.000Z',
      oncall: [
        {
          who: 'platform-oncall',
          people: [
            { id: 'ana', name: 'Ana Lopez', channels: ['sms'] },
            { id: 'ben', name: 'Ben Okafor', channels: ['mail', 'terminal'] },
          ],
          until: '2026-11-02T08:00:00.000Z',
          nobody: expect.stringContaining('it begins on 2026-11-02'),
        },
      ],
    });
  });

  test('a schedule of PagerDuty is asked by a server', async () => {
    const cwd = folderWithPeople(people.replace(/^ {2}platform: .*/m, '  platform: { pagerduty: PSCHED1 }'));
    const estate = readFileSync(join(cwd, 'rebound.yaml'), 'utf8').replace(/^channels:[^]*/m, '');
    const channels = 'channels: { pagerduty: { api_token: secret:rebound-channels/pagerduty#api } }\n';
    writeFileSync(join(cwd, 'rebound.yaml'), `${estate}\n${channels}`);
    const { code, out } = await run('oncall platform-oncall', realIo(cwd));
    expect(code).toBe(0);
    expect(out).toContain("PagerDuty's schedule PSCHED1 did not say who is on call");
    expect(out).toContain('A running server asks PagerDuty');
  });

  test('a server asks PagerDuty, as itself and as who looks through it', async () => {
    const users = people
      .replace('channels: [sms: "+34600000001"]', 'pagerduty_user: PANA, channels: [sms: "+34600000001"]')
      .replace('terminal] }', 'terminal], pagerduty_user: PBEN }');
    const cwd = folderWithPeople(users.replace(/^ {2}platform: .*/m, '  platform: { pagerduty: PSCHED1 }'));
    const estate = readFileSync(join(cwd, 'rebound.yaml'), 'utf8').replace(/^channels:[^]*/m, '');
    const channels = 'channels: { pagerduty: { api_token: secret:rebound-channels/pagerduty#api } }\n';
    writeFileSync(join(cwd, 'rebound.yaml'), `${estate}\n${channels}`);
    const server = await serverIn(cwd, 'virtual');
    try {
      const io = () => Object.assign(realIo(cwd, { pid: 2, alive: [1] }), { fetch: globalThis.fetch });
      const at = async (time: string) => (await run(`oncall platform-oncall --at ${time}`, io())).out;
      const [one, other] = [await at('2026-11-25T03:10Z'), await at('2026-12-02T03:10Z')];
      // the sandbox's schedule has each of them for a week, in turn
      for (const out of [one, other]) {
        expect(out).toMatch(/platform-oncall {2}(?:Ana Lopez \(ana|Ben Okafor \(ben)/);
        expect(out).not.toContain('PagerDuty');
        expect(out.trim().split('\n')).toHaveLength(2);
      }
      expect(other.split('\n')[1]).not.toBe(one.split('\n')[1]);
    } finally {
      await server.close();
    }
  });

  test('of the server, where one runs', async () => {
    const cwd = folderWithPeople();
    const server = await serverIn(cwd, 'virtual');
    try {
      // what is written now counts only once the server takes it: it is the server that answers
      writeFileSync(join(cwd, 'people.yaml'), 'people: 7');
      const io = Object.assign(realIo(cwd, { pid: 2, alive: [1] }), { fetch: globalThis.fetch });
      const { code, out } = await run('oncall ben --at 2026-11-25T03:10Z', io);
      expect([code, out]).toEqual([0, expect.stringContaining('ben  Ben Okafor (ben: mail, terminal)')]);
    } finally {
      await server.close();
    }
  });

  test.each([
    ['oncall platform-onkall', people, 'did you mean "platform-oncall"?'],
    ['oncall --at tonight', people, 'a time such as 2026-11-24T03:05Z'],
    ['oncall', people.replace('Europe/Madrid,', 'Europe/Madird,'), 'did you mean "Europe/Madrid"?'],
  ])('%s is bad input: %#', async (line, text, message) => {
    const { code, err } = await run(line, realIo(folderWithPeople(text)));
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('without people.yaml it says so', async () => {
    expect(await run('oncall', realIo(workingFolder()))).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no people.yaml'),
    });
  });
});

describe('rebound check', () => {
  test('people.yaml by itself', async () => {
    const { code, out } = await run('check people.yaml', realIo(folderWithPeople()));
    expect([code, out]).toEqual([0, 'people.yaml checked (sandbox): nothing stands in its way\n']);
  });

  test('its mistakes, with line and column', async () => {
    const cwd = folderWithPeople(
      people.replace('[ana, ben]\n  platform-managers', '[ana, bne]\n  platform-managers'),
    );
    const { code, out } = await run('check people.yaml --json', realIo(cwd));
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      files: ['people.yaml'],
      mistakes: [{ code: 'unknown-person', file: 'people.yaml', line: 6, column: 25 }],
    });
    expect(await run('check runbooks/look-at-namespace.yaml', realIo(cwd))).toMatchObject({
      code: 2,
      err: expect.stringContaining('people.yaml has mistakes'),
    });
  });

  test('everything: people.yaml, and whether it has whom the runbooks ask', async () => {
    const cwd = folderWithPeople(people.replace('  platform-managers: [ana, ben]\n', ''));
    const { code, out } = await run('check', realIo(cwd));
    expect(code).toBe(2);
    expect(out).toContain('people.yaml has no "platform-managers"');
    expect(out).toContain('6 runbooks and people.yaml checked');
  });

  test('one that is not there', async () => {
    expect(await run('check people.yaml', realIo(workingFolder()))).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no'),
    });
  });
});
