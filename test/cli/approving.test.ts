import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../lib/cli/read-answer.ts';
import type { AskReport } from '../../lib/operations/operations.ts';
import { fakeIo, run } from './fake-io.ts';
import { FakeLocal } from './fake-local.ts';
import { realIo, serverIn, workingFolder } from './real-world.ts';

const approval: AskReport = {
  id: 'abcdefghijklmnop',
  run: 'k3f9aaaabbbbcccc',
  step: 's2',
  title: 'Restore over what is there?',
  iteration: 0,
  generation: 0,
  kind: 'approval',
  question: 'Restore?',
  options: ['approve', 'reject'],
  plans: [],
  planHash: '',
  levels: [{ who: 'oncall', for: 600 }],
  level: 0,
  quorum: 1,
  startedBy: 'ana',
  openedAt: '2026-11-24T03:12:54.000Z',
  levelEndsAt: '2026-11-24T03:22:54.000Z',
  voices: [],
  pages: [],
  acks: [],
};

/** What is typed, line by line. */
async function typed(ask: AskReport, lines: string[], login: string) {
  const prompts: string[] = [];
  const said: string[] = [];
  const left = [...lines];
  const given = await readAnswer(ask, {
    prompt: async (question) => {
      prompts.push(question);
      return left.shift();
    },
    line: (text) => said.push(text),
    login,
    now: 0,
  });
  return { given, prompts, said };
}

describe('whoever started the run, at the terminal', () => {
  const notYours =
    '  You started this run, so somebody else has to say yes: rebound answer k3f9aa approve --as NAME';

  test.each(['ana', 'Ana', 'аna'])(
    'as %j hears that somebody else has to say yes, and how',
    async (login) => {
      const { given, prompts, said } = await typed(approval, ['approve as drilled', 'a', 'r not now'], login);
      expect(prompts).toEqual(['reject, and why', 'reject, and why', 'reject, and why']);
      expect(said).toEqual([notYours, notYours, notYours]);
      // no is theirs to say
      expect(given).toEqual({ answer: 'reject', because: 'not now', more: {} });
    },
  );

  test('anybody else is asked as ever', async () => {
    const { given, prompts, said } = await typed(approval, ['a as drilled'], 'ben');
    expect([prompts, said]).toEqual([['approve or reject, and why'], []]);
    expect(given).toMatchObject({ answer: 'approve' });
  });

  test('is not sent a yes, and may abort the work of a failed step', async () => {
    const local = new FakeLocal({ outcome: 'aborted', asks: true, question: { startedBy: 'ana' } });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run('run restore-namespace -i cluster=prod-blue -i namespace=payments', io);
    const type = async (wanted: string, keys: string) => {
      while (!io.out().includes(wanted)) await io.clock.sleep(20);
      io.keys.write(keys);
    };
    await type('reject, and why >', 'approve\r');
    await io.clock.sleep(50);
    io.keys.write('reject not now\r');
    await result;
    expect(io.out()).toContain('somebody else has to say yes');
    expect(io.out()).toContain('1 has to say yes, not ana, who started it');
    expect(local.calls.filter((call) => call.startsWith('answer'))).toEqual(['answer reject ana not now']);
  });
});

describe('from another terminal', () => {
  const command = (cwd: string, line: string | string[]) => run(line, realIo(cwd, { pid: 2, alive: [1] }));

  test('ack says who looks at it; the starter, an early glass and an older plan are refused; somebody else decides', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const { operations } = server;
    const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });
    const starter = (await operations.show(id)).startedBy.name;
    expect(starter).toBe('ben');
    server.own.pace(60);
    while ((await operations.show(id)).asks.length === 0) await realIo(cwd).clock.sleep(20);
    server.own.pace(1);
    const acked = await command(cwd, `ack ${id} --as cleo`);
    expect(acked).toMatchObject({ code: 0, out: expect.stringContaining('cleo is looking at it') });
    expect((await operations.events(id, '')).events.filter(({ kind }) => kind === 'acked')).toMatchObject([
      { person: 'cleo', channel: 'cli' },
    ]);
    expect(await command(cwd, `answer ${id} approve --as ${starter}`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/started this run.*--as NAME/),
    });
    expect(
      await command(cwd, [
        'answer',
        id,
        'approve',
        '--as',
        'cleo',
        '--because',
        'alone',
        '--break-glass',
        'payments @ prod-blue',
      ]),
    ).toMatchObject({ code: 2, err: expect.stringContaining('and not before') });
    expect(await command(cwd, `answer ${id} approve --as cleo --plan ffff0000`)).toMatchObject({
      code: 3,
      err: expect.stringContaining('something else than what cleo saw'),
    });
    const plan = (await operations.show(id)).asks[0]?.planHash.slice(0, 6) ?? '';
    expect(await command(cwd, `answer ${id} approve --as cleo --plan ${plan}`)).toMatchObject({ code: 0 });
    expect(await command(cwd, `ack ${id}`)).toMatchObject({
      code: 3,
      err: expect.stringContaining('already decided by cleo at'),
    });
    await server.close();
  }, 30_000);
});
