import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { estateOf, readFileOf } from '../../lib/cli/read-files.ts';
import { type FakeIo, fakeIo, run } from './fake-io.ts';

const home = join(import.meta.dirname, '..', '..');
const whole = [
  '--title',
  'Restore payments',
  '--owner',
  'pay-oncall',
  '--target',
  'namespace',
  '--alarm',
  'gone',
  '--rto',
  '1h',
];

const made = (words: string[], io: FakeIo = fakeIo()) => run(['new', ...words], io);

/** What `check` says of the file, by the rebound.yaml that ships. */
async function checked(file: string, cwd: string) {
  return readFileOf(file, cwd, await estateOf(join(home, 'rebound.yaml'), home));
}

describe('new', () => {
  const kinds = ['cluster', 'namespace', 'database'];
  const alarms = ['by-hand', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Gone in "eu" #1'];
  const times = ['15m', '24h'];
  test.each(
    kinds.flatMap((target) => alarms.flatMap((alarm) => times.map((rto) => [target, alarm, rto] as const))),
  )('a %s, found %s, within %s: no mistake and no warning', async (target, alarm, rto) => {
    const io = fakeIo();
    const words = [
      'my-own',
      '--title',
      'A: "B" # c',
      '--owner',
      "o'neill & co",
      '--target',
      target,
      '--alarm',
      alarm,
    ];
    expect(await made([...words, '--rto', rto], io)).toMatchObject({ code: 0, err: '' });
    const { runbook, mistakes } = await checked('runbooks/my-own.yaml', io.cwd);
    expect(mistakes).toEqual([]);
    expect(runbook).toMatchObject({ title: 'A: "B" # c', owner: "o'neill & co" });
    expect(runbook?.triggers).toHaveLength(alarm === 'by-hand' ? 0 : 1);
    expect(runbook?.rehearsals.length).toBeGreaterThan(1);
  });

  test('each part of the file has a comment above it', async () => {
    const io = fakeIo();
    await made(['mine', '--yes'], io);
    const lines = readFileSync(join(io.cwd, 'runbooks', 'mine.yaml'), 'utf8').split('\n');
    for (const key of ['inputs', 'target', 'steps', 'always', 'rehearsals'])
      expect(lines[lines.findIndex((line) => line.startsWith(`${key}:`)) - 1]).toMatch(/^# \S/);
    expect(Math.max(...lines.filter((line) => line.startsWith('#')).map((line) => line.length))).toBeLessThan(
      140,
    );
  });

  test('without a terminal it says which options are missing', async () => {
    const { code, out, err } = await made(['restore-payments', '--owner', 'pay-oncall']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /these are missing:\n {2}--title +one line for people\n {2}--target +cluster, namespace, database\n/,
    );
    expect(err).toContain('--yes to take what is usual');
    expect(err).not.toContain('--owner');
  });

  test.each([
    [
      ['Not_A_Name', ...whole],
      'NAME is "Not_A_Name": a name is small letters, digits and -, at most 60, such as not-a-name',
    ],
    [['a', ...whole, '--target', 'clutser'], 'did you mean cluster?'],
    [['a', ...whole, '--rto', 'soon'], 'a duration such as 45m or 2h'],
    [['a', ...whole, '--rto', '5m'], 'between 15m and 24h'],
    [['a', ...whole, '--alarm', 'a*'], '--alarm is "a*": it takes the name of an alarm'],
    [['a', ...whole, '--title', 'for $HOME'], 'without "$"'],
    [['a', ...whole, '--owner', ''], '--owner is "": that is empty'],
    [['restore-namespace', ...whole], 'calls itself "restore-namespace" already'],
    [['a', ...whole, '--alarm', 'payments-namespace-gone'], 'starts restore-namespace already'],
    [['a', ...whole, '--out', 'runbooks/a.md'], 'give one that ends in .yaml'],
  ])('%j is bad input: %s', async (words, says) => {
    const io = fakeIo();
    expect(await made(words, io)).toMatchObject({ code: 2, err: expect.stringContaining(says) });
    expect(existsSync(join(io.cwd, 'runbooks'))).toBe(false);
  });

  test('a database where rebound.yaml has none', async () => {
    const io = fakeIo();
    const estate = readFileSync(join(home, 'rebound.yaml'), 'utf8').replace(/^databases:\n(?: .*\n)*/m, '');
    writeFileSync(join(io.cwd, 'rebound.yaml'), estate);
    expect(await made(['a', '--target', 'database', '--yes'], io)).toMatchObject({
      code: 2,
      err: expect.stringContaining('rebound.yaml has no database yet'),
    });
  });

  test('at a terminal it asks for what is left, once more where the answer cannot be used', async () => {
    const io = fakeIo({ terminal: true });
    mkdirSync(join(io.cwd, 'runbooks'));
    writeFileSync(join(io.cwd, 'runbooks', 'there.yaml'), '');
    const done = made(['--target', 'namespace', '--rto', '2h'], io);
    const answers: [RegExp, string][] = [
      [/What is it called\? .*\n {2}\[my-first-runbook\] $/, 'Restore Zahlung-Über'],
      [/cannot be taken: a name is small letters.*such as restore-zahlung-uber\n.*\] $/s, 'there'],
      [
        /"there" cannot be taken: runbooks\/there.yaml is there already: another name, or --force.*\] $/s,
        'restore-payments',
      ],
      [/one line\? .*\n {2}\[Restore payments\] $/, ''],
      [/step fails\? .*\n {2}\[platform-oncall\] $/, 'pay-oncall'],
      [/alarm finds it\? .*\n {2}\[by-hand\] $/, ''],
    ];
    for (const [question, answer] of answers) {
      await shown(io, question);
      io.keys.write(`${answer}\r`);
    }
    expect((await done).code).toBe(0);
    const { runbook } = await checked('runbooks/restore-payments.yaml', io.cwd);
    expect(runbook).toMatchObject({
      title: 'Restore payments',
      owner: 'pay-oncall',
      objectives: { rto: 7200 },
    });
  });

  test('whoever leaves before the last question has written nothing', async () => {
    const io = fakeIo({ terminal: true });
    const done = made([], io);
    await shown(io, /What is it called\?/);
    io.keys.write('\u0003');
    expect(await done).toMatchObject({ code: 2, err: expect.stringContaining('nothing was written') });
    expect(existsSync(join(io.cwd, 'runbooks'))).toBe(false);
  });

  test('what is there is only written over with --force, and the same is written once', async () => {
    const { cwd } = fakeIo();
    const io = () => fakeIo({ cwd });
    const first = (await made(['mine', '--yes'], io())).out;
    expect(first).toContain('wrote runbooks/mine.yaml');
    // the next command can be copied
    expect(first).toContain('rebound run mine --input cluster=prod-blue namespace=payments --mode dry-run');
    expect((await made(['mine', '--yes'], io())).out).toContain('says the same already');
    const other = ['mine', '--yes', '--rto', '3h'];
    expect(await made(other, io())).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
    expect((await made([...other, '--force'], io())).out).toContain('wrote over runbooks/mine.yaml');
    expect((await checked('runbooks/mine.yaml', cwd)).runbook?.objectives.rto).toBe(10_800);
  });

  test('--json says where it is; a folder that cannot be written is one sentence', async () => {
    const io = fakeIo();
    const { code, out } = await made(['mine', '--yes', '--json', '--out', 'deep/er/mine.yaml'], io);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { world: 'sandbox', runbook: 'mine', file: 'deep/er/mine.yaml', written: true, warnings: [] },
    ]);
    mkdirSync(join(io.cwd, 'folder.yaml'));
    const { err } = await made(['mine', '--yes', '--out', 'folder.yaml'], fakeIo({ cwd: io.cwd }));
    expect(err).toContain('cannot read folder.yaml (it is a folder)');
  });
});

