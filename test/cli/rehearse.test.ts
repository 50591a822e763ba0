import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deletedAndApproved, smallText } from '../rehearsal/explore/subjects.ts';
import { fakeIo, run } from './fake-io.ts';

const estate = `account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters: { prod-blue: { endpoint: public } }
alarms: { account: "111122223333", region: eu-west-1 }
`;

/** A folder with the smallest runbook; without rehearsals where none are given. */
function folder(rehearsals = deletedAndApproved): string {
  const cwd = mkdtempSync(join(tmpdir(), 'rebound-rehearse-'));
  mkdirSync(join(cwd, 'runbooks'));
  writeFileSync(join(cwd, 'rebound.yaml'), estate);
  const text = smallText(rehearsals);
  const whole = rehearsals === '' ? text.replace(/^rehearsals:\n/m, '') : text;
  writeFileSync(join(cwd, 'runbooks', 'small.yaml'), whole);
  return cwd;
}

const rehearse = (line: string[], cwd = folder()) => run(['rehearse', ...line], fakeIo({ cwd }));

describe('rebound rehearse', () => {
  test('plays the own rehearsals, then paths, and says how they ended', async () => {
    const { code, out } = await rehearse(['restore-small', '--max', '6']);
    expect(out).toMatch(/✓ deleted: recovered in \d+ m \d+ s/);
    expect(out).toMatch(/\b6\b.*paths|paths.*\b6\b/);
    expect(out).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  test('an expectation that does not hold is said with its line of the YAML', async () => {
    const cwd = folder(deletedAndApproved.replace('outcome: recovered', 'outcome: aborted'));
    const text = readFileSync(join(cwd, 'runbooks', 'small.yaml'), 'utf8');
    const line = text.split('\n').findIndex((one) => one.includes('expect:')) + 1;
    const { code, out } = await rehearse(['restore-small', '--max', '0'], cwd);
    expect(out).toContain(`runbooks/small.yaml:${line} expected aborted, it ended recovered`);
    expect(code).toBe(1);
  });

  test('the same seed gives the same bytes, and a file may be named', async () => {
    const cwd = folder();
    const one = await rehearse(['restore-small', '--max', '5', '--json'], cwd);
    const other = await rehearse(['runbooks/small.yaml', '--max', '5', '--json'], cwd);
    expect(other.out).toBe(one.out);
    expect(JSON.parse(one.out)).toMatchObject({ world: 'sandbox', complete: true });
  });

  test('--report writes the report and says where', async () => {
    const cwd = folder();
    const { out } = await rehearse(['restore-small', '--max', '2', '--report', 'reports'], cwd);
    expect(out).toContain('wrote reports/restore-small.json');
    expect(readdirSync(join(cwd, 'reports'))).toContain('restore-small.json');
  });

  test('Ctrl-C half-way: what was played, marked partial, exit code 3', async () => {
    const io = fakeIo({ cwd: folder() });
    const inner = { ...io.clock };
    let turns = 0;
    io.clock.sleep = (ms, signal) => {
      turns += 1;
      if (turns === 4) io.interrupt();
      return inner.sleep(ms, signal);
    };
    const { code, out, err } = await run(['rehearse', 'restore-small', '--max', '20'], io);
    expect(code).toBe(3);
    expect(err).toContain('Ctrl-C again ends at once');
    expect(out).toContain('Partial: it was stopped half-way. No proof is kept of it.');
  });

  test('the second Ctrl-C ends at once, without a report', async () => {
    const io = fakeIo({ cwd: folder() });
    const inner = { ...io.clock };
    io.clock.sleep = (ms, signal) => {
      io.interrupt();
      io.interrupt();
      return inner.sleep(ms, signal);
    };
    const { code, out } = await run(['rehearse', 'restore-small', '--max', '20'], io);
    expect(code).toBe(3);
    expect(out).not.toContain('Partial');
  });
});

describe('a replay', () => {
  test('tells the story, the fault marked, and that it is of another version', async () => {
    const { code, out } = await rehearse(['restore-small', '--replay', '1+change.1=answer-lost@abcdef']);
    expect(out).toMatch(/! answer lost: POST/);
    expect(out).toMatch(/± made outside: .*restores/);
    expect(out).toContain('abcdef was another version');
    expect(out).toContain('✓ recovered (simulated)');
    expect(code).toBe(0);
  });

  test('without a fingerprint nothing is said of versions; --json has the story', async () => {
    const { out } = await rehearse(['restore-small', '--replay', '1', '--json']);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ id: '1', fingerprint: { given: null }, unmet: [] });
    expect(document.story.length).toBeGreaterThan(10);
  });
});

