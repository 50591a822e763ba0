import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { host } from '../../lib/cli/session.ts';
import { fakeIo, run } from './fake-io.ts';
import { FakeLocal } from './fake-local.ts';

const line = 'run restore-namespace --input cluster=prod-blue namespace=payments';

describe('run, without a server', () => {
  test.each([
    ['recovered', false, 0],
    ['nothing-to-do', false, 0],
    ['joined', false, 0],
    ['planned', false, 0],
    ['failed', false, 1],
    ['aborted', false, 1],
    ['refused', true, 2],
    ['refused', false, 3],
  ] as const)('%s (bad input: %s) gives %i', async (outcome, badInput, code) => {
    const local = new FakeLocal({ outcome, badInput });
    const io = fakeIo({ openLocal: local.open });
    const result = await run(line, io);
    expect(result.code).toBe(code);
    expect(result.out).toContain('sandbox');
    expect(result.err).toBe('');
    expect(local.calls).toEqual([
      'open',
      'start restore-namespace {"cluster":"prod-blue","namespace":"payments"} real ana',
      'close',
    ]);
    expect(existsSync(join(io.cwd, '.rebound', 'server.json'))).toBe(false);
  });

  test.each([
    ['root', undefined, 'grace', 'You start it as grace (sandbox): people.yaml has nobody called "root"'],
    ['root', 'mallory', 'mallory', 'nobody called "mallory": one more person has to say yes'],
    ['ben', undefined, 'ben', undefined],
    ['root', 'Ana Lopez', 'Ana Lopez', undefined],
  ])('%s, who says %s, starts it as %s', async (login, as, starter, said) => {
    const local = new FakeLocal({ outcome: 'recovered' });
    const io = { ...fakeIo({ openLocal: local.open }), login };
    const { out } = await run(as === undefined ? line : [...line.split(' '), '--as', as], io);
    expect(local.calls[1]).toMatch(new RegExp(`real ${starter}$`));
    if (said === undefined) expect(out).not.toContain('people.yaml');
    else expect(out).toContain(said);
  });

  test('each event is a line with its time, and the ending stands against the objective', async () => {
    const { out } = await run(
      line,
      fakeIo({ openLocal: new FakeLocal({ outcome: 'recovered', asks: true }).open }),
    );
    expect(out).toMatch(/03:12:45 +\+1 s {2}◔ Look at the cluster\n/);
    expect(out).toMatch(
      /03:12:52 +\+8 s {2}✓ Look at the cluster \(7 s\)\n +! payments: 0 of 14 deployments\n/,
    );
    expect(out).toMatch(
      /\? Restore payments on prod-blue from nightly-0010, 3 h 2 m old\?\n +What will be done \(plan 9c1e\):\n +Restore:\n +restore 14 deployments\n +asked: platform-leads until 03:18:04 UTC \(5 m 0 s\), then platform-managers/,
    );
    expect(out).toMatch(/! Restore over what is there\?: approve by ben\n/);
    expect(out).toMatch(/sandbox · payments @ prod-blue: recovered in 18 m 20 s, RTO 75 m\n/);
    expect(out).not.toContain('\u001b[');
  });

  test('without a terminal time is skipped ahead, and it says so', async () => {
    const local = new FakeLocal({ outcome: 'recovered' });
    const { out } = await run(line, fakeIo({ openLocal: local.open }));
    expect(local.options?.pace).toBe('virtual');
    expect(out).toContain('sandbox time is skipped ahead');
  });

  test('--json: one document on standard output, people’s lines on standard error', async () => {
    const { code, out, err } = await run(
      `${line} --json`,
      fakeIo({ openLocal: new FakeLocal({ outcome: 'recovered', asks: true }).open }),
    );
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining([
        'run',
        'runbook',
        'mode',
        'target',
        'outcome',
        'because',
        'startedAt',
        'endedAt',
        'seconds',
        'objectives',
        'steps',
        'asks',
      ]),
    );
    expect(Object.keys(document.steps[0])).toEqual([
      'id',
      'title',
      'uses',
      'status',
      'seconds',
      'output',
      'findings',
      'error',
    ]);
    expect(document).toMatchObject({ world: 'sandbox', outcome: 'recovered', seconds: 1100 });
    expect(err).toContain('recovered in 18 m 20 s');
  });

  test('a runbook that does not exist: the nearest, and the folder is let go', async () => {
    const local = new FakeLocal({ outcome: 'recovered' });
    const io = fakeIo({ openLocal: local.open });
    const { code, err } = await run('run restore-namspace', io);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/no runbook "restore-namspace"; did you mean restore-namespace/),
    });
    expect(local.calls.at(-1)).toBe('close');
    expect(existsSync(join(io.cwd, '.rebound', 'server.json'))).toBe(false);
  });

  test('a folder that cannot be opened is let go again', async () => {
    const io = fakeIo({ openLocal: () => Promise.reject(new Error('disk full')) });
    expect(await run(line, io)).toMatchObject({ code: 1, err: 'rebound (sandbox): disk full\n' });
    expect(existsSync(join(io.cwd, '.rebound', 'server.json'))).toBe(false);
  });

  test('what a dead process left open is said', async () => {
    const local = new FakeLocal({ outcome: 'recovered' });
    local.recovered.push(
      'run aaaa was left open by a process that died: fenced, closed as failed, its lock released',
    );
    expect((await run(line, fakeIo({ openLocal: local.open }))).out).toContain('run aaaa was left open');
  });

  test('alarm hands the event over and follows what it starts', async () => {
    const local = new FakeLocal({ outcome: 'recovered' });
    const io = fakeIo({ openLocal: local.open });
    writeFileSync(join(io.cwd, 'event.json'), '{"detail-type":"CloudWatch Alarm State Change"}');
    const { code, out } = await run('alarm event.json', io);
    expect(code).toBe(0);
    expect(local.calls).toContain('alarm {"detail-type":"CloudWatch Alarm State Change"}');
    expect(out).toContain('recovered in');
  });

  test.each([
    ['', /event.json is not JSON \(it is empty\).*EventBridge/],
    ['{"a":', /event.json is not JSON.*EventBridge/],
  ])('an event file with %j is refused before anything is opened', async (content, message) => {
    const local = new FakeLocal({ outcome: 'recovered' });
    const io = fakeIo({ openLocal: local.open });
    writeFileSync(join(io.cwd, 'event.json'), content);
    expect(await run('alarm event.json', io)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
    expect(local.calls).toEqual([]);
  });
});

