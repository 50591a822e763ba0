import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deletedAndApproved, smallText } from '../rehearsal/explore/subjects.ts';
import { type FakeIo, fakeIo, run } from './fake-io.ts';

const estate = `account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters: { prod-blue: { endpoint: public } }
alarms: { account: "111122223333", region: eu-west-1 }
`;

function folder(text = smallText(deletedAndApproved)): string {
  const cwd = mkdtempSync(join(tmpdir(), 'rebound-replay-'));
  mkdirSync(join(cwd, 'runbooks'));
  writeFileSync(join(cwd, 'rebound.yaml'), estate);
  writeFileSync(join(cwd, 'runbooks', 'small.yaml'), text);
  return cwd;
}

const cwd = folder();
const replay = (io: FakeIo, ...more: string[]) =>
  run(['rehearse', 'restore-small', '--replay', '1', ...more], io);

/** Hears of each sleep, and may do something meanwhile. */
function slept(io: FakeIo, meanwhile: (count: number) => void = () => {}): number[] {
  const all: number[] = [];
  const inner = { ...io.clock };
  io.clock.sleep = (ms, signal) => {
    all.push(ms);
    const sleeping = inner.sleep(ms, signal);
    meanwhile(all.length);
    return sleeping;
  };
  return all;
}

/** Types what it is given each time the question is asked; the last one again and again. */
function typing(io: FakeIo, ...keys: string[]): { asked: () => number } {
  const { write } = io.stdout;
  let asked = 0;
  io.stdout.write = (text) => {
    write(text);
    if (!text.includes('q: end > ')) return;
    const key = keys[Math.min(asked, keys.length - 1)];
    asked += 1;
    setImmediate(() => {
      if (key === 'closed') io.keys.end();
      else io.keys.write(key);
    });
  };
  return { asked: () => asked };
}

describe('as it goes', () => {
  test.each([
    [['--live'], 60],
    [['--speed', '600'], 600],
    [['--live', '--speed', '600'], 600],
  ])('%j waits as long as it took, divided', async (options, speed) => {
    const io = fakeIo({ cwd });
    const waits = slept(io);
    const { code, out } = await replay(io, ...options);
    expect(code).toBe(0);
    const took = /restore-small ends|✓ deleted: recovered in (\d+) m (\d+) s/.exec(
      out.split('\n').at(-2) ?? '',
    );
    const seconds = Number(took?.[1]) * 60 + Number(took?.[2]);
    const waited = waits.reduce((sum, ms) => sum + ms, 0) / 1000;
    // from the first thing that happens until the last one, which comes just behind the end
    expect(waited * speed).toBeGreaterThan(seconds - 2);
    expect(waited * speed).toBeLessThan(seconds + 60);
  });

  test('Ctrl-C ends it at once, in the middle of a wait, and it has no end', async () => {
    const io = fakeIo({ cwd });
    // the long wait for whoever approves
    const waits = slept(io, () => {
      if ((waits.at(-1) ?? 0) > 800) io.interrupt();
    });
    const { code, out, err } = await replay(io, '--live');
    expect(code).toBe(3);
    expect(err).toContain('ended before its end');
    expect(out).toContain('paged platform-leads');
    expect(out).not.toContain('said approve');
    expect(out).not.toContain('(simulated)');
  });
});

describe('step by step', () => {
  test('Enter goes on, to the end', async () => {
    const io = fakeIo({ cwd, terminal: true });
    const { asked } = typing(io, '\r');
    const { code, out } = await replay(io, '--step');
    expect(code).toBe(0);
    expect(asked()).toBeGreaterThan(10);
    expect(out).toContain('✓ recovered (simulated)');
  });

  test.each([
    ['q', 'q\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['an input that is closed', 'closed'],
  ])('%s ends it', async (_, key) => {
    const io = fakeIo({ cwd, terminal: true });
    const { asked } = typing(io, '\r', key);
    const { code, out } = await replay(io, '--step');
    expect(code).toBe(3);
    expect(asked()).toBe(2);
    expect(out).not.toContain('(simulated)');
  });
});

describe('what a path names', () => {
  const of = async (id: string) => run(['rehearse', 'restore-small', '--replay', id], fakeIo({ cwd }));

  test('an answer that the question does not take is said', async () => {
    const { out } = await of('1+question.1=maybe');
    expect(out).toMatch(
      /"maybe" is no answer to "Restore it\?", and was not taken: it takes approve, reject/,
    );
    expect((await of('1+question.1=reject')).out).not.toContain('is no answer');
  });

  test('a call that it never came to is said', async () => {
    const { code, out } = await of('1+change.99=refused');
    expect(out).toContain('Not all that the path names came to pass');
    expect(code).toBe(0);
  });

  test('is read as people write it', async () => {
    const { code, out } = await of(' 1 + change.1=answer-lost@ABCDEF ');
    expect([code, out]).toEqual([0, expect.stringContaining('path 1+change.1=answer-lost ')]);
    expect((await of('Deleted')).err).toMatch(/is the name of rehearsal 1 .* write --replay 1$/m);
  });
});

describe('several runbooks', () => {
  test('come with a table, the worst first, and exit code 1', async () => {
    const both = folder();
    const wrong = deletedAndApproved.replace('outcome: recovered', 'outcome: aborted');
    const other = smallText(wrong)
      .replace('runbook: restore-small', 'runbook: restore-wrong')
      .replace('alarm: checkout-namespace-gone', 'alarm: another');
    writeFileSync(join(both, 'runbooks', 'wrong.yaml'), other);
    const { code, out } = await run(['rehearse', '--all', '--max', '1'], fakeIo({ cwd: both }));
    expect(code).toBe(1);
    const table = out.slice(out.indexOf('the worst first')).split('\n');
    expect(table[1]).toMatch(/runbook +paths +ended badly +not as expected/);
    expect(table[2]).toMatch(/^✗ +restore-wrong +2 +– +1/);
    expect(table[3]).toMatch(/^✓ +restore-small +2 +– +–/);
  });
});

describe('a draft that is written', () => {
  test('leaves what stands in the file as it is, comments and all', async () => {
    const text = `# Who owns this: ask Ana.\n${smallText('').replace(/^rehearsals:\n/m, '')}`
      .replace('owner: platform-oncall', 'owner: platform-oncall # not the leads')
      .replace('steps:\n', '# what it does\nsteps:\n')
      .replace(/\n*$/, '\n# the end\n');
    const drafted = folder(text);
    const io = fakeIo({ cwd: drafted });
    expect((await run(['rehearse', '--draft', 'restore-small', '--write'], io)).code).toBe(0);
    const written = readFileSync(join(drafted, 'runbooks', 'small.yaml'), 'utf8');
    expect(written.startsWith(text)).toBe(true);
    expect(written.slice(text.length)).toMatch(/^\nrehearsals:\n {2}# Drafted\./);
  });

  test('takes the place of a list that is empty, and nothing else', async () => {
    const text = `${smallText('').replace(/^rehearsals:\n/m, '')}rehearsals: [] # to do\n`;
    const drafted = folder(text);
    await run(['rehearse', '--draft', 'restore-small', '--write'], fakeIo({ cwd: drafted }));
    const written = readFileSync(join(drafted, 'runbooks', 'small.yaml'), 'utf8');
    expect(written.startsWith(text.replace('rehearsals: [] # to do\n', ''))).toBe(true);
    expect(written.match(/^rehearsals:/gm)).toHaveLength(1);
  });
});