describe('a draft', () => {
  test('is played, can be written, passes check, and rehearses', async () => {
    const cwd = folder('');
    const printed = await rehearse(['--draft', 'restore-small'], cwd);
    expect(printed.err).toBe('');
    for (const name of [
      'it goes well',
      'nothing is wrong',
      'somebody says no',
      'nobody answers',
      'cannot be seen',
    ])
      expect(printed.out).toContain(name);
    expect((await rehearse(['--draft', 'restore-small', '--write'], cwd)).code).toBe(0);
    expect((await run('check', fakeIo({ cwd }))).out).toContain('nothing stands in its way');
    expect(await rehearse(['restore-small', '--max', '0'], cwd)).toMatchObject({ code: 0 });
    expect((await rehearse(['--draft', 'restore-small'], cwd)).err).toContain('has rehearsals already');
  }, 30_000);
});

describe('bad input', () => {
  test.each<[string[], RegExp]>([
    [[], /no runbook is given; name one or several.*there are:\n {2}restore-small: 1 rehearsal/],
    [['restore-smal'], /there is no runbook "restore-smal".*did you mean "restore-small"\?/],
    [['x.yaml'], /there is no file x\.yaml/],
    [['small.yml'], /there is no file small\.yml; did you mean runbooks\/small\.yaml\?/],
    [['runbooks/restore-small'], /did you mean "restore-small"\?/],
    [['restore-small', '--report', '/proc/nowhere', '--max', '0'], /cannot write into \/proc\/nowhere/],
    [['restore-small', '--all'], /found --all and the name of a runbook/],
    [['restore-small', '--max', 'many'], /--max takes a whole number.*found "many"/],
    [['restore-small', '--seed', '-1'], /--seed takes a whole number/],
    [['restore-small', '--live'], /--live goes with --replay/],
    [['restore-small', '--write'], /--write goes with --draft/],
    [['--replay', '1'], /--replay is about one runbook, found none/],
    [['restore-small', '--replay', '1', '--step'], /nobody is at a terminal/],
    [['restore-small', '--replay', '1', '--max', '3'], /found --replay and --max/],
    [['restore-small', '--replay', '4'], /restore-small has no rehearsal 4.*there are:\n {2}1 {2}deleted/],
    [['restore-small', '--replay', 'x'], /begins with "x"/],
    [['restore-small', '--replay', '1+lok.1=refused'], /no kind of call "lok"; did you mean "lock"\?/],
    [['restore-small', '--replay', '1+lock.1=refusd'], /no fault "refusd"; did you mean "refused"\?/],
    [['restore-small', '--replay', '1+lock.0=refused'], /counted from 1/],
    [['restore-small', '--replay', '1+lock.1@alarm-agin'], /did you mean "alarm-again"\?/],
    [['restore-small', '--replay', '1+look14=refused'], /is no part of a path/],
    [['restore-small', '--replay', '1+look.1=slow:x'], /a number of seconds/],
    [['restore-small', '--draft', '--report', 'r'], /found --draft and --report/],
  ])('%j', async (line, says) => {
    const { code, err } = await rehearse(line);
    expect(err).toMatch(says);
    expect(err).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test('a runbook without a rehearsal: how to write one, and what drafts it', async () => {
    const { code, err } = await rehearse(['restore-small'], folder(''));
    expect([code, err]).toEqual([2, expect.stringContaining('rebound rehearse --draft restore-small')]);
  });

  test('a runbook with mistakes is not rehearsed', async () => {
    const { code, err } = await rehearse(
      ['restore-small'],
      folder(deletedAndApproved.replace('outcome: recovered', 'outcome: recoverd')),
    );
    expect([code, err]).toEqual([2, expect.stringContaining('did you mean "recovered"?')]);
  });
});
