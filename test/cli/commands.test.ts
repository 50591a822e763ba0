import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from './fake-io.ts';
import { realIo, serverIn, workingFolder } from './real-world.ts';

const payments = 'run restore-namespace --input cluster=prod-blue namespace=payments';

/** A command in that folder as a process of its own. */
const command = (cwd: string, line: string | string[], alive: number[] = []) =>
  run(line, realIo(cwd, { pid: 2, alive }));

describe('files', () => {
  test('check says that nothing is wrong', async () => {
    const { code, out } = await command(
      workingFolder(),
      'check runbooks/restore-namespace.yaml runbooks/whole-cluster.yaml',
    );
    expect(out).toContain('2 runbooks checked (sandbox): nothing stands in its way');
    expect(code).toBe(0);
  });

  test('check looks at the runbooks beside it: a name or an alarm is had once', async () => {
    const cwd = workingFolder();
    const file = join(cwd, 'runbooks', 'copy.yaml');
    const look = readFileSync(join(cwd, 'runbooks', 'look-at-namespace.yaml'), 'utf8');
    writeFileSync(file, look);
    expect(await command(cwd, 'check runbooks/copy.yaml')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/look-at-namespace\.yaml calls itself "look-at-namespace", too: give one/),
    });
    writeFileSync(file, look.replace(/^runbook: .*/m, 'runbook: copy'));
    expect(await command(cwd, 'check runbooks/copy.yaml')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/checkout-namespace-degraded" starts look-at-namespace already/),
    });
  });

  test('a runbook with mistakes keeps nobody from running another, and says its mistakes when it is run', async () => {
    const cwd = workingFolder();
    writeFileSync(join(cwd, 'runbooks', 'half.yaml'), 'runbook: half\ntitel: Half\n');
    const other = await command(cwd, `${payments} --mode dry-run`);
    expect(other).toMatchObject({
      code: 0,
      out: expect.stringContaining('half.yaml has mistakes and is passed over'),
    });
    expect(await command(cwd, 'run half')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/half\.yaml has mistakes:.*did you mean "title"/s),
    });
  });

  test('a runbook that is newer than the server runs there, and a changed one as it is now', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const look = readFileSync(join(cwd, 'runbooks', 'look-at-namespace.yaml'), 'utf8');
    const file = join(cwd, 'runbooks', 'newer.yaml');
    const write = (title: string) =>
      writeFileSync(
        file,
        look.replace(/^runbook: .*/m, 'runbook: newer').replace(/^title: .*/m, `title: ${title}`),
      );
    const run = 'run newer --input cluster=prod-blue --input namespace=checkout --mode dry-run';
    write('First words');
    expect(await command(cwd, run, [1])).toMatchObject({
      code: 0,
      out: expect.stringContaining('First words'),
    });
    write('Second words');
    expect(await command(cwd, run, [1])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Second words'),
    });
    await server.close();
  });

  test('check --json gives each mistake with its place', async () => {
    const cwd = workingFolder();
    writeFileSync(join(cwd, 'package.yaml'), 'name: mine\n');
    const { code, out } = await command(cwd, 'check package.yaml --json');
    expect(code).toBe(2);
    expect(JSON.parse(out).mistakes[0]).toMatchObject({
      file: 'package.yaml',
      line: expect.any(Number),
      severity: 'error',
      message: expect.any(String),
    });
  });

  test('compile prints the state machine, and nothing else on standard output', async () => {
    const { code, out, err } = await command(workingFolder(), 'compile runbooks/restore-namespace.yaml');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'Open run' });
    expect(err).toContain('sandbox');
  });

  test('compile --out writes it with its manifest', async () => {
    const cwd = workingFolder();
    expect((await command(cwd, 'compile runbooks/restore-namespace.yaml --out built/here')).code).toBe(0);
    const written = (name: string): unknown =>
      JSON.parse(readFileSync(join(cwd, 'built/here', name), 'utf8'));
    expect(written('restore-namespace.asl.json')).toMatchObject({ StartAt: 'Open run' });
    expect(written('restore-namespace.manifest.json')).toMatchObject({
      runbook: 'restore-namespace',
      version: 1,
    });
  });
});

