import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { githubCommands } from '../../lib/runbook/github-commands.ts';
import { sarifOf } from '../../lib/runbook/sarif.ts';
import type { Mistake } from '../../lib/runbook/runbook.ts';
import { run } from './fake-io.ts';
import { realIo, workingFolder } from './real-world.ts';

/** A folder with a runbook that has one mistake and one warning. */
function folderWithMistakes(): string {
  const cwd = workingFolder();
  const look = readFileSync(join(cwd, 'runbooks', 'look-at-namespace.yaml'), 'utf8');
  const broken = look
    .replace(/^runbook: .*/m, 'runbook: mine')
    .replace("'HEALTHY'", "'HEALTY'")
    .replace(/^triggers:[^]*?(?=^steps)/m, '')
    .replace('rto: 15m', 'rto: 2h')
    .replace('alarm: checkout-namespace-degraded', 'inputs: { cluster: prod-blue, namespace: checkout }');
  writeFileSync(join(cwd, 'runbooks', 'mine.yaml'), broken);
  return cwd;
}

const check = (cwd: string, more: string) =>
  run(`check runbooks/mine.yaml ${more}`.trim(), realIo(cwd, { pid: 2 }));

/** What code scanning needs of SARIF 2.1.0, strictly: a field that the standard does not have would not pass. */
const message = z.strictObject({ text: z.string().min(1) });
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal('rebound'),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: message,
              fullDescription: message,
              help: message,
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(['none', 'note', 'warning', 'error']),
          message,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\\\s]+$/) }),
                region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }),
              }),
            }),
          ]),
        }),
      ),
    }),
  ]),
});

const odd: Mistake = {
  severity: 'error',
  code: 'wrong-value',
  file: 'my runbooks/a,b:1%.yaml',
  line: 3,
  column: 7,
  path: 'steps[0].with',
  message: 'found "50%",\r\nexpected ::error::',
  source: '',
};

describe('check --format', () => {
  test('github: a workflow command for each mistake, then how many files there were', async () => {
    const { code, out } = await check(folderWithMistakes(), '--format github');
    expect(code).toBe(2);
    expect(out.trimEnd().split('\n')).toEqual([
      '::warning file=runbooks/mine.yaml,line=7,col=20,title=rto-over-deadline (objectives.rto)::found an RTO of 2 h 0 m, but the run ends at its deadline of 20 m 0 s: promise less, or give the run more time',
      expect.stringMatching(
        /^::error file=runbooks\/mine\.yaml,line=\d+,col=33,title=impossible-value \(steps\[1\]\.choose\[0\]\.when\)::found 'HEALTY', but .*; did you mean "HEALTHY"\?$/,
      ),
      '1 runbook checked (sandbox)',
    ]);
  });

  test('github: nothing within a message or a name ends the command', () => {
    expect(githubCommands([odd])).toEqual([
      '::error file=my runbooks/a%2Cb%3A1%25.yaml,line=3,col=7,title=wrong-value (steps[0].with)::found "50%25",%0D%0Aexpected ::error::',
    ]);
  });

  test('sarif: one document that code scanning takes', async () => {
    const { code, out } = await check(folderWithMistakes(), '--format sarif');
    expect(code).toBe(2);
    const [only] = sarif.parse(JSON.parse(out)).runs;
    expect(only.results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      'warning rto-over-deadline',
      'error impossible-value',
    ]);
    for (const { ruleId, ruleIndex } of only.results)
      expect(only.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('sarif: a path is a URI', () => {
    const uri = (file: string) =>
      sarif.parse(sarifOf([{ ...odd, file }])).runs[0].results[0]?.locations[0].physicalLocation
        .artifactLocation.uri;
    expect(uri('my runbooks/a%.yaml')).toBe('my%20runbooks/a%25.yaml');
    expect(uri('/tmp/a b.yaml')).toBe('file:///tmp/a%20b.yaml');
  });

  test('sarif: without mistakes there are no results', async () => {
    const { code, out } = await run(
      'check runbooks/restore-namespace.yaml --format sarif',
      realIo(workingFolder(), { pid: 2 }),
    );
    expect([code, sarif.parse(JSON.parse(out)).runs[0].results]).toEqual([0, []]);
  });

  test('json is --json', async () => {
    const cwd = folderWithMistakes();
    const [one, other] = [await check(cwd, '--format json'), await check(cwd, '--json')];
    expect(one.out).toBe(other.out);
    expect(JSON.parse(one.out)).toMatchObject({
      world: 'sandbox',
      files: ['runbooks/mine.yaml'],
      mistakes: [{ code: 'rto-over-deadline' }, { code: 'impossible-value' }],
    });
  });

  test('text says which codes there is more about', async () => {
    expect((await check(folderWithMistakes(), '--format text')).out).toContain(
      'rebound explain CODE tells more: rto-over-deadline, impossible-value',
    );
  });

  test('two formats at once, and one that there is not, are bad input', async () => {
    const cwd = folderWithMistakes();
    expect(await check(cwd, '--json --format sarif')).toMatchObject({
      code: 2,
      err: expect.stringContaining('leave one of them out'),
    });
    expect(await check(cwd, '--format xml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('text, json, github, sarif'),
    });
  });
});

describe('check of runbooks that start others', () => {
  const starting = (name: string, other: string, inputs = '{ cluster: $inputs.cluster }') => `runbook: ${name}
title: Start another one
owner: platform-oncall
deadline: 4h
inputs:
  cluster: { type: cluster }
target: { cluster: $inputs.cluster }
steps:
  - title: Run the other one
    uses: runbook
    with: { runbook: ${other}, inputs: ${inputs} }
  - title: And hand on
    continue_with: { runbook: ${other}, inputs: ${inputs}, because: it goes on there }
`;
  const folder = (files: Record<string, string>) => {
    const cwd = workingFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, 'runbooks', name), text);
    return cwd;
  };

  test('knows those of the folder, and those that are checked together', async () => {
    const cwd = folder({
      'mine.yaml': starting('mine', 'whole-cluster'),
      'other.yaml': starting('other', 'mine'),
    });
    expect((await check(cwd, 'runbooks/other.yaml')).code).toBe(0);
  });

  test('names the one that was meant, and the input', async () => {
    const cwd = folder({ 'mine.yaml': starting('mine', 'whole-clutser') });
    const { code, out } = await check(cwd, '');
    expect(code).toBe(2);
    expect(out).toContain('runbooks/mine.yaml:11:22');
    expect(out).toContain('there is no runbook "whole-clutser"; did you mean "whole-cluster"?');
    const inputs = folder({ 'mine.yaml': starting('mine', 'whole-cluster', '{ clutser: prod-blue }') });
    expect((await check(inputs, '')).out).toContain('whole-cluster has no input "clutser"');
  });

  test('finds one that comes back through another', async () => {
    const cwd = folder({ 'mine.yaml': starting('mine', 'other'), 'other.yaml': starting('other', 'mine') });
    const { code, out } = await check(cwd, '');
    expect(code).toBe(2);
    expect(out).toContain('found "other", which starts mine: a runbook that starts itself would never end');
  });

  test('says nothing of one whose file has mistakes', async () => {
    const cwd = folder({
      'mine.yaml': starting('mine', 'other'),
      'other.yaml': starting('other', 'whole-cluster').replace('4h', '4'),
    });
    expect((await check(cwd, '')).code).toBe(0);
  });
});