describe('beside a people.yaml of its own', () => {
  const people = `people:
  kim: { name: Kim Doe, zone: Europe/Madrid, channels: [terminal] }
  lou: { name: Lou Roe, zone: Europe/Madrid, channels: [terminal] }
groups:
  sre: [kim, lou]
  night-watch: { members: [kim, lou], rotation: nights }
rotations:
  nights: { people: [kim, lou], zone: Europe/Madrid, start: 2026-11-02, hand_over: "09:00", every: 7d }
`;
  const withPeople = (): FakeIo => {
    const io = fakeIo();
    writeFileSync(join(io.cwd, 'people.yaml'), people);
    return io;
  };

  test('the owner is on call there, and the others who are asked are of its groups: check finds nothing', async () => {
    const io = withPeople();
    expect(await made(['mine', '--yes'], io)).toMatchObject({ code: 0, err: '' });
    const text = readFileSync(join(io.cwd, 'runbooks', 'mine.yaml'), 'utf8');
    expect(text).toMatch(/owner: "?night-watch/);
    expect(text).not.toMatch(/platform-/);
    expect(await run(['check', 'runbooks/mine.yaml'], fakeIo({ cwd: io.cwd }))).toMatchObject({ code: 0 });
    expect(await run(['compile', 'runbooks/mine.yaml'], fakeIo({ cwd: io.cwd }))).toMatchObject({ code: 0 });
  });

  test('an owner whom it does not have is told at once', async () => {
    const io = withPeople();
    const { code, err } = await made(['mine', '--yes', '--owner', 'nigth-watch'], io);
    expect([code, existsSync(join(io.cwd, 'runbooks'))]).toEqual([2, false]);
    expect(err).toContain('people.yaml has no such person or group (did you mean night-watch?)');
  });

  test('an imported page is owned by who is on call there, or refused', async () => {
    const io = withPeople();
    writeFileSync(join(io.cwd, 'page.md'), '# Restore it\n\nDo this.\n');
    expect(await run(['import', 'page.md', '--name', 'one'], io)).toMatchObject({ code: 0 });
    expect(readFileSync(join(io.cwd, 'runbooks', 'one.yaml'), 'utf8')).toMatch(/owner: "?night-watch/);
    const other = await run(
      ['import', 'page.md', '--name', 'two', '--owner', 'bob'],
      fakeIo({ cwd: io.cwd }),
    );
    expect([other.code, existsSync(join(io.cwd, 'runbooks', 'two.yaml'))]).toEqual([2, false]);
    expect(other.err).toContain('bob');
  });

  test('what asks nobody it has does not compile, as check says; a picture of it can be drawn', async () => {
    const io = withPeople();
    await made(['mine', '--yes'], io);
    const file = join(io.cwd, 'runbooks', 'mine.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('night-watch', 'nigth-watch'));
    const at = () => fakeIo({ cwd: io.cwd });
    const compiled = await run(['compile', 'runbooks/mine.yaml'], at());
    expect(compiled).toMatchObject({ code: 2, err: expect.stringContaining('did you mean') });
    expect((await run(['check', 'runbooks/mine.yaml'], at())).out).toContain('nigth-watch');
    expect(await run(['graph', 'runbooks/mine.yaml', '--format', 'text'], at())).toMatchObject({ code: 0 });
  });
});

/** Until the question is on the screen. */
function shown(io: FakeIo, question: RegExp): Promise<void> {
  const isThere = () => question.test(stripVTControlCharacters(io.out()));
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const write = io.stdout.write;
    io.stdout.write = (text) => {
      write(text);
      if (!isThere()) return;
      io.stdout.write = write;
      // the prompt listens once it is written
      setImmediate(resolve);
    };
  });
}
