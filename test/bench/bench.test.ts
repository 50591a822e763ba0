import { expect, test } from '@jest/globals';
import { bench } from '../../bench/bench.ts';
import type { Measurements, Row } from '../../bench/measurement.ts';
import { measurements } from '../../bench/measurements.ts';

const rows = (...given: Row[]): Measurements[string] => {
  return async () => ({ measurement: { summary: 'how long it takes', measure: async () => given } });
};
const quick: Row = { name: 'quick', what: 'a start', value: 61.25, unit: 'ms', min: 50, max: 70, aim: 100 };
const slow: Row = { name: 'slow', what: 'another', value: 2.5, unit: 's', aim: 1 };
const size: Row = { name: 'slow.size', what: 'its size', value: 524_288, unit: 'bytes' };
const fakes: Measurements = {
  quick: rows(quick),
  slow: rows(slow, size),
};

async function run(argv: string[], given = fakes) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await bench(argv, {
    measurements: given,
    machine: 'an abacus',
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('a table with its machine; what is over its aim says so', async () => {
  const { code, out } = await run([]);
  expect(code).toBe(0);
  expect(out).toBe(
    [
      'Measured on an abacus.',
      '',
      '| name      | what     |    value | smallest to largest |         aim |',
      '| --------- | -------- | -------: | ------------------: | ----------: |',
      '| quick     | a start  |    61 ms |         50 to 70 ms |    ≤ 100 ms |',
      '| slow      | another  |   2.50 s |                     | over 1.00 s |',
      '| slow.size | its size | 524.3 KB |                     |             |',
    ].join('\n'),
  );
});

test('only what is named', async () => {
  const { out } = await run(['quick']);
  expect(out).toContain('a start');
  expect(out).not.toContain('another');
});

test.each([
  [['slow'], ['slow', 'slow.size']],
  [['engine'], ['engine.speed', 'engine.time']],
  [['engine.*'], ['engine.speed', 'engine.time']],
  [
    ['engine.t*', 'quick'],
    ['quick', 'engine.time'],
  ],
])('%p means what begins so', async (argv, names) => {
  const speed: Row = { name: 'engine.speed', what: 'a speed', value: 60_000, unit: '/s' };
  const time: Row = { name: 'engine.time', what: 'a time', value: 6.125, unit: 'µs' };
  const given = { ...fakes, 'engine.speed': rows(speed), 'engine.time': rows(time) };
  const { code, out } = await run([...argv, '--json'], given);
  const made = JSON.parse(out) as Row[];
  expect([code, made.map(({ name }) => name)]).toEqual([0, names]);
});

test('the least that it should be: what is under it says so', async () => {
  const row = (value: number): Row => ({ name: 'n', what: 'a', value, unit: '/s', atLeast: 50_000 });
  const { out } = await run([], { n: rows(row(60_000), row(49_999)) });
  expect(out).toMatch(/ 60,000 \/s \|.* ≥ 50,000 \/s \|\n.* 49,999 \/s \|.* under 50,000 \/s \|$/);
});

test('--json: the rows on standard output, the machine and the progress beside it', async () => {
  const { code, out, err } = await run(['--json', 'slow']);
  expect({ code, rows: JSON.parse(out) as unknown }).toEqual({
    code: 0,
    rows: [
      { name: 'slow', value: 2.5, unit: 's', aim: 1 },
      { name: 'slow.size', value: 524_288, unit: 'bytes' },
    ],
  });
  expect(err).toContain('measuring slow: how long it takes');
  expect(err).toContain('an abacus');
});

test.each([
  [['quik'], /^bench: there is no measurement "quik"; did you mean "quick"\?$/],
  [['zzz'], /^bench: there is no measurement "zzz": there are quick, slow$/],
  [['--jsn'], /^bench: there is no option "jsn"; did you mean "json"\?$/],
  [['--fast'], /^bench: there is no option "fast": there are --json, --list and --help$/],
])('%p is bad input', async (argv, message) => {
  const { code, out, err } = await run(argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});

test('one that fails does not keep the others from being made', async () => {
  const failing: Measurements = {
    broken: async () => ({
      measurement: { summary: 'breaks', measure: () => Promise.reject(new Error('no such file')) },
    }),
    ...fakes,
  };
  const { code, out, err } = await run(['--json'], failing);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toHaveLength(3);
  expect(err).toContain('bench: broken could not be measured: no such file');
});

test('--help and --list name every measurement there is', async () => {
  const help = await run(['--help'], measurements);
  const list = await run(['--list'], measurements);
  expect([help.code, list.code]).toEqual([0, 0]);
  expect(list.out.split('\n')).toHaveLength(Object.keys(measurements).length);
  for (const name of Object.keys(measurements)) {
    expect(help.out).toContain(name);
    expect(list.out).toMatch(new RegExp(`^${name} +\\S`, 'm'));
  }
});
