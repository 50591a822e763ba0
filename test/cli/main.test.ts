import { describe, expect, test } from '@jest/globals';
import { commands } from '../../lib/cli/commands.ts';
import { fakeIo, run } from './fake-io.ts';

describe('help', () => {
  test('lists every command', async () => {
    const { code, out } = await run('--help', fakeIo());
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(out).toContain(`\n  ${name}`);
  });

  test.each(Object.keys(commands))('%s --help names its exit codes and the global options', async (name) => {
    const { code, out, err } = await run(`${name} --help`, fakeIo());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Exit codes:\n {2}0 {2}/);
    expect(out).toContain('--json');
    expect(out).not.toContain('--folder');
  });

  test('help COMMAND is the same', async () => {
    expect((await run('help run', fakeIo())).out).toContain('rebound run [options] <runbook>');
  });
});

test('nothing at all is a wish for help: on standard output', async () => {
  const { code, out, err } = await run([], fakeIo());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Usage: rebound');
});

test('nothing but --json is a mistake, in one document', async () => {
  const { code, out } = await run('--json', fakeIo());
  expect(code).toBe(2);
  expect(JSON.parse(out).error.facts).toEqual({
    what: 'no command is given',
    todo: 'rebound --help lists everything',
  });
});

describe('what is typed wrongly', () => {
  test.each([
    ['rnu', 2, /unknown command 'rnu'.*Did you mean run/s],
    ['shwo x', 2, /unknown command 'shwo'.*Did you mean show/s],
    ['run', 2, /missing required argument 'runbook': rebound run --help says how/],
    ['run restore-namespace --inptu a=b', 2, /unknown option '--inptu'.*Did you mean --input/s],
    ['run restore-namespace --world aws', 2, /no world "aws".*sandbox/s],
    ['run restore-namespace --input namespace', 2, /name=value, found "namespace"/],
    ['run restore-namespace --input a=1 a=2', 2, /a is given twice/],
    ['run restore-namespace --mode drill', 2, /no mode "drill".*dry-run/s],
    ['show ', 2, /RUN is an empty text; give id of the run, or its beginning/],
    ['stop-everything', 2, /--because/],
    ['runs --limit many', 2, /--limit is "many"/],
    ['start --port high', 2, /--port is "high"/],
    ['alarm nothing.json', 2, /cannot read nothing.json.*no such file/s],
    ['answer k3f9 approve', 3, /no server runs.*rebound show k3f9/s],
    ['hold k3f9', 3, /no server runs/],
    ['continue k3f9', 3, /no server runs/],
    ['abort k3f9', 3, /no server runs/],
  ])('rebound %s: exit code %i', async (line, code, message) => {
    const result = await run(line, fakeIo());
    expect(result.err).toMatch(message);
    expect(result.err).not.toMatch(/\n\s+at /);
    expect(result.code).toBe(code);
    expect(result.out).toBe('');
  });

  test('with --json the error is the one document', async () => {
    const { code, out, err } = await run('run restore-namespace --input namespace --json', fakeIo());
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      world: 'sandbox',
      error: { code: 'BadInput', facts: { what: expect.stringContaining('name=value') } },
    });
    expect(err).toContain('sandbox');
  });

  test('with --json so is a mistyped command', async () => {
    const { code, out } = await run('rnu --json', fakeIo());
    expect(code).toBe(2);
    expect(JSON.parse(out).error.facts.what).toContain("unknown command 'rnu'");
  });

  test('whatever is thrown is one sentence', async () => {
    const io = fakeIo({ openLocal: () => Promise.reject(new TypeError('x is not a function')) });
    const { code, err } = await run('runs', io);
    expect(code).toBe(1);
    expect(err).toBe('rebound (sandbox): x is not a function\n');
  });
});