describe('a question whose event comes late', () => {
  const type = async (io: ReturnType<typeof fakeIo>, wanted: string, keys: string) => {
    while (!io.out().includes(wanted)) await io.clock.sleep(20);
    io.keys.write(keys);
  };

  test.each([1, 1000])('is read before it is answered (%i looks later)', async (looks) => {
    const local = new FakeLocal({ outcome: 'recovered', asks: true, askedLate: looks });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'and why >', 'approve\r');
    expect((await result).code).toBe(0);
    const out = io.out();
    expect(out.indexOf('restore 14 deployments')).toBeGreaterThan(0);
    expect(out.indexOf('restore 14 deployments')).toBeLessThan(out.indexOf('and why >'));
    expect(out.split('restore 14 deployments')).toHaveLength(2);
  });
});

describe('a step that fails', () => {
  test('says what, why and what to do on lines of their own, and the question does not say it again', async () => {
    const local = new FakeLocal({ outcome: 'recovered', fails: true });
    const { out } = await run(line, fakeIo({ openLocal: local.open }));
    expect(out).toMatch(
      /✕ Look at the cluster failed \(NotFound\)\n +no backup is fit\n +why: nightly-0010 failed\n +do: look elsewhere\n/,
    );
    expect(out).toMatch(/\? Try "Look at the cluster" again, or abort\?\n +asked: platform-oncall until/);
    expect(out.split('no backup is fit')).toHaveLength(2);
  });
});