describe('a whole recovery', () => {
  test('without a server: lines as it goes, then runs and show tell it again', async () => {
    const cwd = workingFolder();
    const { code, out } = await command(cwd, payments);
    expect(code).toBe(0);
    expect(out).toMatch(/scenario "namespace deleted by mistake"/);
    expect(out).toMatch(/the scenario's people answer/);
    expect(out).toMatch(/✓ Everything that was backed up runs again \(\d+ [sm]/);
    expect(out).toMatch(/payments @ prod-blue: recovered in \d+ m \d+ s, RTO 75 m/);
    const runs = JSON.parse((await command(cwd, 'runs --json')).out);
    expect(runs).toMatchObject({ world: 'sandbox', stopped: null, runs: [{ outcome: 'recovered' }] });
    const shown = await command(cwd, `show ${String(runs.runs[0].run).slice(0, 5)}`);
    expect(shown.out).toMatch(
      /^sandbox · payments @ prod-blue: recovered in .*\nRestore a namespace.*\? \(done, .*> approve by platform-leads after 4 m \d s.*✓ Restore \(done, .*changed outside:\n {2}rb-/s,
    );
    expect((await command(cwd, 'runs')).out).toMatch(
      /sandbox · runs.*restore-namespace {2}payments @ prod-blue {2}recovered {2}\d+ m/s,
    );
  });

  test('--scenario chooses another world and other people', async () => {
    const { code, out } = await command(workingFolder(), [
      ...payments.split(' '),
      '--scenario',
      'the leads say no',
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(/scenario "the leads say no".*aborted after/s);
  });

  test('--mode dry-run plans, asks nobody, and changes nothing', async () => {
    const { code, out } = await command(workingFolder(), `${payments} --mode dry-run --json`);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'planned', mode: 'dry-run', asks: [], changed: [] });
    expect(code).toBe(0);
  });

  test('start --once is the demonstration, each time', async () => {
    const cwd = workingFolder();
    for (let time = 0; time < 2; time++) {
      const { code, out } = await command(cwd, 'start --once --port 0');
      expect(code).toBe(0);
      expect(out).toMatch(
        /delete namespace payments.*alarm payments-namespace-gone goes to ALARM.*started by alarm.*recovered in/s,
      );
    }
    expect(JSON.parse((await command(cwd, 'runs --json')).out).runs).toHaveLength(2);
  });

  test('start shows it once, and serves until Ctrl-C', async () => {
    const cwd = workingFolder();
    for (const demonstration of [true, false]) {
      const io = realIo(cwd, { pid: 2 });
      const result = run('start --port 0', io);
      while (!io.out().includes('until Ctrl-C')) await io.clock.sleep(20);
      expect((await command(cwd, 'runs', [2])).code).toBe(0);
      io.interrupt();
      expect((await result).code).toBe(0);
      expect(io.out().includes('A demonstration')).toBe(demonstration);
    }
  });
});

describe('with a server', () => {
  test('an open question is answered from another terminal, and the run goes on', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });
    server.own.pace(60);
    while ((await server.operations.show(id)).asks.length === 0) await realIo(cwd).clock.sleep(20);
    server.own.pace(1);
    const shown = (await command(cwd, `show ${id}`, [1])).out;
    expect(shown).toMatch(
      /^sandbox · payments @ prod-blue: waits for a decision, .*\n\? Restore payments on prod-blue.*asked: platform-leads until.*answer it: rebound answer \w+ approve\n +or: rebound answer \w+ reject/s,
    );
    expect(await command(cwd, `answer ${id} retry`, [1])).toMatchObject({
      code: 2,
      err: expect.stringContaining('approve or reject'),
    });
    const answered = await command(
      cwd,
      ['answer', id.slice(0, 6), 'reject', '--as', 'cleo', '--because', 'not now'],
      [1],
    );
    expect(answered).toMatchObject({ code: 0, out: expect.stringContaining('cleo decided: reject') });
    expect(await command(cwd, `answer ${id} approve`, [1])).toMatchObject({
      code: 3,
      err: expect.stringMatching(/already decided by cleo at .* UTC: reject/),
    });
    expect(await server.own.local.ended(id)).toMatchObject({
      outcome: 'aborted',
      because: expect.stringContaining('not now'),
    });
    await server.close();
  });

  test('show --follow tells an open run to its end, with the exit code of run', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });
    const following = command(cwd, `show ${id.slice(0, 6)} --follow`, [1]);
    expect((await command(cwd, ['abort', id, '--because', 'enough'], [1])).code).toBe(0);
    server.own.pace('virtual');
    const { code, out } = await following;
    expect(code).toBe(1);
    expect(out).toMatch(/◔ Look at the cluster and the namespace\n.*aborted after/s);
    await server.close();
    const again = await command(cwd, `show ${id} --follow --json`);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ run: id, outcome: 'aborted' });
  });

  test('hold, continue and abort', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });
    expect((await command(cwd, `hold ${id}`, [1])).out).toContain('is held before its next step');
    expect((await command(cwd, `show ${id}`, [1])).out).toMatch(
      /^sandbox · .*: held, .* so far.*\n(?: {2}now: .*\n)? {2}held before its next step by ana since .* UTC: rebound continue \w{6}\n/,
    );
    expect((await command(cwd, `continue ${id}`, [1])).out).toContain('goes on');
    expect((await command(cwd, ['abort', id, '--because', 'enough'], [1])).out).toContain(
      'changes nothing any more',
    );
    server.own.pace('virtual');
    expect(await server.own.local.ended(id)).toMatchObject({ outcome: 'aborted' });
    expect(await command(cwd, `hold ${id}`, [1])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is over: aborted'),
    });
    await server.close();
  });
});

test('stop-everything refuses runs that change something until it is released', async () => {
  const cwd = workingFolder();
  expect((await command(cwd, ['stop-everything', '--because', 'wrong region'])).code).toBe(0);
  expect((await command(cwd, 'runs')).out).toMatch(
    /^sandbox · everything is stopped since \d+ \w+ \d\d:\d\d UTC by ana: wrong region \(rebound release/,
  );
  const refused = await command(cwd, payments);
  expect(refused).toMatchObject({
    code: 3,
    out: expect.stringMatching(/ana stopped everything.*wrong region.*rebound release/s),
  });
  expect((await command(cwd, 'release')).out).toContain('released: ana had stopped everything');
  expect((await command(cwd, 'release')).out).toContain('nothing was stopped');
  expect((await command(cwd, payments)).code).toBe(0);
});
