import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf } from '../../lib/model/errors.ts';
import type { Item } from '../../lib/wire/table.ts';
import type { TableWorld } from './table-worlds.ts';

/** What history relies on of a table. Whatever answers as DynamoDB passes this. */
export function tableContract(name: string, open: () => Promise<TableWorld>): void {
  describe(name, () => {
    let world: TableWorld;
    let count = 0;
    /** A partition of its own for each test. */
    const partition = () => `P#${(count += 1)}`;
    const put = (item: Item) => world.table.put(item);
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'nothing failed',
        (error: unknown) => codeOf(error),
      );

    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    test('what was put is there, every type of JSON, and nothing else', async () => {
      const item = {
        pk: partition(),
        sk: 'a',
        text: 'ä"\n',
        empty: '',
        zero: 0,
        less: -1.5,
        large: 1_796_000_000_000,
        yes: true,
        no: false,
        nothing: null,
        list: [1, 'two', [null], {}],
        map: { a: { 'b.c#': [] } },
      };
      await put(item);
      expect(await world.table.get({ pk: item.pk, sk: 'a' })).toEqual(item);
      expect(await world.table.get({ pk: item.pk, sk: 'b' })).toBeUndefined();
    });

    test('a put replaces the whole item', async () => {
      const pk = partition();
      await put({ pk, sk: 'a', old: 1 });
      await put({ pk, sk: 'a', new: 2 });
      expect(await world.table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a', new: 2 });
    });

    test('put if absent succeeds once', async () => {
      const item = { pk: partition(), sk: 'a', by: 'first' };
      const absent = { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
      await world.table.put(item, absent);
      expect(await code(world.table.put({ ...item, by: 'second' }, absent))).toBe('Conflict');
      expect(await world.table.get({ pk: item.pk, sk: 'a' })).toEqual(item);
    });

    test('delete is conditional, and deleting what is not there is nothing', async () => {
      const pk = partition();
      await put({ pk, sk: 'a', write: 'w1' });
      const seen = (write: string) => ({
        text: '#write = :write',
        names: { '#write': 'write' },
        values: { ':write': write },
      });
      expect(await code(world.table.delete({ pk, sk: 'a' }, seen('w2')))).toBe('Conflict');
      await world.table.delete({ pk, sk: 'a' }, seen('w1'));
      await world.table.delete({ pk, sk: 'a' });
      expect(await world.table.get({ pk, sk: 'a' })).toBeUndefined();
      expect(await code(world.table.delete({ pk, sk: 'a' }, seen('w1')))).toBe('Conflict');
    });

    test('an update makes the item, gives it back whole, and keeps what it does not name', async () => {
      const key = { pk: partition(), sk: 'a' };
      const set = (value: number) => ({
        text: 'SET #first = if_not_exists(#first, :value), #last = :value',
        names: { '#first': 'first', '#last': 'last' },
        values: { ':value': value },
      });
      expect(await world.table.update(key, set(1))).toEqual({ ...key, first: 1, last: 1 });
      expect(await world.table.update(key, set(2))).toEqual({ ...key, first: 1, last: 2 });
      expect(await world.table.get(key)).toEqual({ ...key, first: 1, last: 2 });
    });

    test('values are read from the item as it was before the update', async () => {
      const key = { pk: partition(), sk: 'a' };
      await put({ ...key, a: 1, b: 10 });
      const swap = { text: 'SET #a = #b, #b = #a', names: { '#a': 'a', '#b': 'b' } };
      expect(await world.table.update(key, swap)).toEqual({ ...key, a: 10, b: 1 });
    });

    test('an update reaches into maps, counts, appends and removes', async () => {
      const key = { pk: partition(), sk: 'a' };
      await put({ ...key, map: { kept: { n: 1 }, gone: 1 }, list: ['a'], flag: true });
      const update = {
        text: 'SET #map.#kept.#n = #map.#kept.#n + :one, #map.#new = if_not_exists(#map.#new, :zero) - :one, #list = list_append(#list, :more) REMOVE #map.#gone, #flag, #never',
        names: {
          '#map': 'map',
          '#kept': 'kept',
          '#n': 'n',
          '#new': 'a.b-c',
          '#list': 'list',
          '#gone': 'gone',
          '#flag': 'flag',
          '#never': 'never',
        },
        values: { ':one': 1, ':zero': 0, ':more': ['b', { c: 1 }] },
      };
      const after = { ...key, map: { kept: { n: 2 }, 'a.b-c': -1 }, list: ['a', 'b', { c: 1 }] };
      expect(await world.table.update(key, update)).toEqual(after);
    });

    test.each([
      ['a nested path whose parent is absent', 'SET #absent.#x = :v', ['#absent', '#x'], [':v']],
      ['a nested path into a text', 'SET #text.#x = :v', ['#text', '#x'], [':v']],
      ['removing below an absent parent', 'REMOVE #absent.#x', ['#absent', '#x'], []],
      ['a value that refers to what is not there', 'SET #x = #absent', ['#x', '#absent'], []],
      ['counting a text', 'SET #x = #text + :v', ['#x', '#text'], [':v']],
      ['appending to a text', 'SET #x = list_append(#text, :v)', ['#x', '#text'], [':v']],
      ['two paths that overlap', 'SET #map = :v, #map.#x = :v', ['#map', '#x'], [':v']],
      ['one path twice', 'SET #x = :v, #x = :v', ['#x'], [':v']],
      ['a key attribute', 'SET #sk = :v', ['#sk'], [':v']],
      ['a section twice', 'SET #x = :v SET #text = :v', ['#x', '#text'], [':v']],
      ['a name that is not defined', 'SET #x = :v, #y = :v', ['#x'], [':v']],
      ['a value that is not defined', 'SET #x = :w', ['#x'], []],
      ['a name that is not used', 'SET #x = :v', ['#x', '#unused'], [':v']],
      ['a value that is not used', 'SET #x = :v', ['#x'], [':v', ':unused']],
      ['what is no expression', 'SET #x :v', ['#x'], [':v']],
      ['an empty expression', '', ['#x'], []],
    ])('an update is refused: %s', async (_why, text, names, values) => {
      const key = { pk: partition(), sk: 'a' };
      await put({ ...key, text: 'text', map: {} });
      const update = {
        text,
        names: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
        values: Object.fromEntries(values.map((value) => [value, 1])),
      };
      expect(await code(world.table.update(key, update))).toBe('Rejected4xx');
      expect(await world.table.get(key)).toEqual({ ...key, text: 'text', map: {} });
    });

    test.each([
      ['attribute_exists(#n)', true],
      ['attribute_exists(#absent)', false],
      ['attribute_exists(#map.#x)', true],
      ['attribute_exists(#map.#absent)', false],
      ['attribute_exists(#text.#x)', false],
      ['attribute_not_exists(#absent.#x)', true],
      ['attribute_not_exists(#list[0].#x)', false],
      ['attribute_not_exists(#list[1].#x)', true],
      ['attribute_exists(#null)', true],
      ['#n = :two', true],
      ['#n <> :two', false],
      ['#absent = :two', false],
      ['#absent <> :two', true],
      ['#text <> :two', true],
      ['NOT #absent = :two', true],
      ['#n < :three AND #n <= :two AND #n > :one AND #n >= :two', true],
      ['#n > :ten', false],
      ['#text < :three', false],
      ['#text > :a', true],
      ['#n BETWEEN :one AND :three', true],
      ['#n BETWEEN :three AND :ten', false],
      ['size(#list) = :one AND size(#map) = :one AND size(#text) = :three', true],
      ['size(#absent) < :ten', false],
      ['begins_with(#text, :a)', true],
      ['begins_with(#n, :a)', false],
      ['contains(#text, :a)', true],
      ['contains(#tags, :a)', true],
      ['contains(#tags, :two)', false],
      ['#yes = :true', true],
      ['#n = :one OR #n = :two AND #n = :three', false],
      ['(#n = :one OR #n = :two) AND NOT (#n = :three)', true],
      ['NOT #n = :one AND #n = :two', true],
      ['NOT (attribute_exists(#n) OR #n = :one)', false],
    ])('condition %s is %s', async (text, isMet) => {
      const key = { pk: partition(), sk: 'a' };
      await put({
        ...key,
        n: 2,
        text: 'abc',
        map: { x: 1 },
        list: [{ x: 1 }],
        tags: ['a'],
        yes: true,
        null: null,
      });
      const names = Object.fromEntries(
        [...text.matchAll(/#(\w+)/g)].map(([token, name = '']) => [token, name]),
      );
      const all: Record<string, string | number | boolean> = {
        ':one': 1,
        ':two': 2,
        ':three': 3,
        ':ten': 10,
        ':a': 'a',
        ':true': true,
      };
      const used = [...text.matchAll(/:\w+/g)].map(([token]) => [token, all[token] ?? null]);
      const condition = { text, names, values: Object.fromEntries(used) };
      const result = await code(world.table.delete(key, condition));
      expect(result).toBe(isMet ? 'nothing failed' : 'Conflict');
    });

    test('a query gives the items of a prefix in order, with limit, bound and direction', async () => {
      const pk = partition();
      for (const sk of ['b#2', 'a#1', 'b#10', 'b#1', 'c', 'b']) await put({ pk, sk });
      await put({ pk: partition(), sk: 'b#0' });
      const keys = async (query: object) =>
        (await world.table.query({ pk, ...query })).map((item) => item.sk);
      expect(await keys({})).toEqual(['a#1', 'b', 'b#1', 'b#10', 'b#2', 'c']);
      expect(await keys({ prefix: 'b#' })).toEqual(['b#1', 'b#10', 'b#2']);
      expect(await keys({ prefix: 'b#', limit: 2 })).toEqual(['b#1', 'b#10']);
      expect(await keys({ prefix: 'b#', newestFirst: true, limit: 1 })).toEqual(['b#2']);
      expect(await keys({ prefix: 'b#', after: 'b#1' })).toEqual(['b#10', 'b#2']);
      expect(await keys({ prefix: 'b#', after: 'b#1', limit: 1 })).toEqual(['b#10']);
      expect(await keys({ prefix: 'b#', after: 'b#10', newestFirst: true })).toEqual(['b#1']);
      expect(await keys({ prefix: 'b#', after: '' })).toEqual(['b#1', 'b#10', 'b#2']);
      expect(await keys({ prefix: 'b#', after: 'a' })).toEqual(['b#1', 'b#10', 'b#2']);
      expect(await keys({ prefix: 'b#', after: 'c' })).toEqual([]);
      expect(await keys({ prefix: 'b#', after: 'c', newestFirst: true })).toEqual(['b#2', 'b#10', 'b#1']);
      expect(await keys({ prefix: 'b#', after: 'a', newestFirst: true })).toEqual([]);
      expect(await keys({ after: 'b#10' })).toEqual(['b#2', 'c']);
      expect(await keys({ after: 'b#1', newestFirst: true, limit: 1 })).toEqual(['b']);
      expect(await keys({ prefix: 'x' })).toEqual([]);
    });

    test('a query that fills more than one page gives all of it', async () => {
      const pk = partition();
      const text = 'x'.repeat(300_000);
      const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      for (const sk of keys) await put({ pk, sk, text });
      expect((await world.table.query({ pk })).map((item) => item.sk)).toEqual(keys);
      expect((await world.table.query({ pk, limit: 6 })).map((item) => item.sk)).toEqual(keys.slice(0, 6));
    });

    test('an item larger than 400 KB is refused', async () => {
      const key = { pk: partition(), sk: 'a' };
      await put({ ...key, text: 'x'.repeat(200_000) });
      const more = {
        text: 'SET #more = :more',
        names: { '#more': 'more' },
        values: { ':more': 'y'.repeat(220_000) },
      };
      expect(await code(world.table.update(key, more))).toBe('Rejected4xx');
      expect(Object.keys((await world.table.get(key)) ?? {})).toEqual(['pk', 'sk', 'text']);
    });

    test('of many writers who count at once none is lost', async () => {
      const key = { pk: partition(), sk: 'a' };
      const add = {
        text: 'SET #n = if_not_exists(#n, :zero) + :one',
        names: { '#n': 'n' },
        values: { ':zero': 0, ':one': 1 },
      };
      await Promise.all(Array.from({ length: 20 }, () => world.table.update(key, add)));
      expect((await world.table.get(key))?.['n']).toBe(20);
    });

    test('of many who put if absent one succeeds', async () => {
      const pk = partition();
      const absent = { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
      const writers = Array.from({ length: 10 }, (_, n) => code(world.table.put({ pk, sk: 'a', n }, absent)));
      const results = await Promise.all(writers);
      expect(results.filter((result) => result === 'nothing failed')).toHaveLength(1);
      expect(results.filter((result) => result === 'Conflict')).toHaveLength(9);
    });

    test('an empty key is refused', async () => {
      expect(await code(put({ pk: partition(), sk: '' }))).toBe('Rejected4xx');
    });
  });
}
