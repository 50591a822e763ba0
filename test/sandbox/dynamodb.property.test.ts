import { expect, test } from '@jest/globals';
import { codeOf } from '../../lib/model/errors.ts';
import type { Json } from '../../lib/model/json.ts';
import type { Expression, Table } from '../../lib/wire/table.ts';
import { dynaliteWorld, sandboxWorld } from '../contracts/table-worlds.ts';
import { pick, seeded } from '../history/schedule.ts';

/* The same seeded requests to the sandbox's DynamoDB and to dynalite: they answer the same, and hold the same afterwards. */

const attributes = ['a', 'b', 'c'];
const scalars: Json[] = ['x', 'y', '', 0, 1, 2.5, -3, true, false, null];

function aValue(random: () => number, depth = 2): Json {
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.6) return pick(random, scalars);
  if (kind < 0.8) return Array.from({ length: Math.floor(random() * 3) }, () => aValue(random, depth - 1));
  const names = attributes.filter(() => random() < 0.6);
  return Object.fromEntries(names.map((name) => [name, aValue(random, depth - 1)]));
}

/** Builds an expression, naming as it goes. */
class Builder {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, Json> = {};
  private readonly random: () => number;
  constructor(random: () => number) {
    this.random = random;
  }
  path(): string {
    const length = 1 + Math.floor(this.random() * 2);
    return Array.from({ length }, () => {
      const name = pick(this.random, attributes);
      this.names[`#${name}`] = name;
      return `#${name}`;
    }).join('.');
  }
  value(value: Json): string {
    const name = `:v${Object.keys(this.values).length}`;
    this.values[name] = value;
    return name;
  }
  condition(depth = 2): string {
    const kind = depth === 0 ? 0 : this.random();
    if (kind > 0.85) return `NOT (${this.condition(depth - 1)})`;
    if (kind > 0.6) {
      const word = pick(this.random, ['AND', 'OR']);
      return `(${this.condition(depth - 1)} ${word} ${this.condition(depth - 1)})`;
    }
    // Lists and maps are not compared: dynalite compares them by identity, and history never does.
    const value = () => this.value(pick(this.random, scalars));
    return pick(this.random, [
      () => `attribute_exists(${this.path()})`,
      () => `attribute_not_exists(${this.path()})`,
      () => `${this.path()} ${pick(this.random, ['=', '<>'])} ${value()}`,
      () =>
        `${this.path()} ${pick(this.random, ['<', '<=', '>', '>='])} ${this.value(pick(this.random, ['x', 'y', 1, 2]))}`,
      () => `begins_with(${this.path()}, ${this.value('x')})`,
      () => `size(${this.path()}) >= ${this.value(1)}`,
    ])();
  }
  operand(): string {
    return pick(this.random, [
      () => this.value(aValue(this.random)),
      () => this.value(aValue(this.random)),
      () => this.path(),
      () => `if_not_exists(${this.path()}, ${this.value(aValue(this.random))})`,
      () => `list_append(if_not_exists(${this.path()}, ${this.value([])}), ${this.value(['new'])})`,
      () =>
        `if_not_exists(${this.path()}, ${this.value(0)}) ${pick(this.random, ['+', '-'])} ${this.value(1)}`,
    ])();
  }
  update(): string {
    const set = Array.from(
      { length: 1 + Math.floor(this.random() * 2) },
      () => `${this.path()} = ${this.operand()}`,
    );
    const remove = this.random() < 0.3 ? ` REMOVE ${this.path()}` : '';
    return `SET ${set.join(', ')}${remove}`;
  }
}

type Step = (table: Table) => Promise<unknown>;

function aStep(random: () => number): { text: string; step: Step } {
  const key = { pk: 'p', sk: pick(random, ['1', '2', '3']) };
  const maybe = (builder: Builder): Expression | undefined =>
    random() < 0.5 ? { text: builder.condition(), names: builder.names, values: builder.values } : undefined;
  const kind = random();
  const builder = new Builder(random);
  if (kind < 0.25) {
    const item = { ...key, ...Object.fromEntries(attributes.map((name) => [name, aValue(random)])) };
    const condition = maybe(builder);
    return {
      text: `put ${JSON.stringify([item, condition])}`,
      step: (table) => table.put(item, condition),
    };
  }
  if (kind < 0.35) {
    const condition = maybe(builder);
    return {
      text: `delete ${JSON.stringify([key, condition])}`,
      step: (table) => table.delete(key, condition),
    };
  }
  const text = builder.update();
  const condition = random() < 0.5 ? { text: builder.condition() } : undefined;
  const update = { text, names: builder.names, values: builder.values };
  return {
    text: `update ${JSON.stringify([key, update, condition])}`,
    step: (table) => table.update(key, update, condition),
  };
}

test('the sandbox and dynalite answer the same to 800 seeded requests (seeds 1-20)', async () => {
  const [sandbox, dynalite] = [await sandboxWorld(), await dynaliteWorld()];
  const kinds: Record<string, number> = {};
  try {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = seeded(seed);
      for (let count = 0; count < 40; count += 1) {
        const { text, step } = aStep(random);
        const answers = await Promise.all([sandbox, dynalite].map(({ table }) => outcome(step, table)));
        const kind = answers[0]?.failed ?? 'done';
        kinds[kind] = (kinds[kind] ?? 0) + 1;
        expect({ seed, text, answer: answers[0] }).toEqual({ seed, text, answer: answers[1] });
      }
      const states = await Promise.all([sandbox, dynalite].map(({ table }) => table.query({ pk: 'p' })));
      expect({ seed, items: states[0] }).toEqual({ seed, items: states[1] });
    }
  } finally {
    await dynalite.close();
  }
  // Every kind of answer was met.
  expect(Object.keys(kinds).sort()).toEqual(['Conflict', 'Rejected4xx', 'done']);
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(30);
});

async function outcome(step: Step, table: Table): Promise<{ failed?: string | undefined; value?: unknown }> {
  try {
    return { value: await step(table) };
  } catch (error) {
    return { failed: codeOf(error) ?? String(error) };
  }
}
