import { expect, test } from '@jest/globals';
import { reportLines } from '../../lib/cli/report-lines.ts';
import type { RunReport } from '../../lib/operations/operations.ts';
import { run } from './fake-io.ts';
import { realIo, serverIn, workingFolder } from './real-world.ts';

test('a run is told in sentences, while it goes on and when no server runs any more', async () => {
  const cwd = workingFolder();
  const server = await serverIn(cwd, 1);
  const command = (line: string | string[]) => run(line, realIo(cwd, { pid: 2, alive: [1] }));
  const id = await server.holding('restore-namespace', { cluster: 'prod-blue', namespace: 'payments' });
  const story = (await command(`show ${id} --story`)).out;
  expect(story).toMatch(
    /^sandbox · run \w+, times are UTC\n\d\d:\d\d:\d\d ben started the run: Restore a namespace from its last good backup/,
  );
  const shown = (await command(`show ${id}`)).out;
  expect(shown).toMatch(/\n {2}expected end: no data\n/);

  expect(await command(`announce ${id}`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('no update waits to be sent'),
  });
  expect(JSON.parse((await command(`announce ${id} --json`)).out)).toMatchObject({ run: id, drafts: [] });
  expect(await command(`announce ${id} --to customers`)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/there is no audience "customers"/),
  });
  expect(await command(['announce', id, '--text', 'we are on it'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('to whom?'),
  });

  await command(['abort', id, '--because', 'enough']);
  server.own.pace('virtual');
  await server.own.local.ended(id);
  await server.close();
  const told = await run(`show ${id} --story --json`, realIo(cwd, { pid: 2 }));
  const document = JSON.parse(told.out) as { status: string; story: string[] };
  expect(document).toMatchObject({ run: id, status: 'closed' });
  expect(document.story.at(-1)).toMatch(/The run ended: aborted after|paged|told/);
  expect(await run(`announce ${id} --to customers`, realIo(cwd, { pid: 2 }))).toMatchObject({ code: 3 });
});

const report: RunReport = {
  run: 'k3f9aaaabbbbcccc',
  runbook: 'restore-namespace',
  title: 'Restore a namespace',
  world: 'sandbox',
  mode: 'real',
  target: 'payments @ prod-blue',
  status: 'open',
  outcome: null,
  because: null,
  badInput: false,
  inputs: {},
  startedBy: { kind: 'person', name: 'ana' },
  startedAt: '2026-11-24T03:12:44.000Z',
  endedAt: null,
  deadlineAt: '2026-11-24T04:42:44.000Z',
  seconds: 550,
  objectives: {},
  steps: [],
  asks: [],
  changed: [],
  joined: null,
  held: null,
  stepping: null,
  severity: 'high',
  owner: 'platform-oncall',
  commander: null,
  signals: 0,
  notes: [],
  expectedEnd: {
    known: true,
    p50: '2026-11-24T03:34:00.000Z',
    p95: '2026-11-24T03:41:00.000Z',
    from: 'drill',
    runs: 7,
  },
  time: { machine: 190, people: 360, noticing: 240, deciding: 120, doing: 0 },
  waitingFor: null,
};
const page = (more: Partial<RunReport> = {}) => reportLines({ ...report, ...more }, (_style, text) => text);

test('when it will end, and where the time went, stand in the report', () => {
  expect(page()).toContain('  expected end 03:34–03:41 (p50–p95 of 7 drills)');
  expect(page()).toContain('time: machine 3 m 10 s, people 6 m 0 s (noticing 4 m 0 s, deciding 2 m 0 s)');
  expect(page({ expectedEnd: { known: false } })).toContain('  expected end: no data');
  const over = page({
    status: 'closed',
    outcome: 'recovered',
    expectedEnd: null,
    endedAt: report.deadlineAt,
  });
  expect(over.join('\n')).not.toContain('expected end');
  expect(
    page({ time: { machine: 0, people: 0, noticing: 0, deciding: 0, doing: 0 } }).join('\n'),
  ).not.toContain('time: ');
});