describe('what is checked', () => {
  const checked = (line: string, cwd = workingFolder()) => run(line, realIo(cwd, { pid: 2 }));

  test('without files: every runbook of the folder', async () => {
    const { code, out } = await checked('check');
    expect([code, out]).toEqual([0, expect.stringMatching(/^6 runbooks checked \(sandbox\): nothing/m)]);
  });

  test('without files, where there is none: how one begins', async () => {
    const cwd = workingFolder();
    rmSync(join(cwd, 'runbooks'), { recursive: true });
    mkdirSync(join(cwd, 'runbooks'));
    expect(await checked('check', cwd)).toMatchObject({
      code: 2,
      err: expect.stringContaining('rebound new writes a first one'),
    });
  });

  test('rebound.yaml is no runbook, and is checked all the same', async () => {
    const cwd = workingFolder();
    expect(await checked('check rebound.yaml', cwd)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^rebound\.yaml checked/),
    });
    writeFileSync(join(cwd, 'rebound.yaml'), 'account: no\n');
    expect(await checked('check rebound.yaml', cwd)).toMatchObject({
      code: 2,
      err: expect.stringContaining('rebound.yaml has mistakes'),
    });
  });

  test('a runbook elsewhere may start those of the folder', async () => {
    const cwd = workingFolder();
    const text = readFileSync(join(cwd, 'runbooks', 'control-plane-unreachable.yaml'), 'utf8');
    writeFileSync(join(cwd, 'draft.yaml'), text.replace(/^runbook: .*/m, 'runbook: draft'));
    expect(await checked('check draft.yaml', cwd)).toMatchObject({ code: 0 });
    writeFileSync(
      join(cwd, 'draft.yaml'),
      text.replaceAll('runbook: rebuild-cluster', 'runbook: rebuild-clutser'),
    );
    expect((await checked('check draft.yaml', cwd)).out).toContain('did you mean "rebuild-cluster"?');
  });
});