describe('at a terminal', () => {
  const type = async (io: ReturnType<typeof fakeIo>, wanted: string, keys: string) => {
    while (!io.out().includes(wanted)) await io.clock.sleep(20);
    io.keys.write(keys);
  };

  test('a question runs 1:1 and takes the answer of the person', async () => {
    const local = new FakeLocal({ outcome: 'recovered', asks: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'approve or reject, and why >', 'approve because as drilled\r');
    expect((await result).code).toBe(0);
    expect(local.calls).toContain('answer approve ana as drilled');
    expect(local.options?.pace).toBe(240);
    expect(local.paces).toEqual([1, 240]);
    expect(io.out()).toContain('Sandbox time runs 1:1');
    expect(io.out()).toContain('Sandbox time is accelerated again.');
  });

  test('a word that is no answer is asked again; its beginning is enough', async () => {
    const local = new FakeLocal({ outcome: 'recovered', asks: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await type(io, 'approve or reject, and why >', 'perhaps\r');
    await type(io, '"perhaps" is no answer', 'rej too risky\r');
    expect((await result).code).toBe(1);
    expect(local.calls).toContain('answer reject ana too risky');
  });

  test('untouched for 5 s, the people of the scenario answer, and it says so', async () => {
    const local = new FakeLocal({ outcome: 'recovered', asks: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const { code, out } = await run(line, io);
    expect(code).toBe(0);
    expect(out).toMatch(/Nobody answered for 5 s: the scenario's people do|approve by ben/);
    expect(local.paces).toEqual([1, 240]);
    expect(local.calls.some((call) => call.startsWith('answer'))).toBe(false);
  });

  test('with --json nobody is asked', async () => {
    const local = new FakeLocal({ outcome: 'recovered', asks: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    expect((await run(`${line} --json`, io)).code).toBe(0);
    expect(local.options?.pace).toBe('virtual');
    expect(io.out()).not.toContain('and why >');
  });

  test('colour, unless NO_COLOR says no', async () => {
    const coloured = fakeIo({ openLocal: new FakeLocal({ outcome: 'recovered' }).open, terminal: true });
    delete coloured.env['NO_COLOR'];
    expect((await run(line, coloured)).out).toContain('\u001b[');
    expect(
      (await run(line, fakeIo({ openLocal: new FakeLocal({ outcome: 'recovered' }).open, terminal: true })))
        .out,
    ).not.toContain('\u001b[3');
  });
});

describe('Ctrl-C', () => {
  const started = async (io: ReturnType<typeof fakeIo>) => {
    while (!io.out().includes('Look at the cluster')) await io.clock.sleep(20);
  };

  test('without a server and a terminal the run is aborted', async () => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const io = fakeIo({ openLocal: local.open });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    expect((await result).code).toBe(1);
    expect(local.calls).toContain('abort k3f9aaaa ana Ctrl-C');
    expect(io.out()).toContain('aborted after');
  });

  test.each([
    ['abort', 'abort k3f9aaaa ana Ctrl-C'],
    ['a', 'abort k3f9aaaa ana Ctrl-C'],
  ])('at a terminal the person is asked, and %j aborts', async (word, call) => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    while (!io.out().includes('abort or stay')) await io.clock.sleep(20);
    io.keys.write(`${word}\r`);
    expect((await result).code).toBe(1);
    expect(local.calls).toContain(call);
  });

  test('who stays, stays; and may ask again', async () => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    while (!io.out().includes('abort or stay')) await io.clock.sleep(20);
    io.keys.write('stay\r');
    for (let i = 0; i < 20; i++) await io.clock.sleep(20);
    expect(local.calls.some((call) => call.startsWith('abort'))).toBe(false);
    io.interrupt();
    while (io.out().split('abort or stay').length < 3) await io.clock.sleep(20);
    io.keys.write('abort\r');
    expect((await result).code).toBe(1);
  });

  test('a second one ends the process, and says what becomes of the run', async () => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const io = fakeIo({ openLocal: local.open, terminal: true });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    while (!io.out().includes('abort or stay')) await io.clock.sleep(20);
    io.interrupt();
    expect((await result).code).toBe(1);
    expect(io.err()).toMatch(/goes on then, where it is now/);
  });

  test.each([
    ['g', 3, false],
    ['abort', 1, true],
  ])('with a server the run goes on there or is aborted: %j', async (word, code, aborted) => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const server = fakeIo({ openLocal: local.open, pid: 1 });
    const settings = { json: false, folder: join(server.cwd, '.rebound') };
    const session = await host(server, settings, { pace: 'virtual', port: 0 });
    const io = fakeIo({ cwd: server.cwd, pid: 2, alive: [1], terminal: true });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    while (!io.out().includes('go on or abort')) await io.clock.sleep(20);
    io.keys.write(`${word}\r`);
    expect((await result).code).toBe(code);
    expect(local.calls.includes('abort k3f9aaaa ana Ctrl-C')).toBe(aborted);
    await session.close();
  });

  test('with a server and without a terminal it goes on, and says so', async () => {
    const local = new FakeLocal({ outcome: 'recovered', endless: true });
    const server = fakeIo({ openLocal: local.open, pid: 1 });
    const session = await host(
      server,
      { json: false, folder: join(server.cwd, '.rebound') },
      { pace: 'virtual', port: 0 },
    );
    const io = fakeIo({ cwd: server.cwd, pid: 2, alive: [1] });
    const result = run(line, io);
    await started(io);
    io.interrupt();
    expect((await result).code).toBe(3);
    expect(io.out()).toContain('goes on in the server');
    expect(local.report?.status).toBe('open');
    await session.close();
  });
});
