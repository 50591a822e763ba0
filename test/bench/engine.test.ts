import { expect, test } from '@jest/globals';
import { measureGrowth } from '../../bench/engine/growth.ts';
import { chain, definition, loop, mapOf, tasks } from '../../bench/engine/loads.ts';
import { measureMemory } from '../../bench/engine/memory.ts';
import { measureSpeed } from '../../bench/engine/speed.ts';
import { begin, stage, transitionsOf } from '../../bench/engine/stage.ts';
import { measureTime } from '../../bench/engine/time.ts';
import type { Definition } from '../../lib/model/asl.ts';

// Small, so that it shows that what is measured happens; how fast is for `npm run bench`.

test.each<[string, Definition, number]>([
  ['chain', chain(10), 10],
  ['loop', loop(10), 22],
  ['map', mapOf(10), 11],
  ['tasks', tasks(5), 12],
])('the transitions of %s are those of its history', async (_name, machine, expected) => {
  const opened = stage();
  await opened.clock.until(begin(opened, machine, 3));
  expect(transitionsOf(opened)).toBe(3 * expected);
});

test('an execution that fails is no measurement', async () => {
  const opened = stage();
  const ended = begin(opened, definition({ F: { Type: 'Fail', Error: 'Sad', Cause: 'rain' } }), 1);
  const said = expect(ended).rejects.toThrow('ended FAILED: rain');
  await opened.clock.until(ended.catch(() => {}));
  await said;
});

test('speed: with and without journal, each with the least that it should be', async () => {
  const load = { name: 'chain', what: 'a chain', machine: chain(20), together: 2 };
  expect(await measureSpeed([load], 2)).toMatchObject([
    { name: 'engine.speed.chain', unit: '/s', atLeast: 50_000, value: expect.any(Number) },
    { name: 'engine.speed.chain.journal', unit: '/s', atLeast: 10_000, value: expect.any(Number) },
  ]);
});

test('growth: a row for each length and each crowd', async () => {
  const rows = await measureGrowth([1, 10], [1, 10], 2);
  expect(rows.map(({ name, value }) => [name, value > 0])).toEqual([
    ['engine.growth.history.4', true],
    ['engine.growth.history.40', true],
    ['engine.growth.others.1', true],
    ['engine.growth.others.10', true],
  ]);
});

test('memory: of a process, and of the next one', async () => {
  const rows = await measureMemory([5]);
  expect(rows.map(({ name, aim }) => [name, aim])).toEqual([
    ['engine.memory.5', 300],
    ['engine.memory.5.heap', undefined],
    ['engine.memory.5.again', 300],
    ['engine.memory.5.resume', undefined],
  ]);
});

test('time: it is a whole day', async () => {
  const rows = await measureTime(30, 1);
  expect(rows.map(({ name, aim }) => [name, aim])).toEqual([
    ['engine.time.day', 20],
    ['engine.time.hour', undefined],
    ['engine.time.day.journal', undefined],
  ]);
});
