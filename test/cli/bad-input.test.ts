import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from './fake-io.ts';
import { heldBy, realIo, serverIn, workingFolder } from './real-world.ts';

const sample: { detail: { alarmName: string; state: object } } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/events/alarm-namespace-gone.json'), 'utf8'),
);
const anEvent = (detail: object) => ({ ...sample, detail: { ...sample.detail, ...detail } });
const runbookWith = (from: string, to: string) =>
  readFileSync(join(import.meta.dirname, '../../runbooks/restore-namespace.yaml'), 'utf8').replace(from, to);

const payments = 'run restore-namespace --input cluster=prod-blue namespace=payments';

interface Row {
  what: string;
  line: string;
  files?: Record<string, string>;
  code: number;
  says: RegExp;
}

const rows: Row[] = [
  {
    what: 'an empty file',
    line: 'check x.yaml',
    files: { 'x.yaml': '' },
    code: 2,
    says: /x\.yaml:1:1.*empty/s,
  },
  {
    what: 'not YAML',
    line: 'check x.yaml',
    files: { 'x.yaml': 'steps: [\n  - a: {b\n' },
    code: 2,
    says: /x\.yaml:\d+:\d+/,
  },
  {
    what: 'an unknown step type',
    line: 'check x.yaml',
    files: { 'x.yaml': runbookWith('uses: find-backup', 'uses: find-bakup') },
    code: 2,
    says: /find-bakup.*find-backup/s,
  },
  {
    what: 'a file that does not exist',
    line: 'check y.yaml',
    code: 2,
    says: /cannot read y\.yaml \(there is no such file\)/,
  },
  { what: 'a folder', line: 'check runbooks', code: 2, says: /cannot read runbooks \(it is a folder\)/ },
  {
    what: 'compiling a runbook with a mistake',
    line: 'compile x.yaml',
    files: { 'x.yaml': runbookWith('uses: find-backup', 'uses: find-bakup') },
    code: 2,
    says: /has mistakes:.*did you mean "find-backup"/s,
  },
  {
    what: 'an event that matches no trigger',
    line: 'alarm e.json',
    files: { 'e.json': JSON.stringify(anEvent({ alarmName: 'payments-namespace-gnoe' })) },
    code: 2,
    says: /no runbook is triggered by .*payments-namespace-gnoe.*known alarms: .*payments-namespace-gone/s,
  },
  {
    what: 'an event that is no alarm event',
    line: 'alarm e.json',
    files: { 'e.json': '{"detail-type": "EC2 Instance State-change Notification"}' },
    code: 2,
    says: /EC2 Instance.*not a CloudWatch alarm.*EventBridge/s,
  },
  {
    what: 'actionsSuppressedBy',
    line: 'alarm e.json',
    files: {
      'e.json': JSON.stringify(
        anEvent({ state: { ...sample.detail.state, actionsSuppressedBy: 'Alarm(maintenance)' } }),
      ),
    },
    code: 3,
    says: /suppressed by Alarm\(maintenance\).*by hand/s,
  },
  {
    what: 'an input missing',
    line: 'run restore-namespace --input cluster=prod-blue',
    code: 2,
    says: /namespace is missing/,
  },
  {
    what: 'an input of a wrong type',
    line: 'run restore-namespace --input cluster=prod-blue namespace=Not_A_Name',
    code: 2,
    says: /namespace: found "Not_A_Name", expected a namespace/,
  },
  {
    what: 'a cluster that rebound.yaml does not know',
    line: 'run restore-namespace --input cluster=prod-bleu namespace=payments',
    code: 2,
    says: /did you mean prod-blue/,
  },
  {
    what: 'a runbook that does not exist',
    line: 'run restore-namspace',
    code: 2,
    says: /no runbook "restore-namspace".*did you mean restore-namespace/,
  },
  {
    what: 'a runbook by its file',
    line: 'run runbooks/restore-namespace.yaml',
    code: 2,
    says: /is a file, and a runbook is started by its name; write rebound run restore-namespace$/m,
  },
  {
    what: 'a runbook by a file that does not exist',
    line: 'run restore-payments.yaml',
    code: 2,
    says: /no file restore-payments\.yaml.*write rebound run restore-payments$/m,
  },
  {
    what: 'a rehearsal that does not exist',
    line: `${payments} --scenario nothing`,
    code: 2,
    says: /no rehearsal "nothing".*"the alarm was wrong"/,
  },
  { what: 'a run that does not exist', line: 'show zzzz', code: 2, says: /no run "zzzz"; rebound runs/ },
];

describe('what bad input gets', () => {
  test.each(rows)('$what: exit code $code', async ({ line, files = {}, code, says }) => {
    const cwd = workingFolder();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    const io = realIo(cwd);
    const result = await run(line, io);
    expect(result.err + result.out).toMatch(says);
    expect(result.err + result.out).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(result.code).toBe(code);
    if (existsSync(join(cwd, '.rebound'))) expect(await heldBy(cwd)).toBeUndefined();
    expect(existsSync(join(cwd, '.rebound', 'server.json'))).toBe(false);
  });
});

describe('a second run on a target that is held', () => {
  test.each([
    {
      what: 'the same: joins',
      holder: 'restore-namespace',
      line: payments,
      code: 0,
      says: /joined after .*run HOLDER is already recovering payments @ prod-blue/,
    },
    {
      what: 'a part of it: refused',
      holder: 'whole-cluster',
      line: payments,
      code: 3,
      says: /refused after .*run HOLDER \(whole-cluster\) holds the whole of prod-blue/,
    },
    {
      what: 'the whole of it: refused',
      holder: 'restore-namespace',
      line: 'run whole-cluster --input cluster=prod-blue',
      code: 3,
      says: /refused after .*run HOLDER \(restore-namespace\) holds payments @ prod-blue/,
    },
  ])('$what', async ({ holder, line, code, says }) => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const inputs = {
      cluster: 'prod-blue',
      ...(holder === 'restore-namespace' ? { namespace: 'payments' } : {}),
    };
    const held = await server.holding(holder, inputs);
    const result = await run(line, realIo(cwd, { pid: 2, alive: [1] }));
    expect(result.out).toMatch(new RegExp(says.source.replace('HOLDER', held)));
    expect(result.code).toBe(code);
    expect(await server.end(held)).toMatchObject({ outcome: 'aborted' });
    expect(await heldBy(cwd)).toBeUndefined();
  });
});

describe('a folder and a port that are taken', () => {
  test('a .rebound folder owned by a live process', async () => {
    const cwd = workingFolder();
    const server = await serverIn(cwd, 1);
    const result = await run('start', realIo(cwd, { pid: 2, alive: [1] }));
    expect(result).toMatchObject({
      code: 3,
      err: expect.stringMatching(/owned by a running server \(process 1, http:\/\/127.0.0.1:\d+\).*Ctrl-C/),
    });
    await server.close();
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const cwd = workingFolder();
    const result = await run(`start --port ${port}`, realIo(cwd));
    expect(result).toMatchObject({
      code: 3,
      err: expect.stringMatching(new RegExp(`port ${port} .*in use.*--port`)),
    });
    expect(existsSync(join(cwd, '.rebound', 'server.json'))).toBe(false);
    other.close();
  });
});
