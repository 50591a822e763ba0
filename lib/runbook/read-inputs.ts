import * as z from 'zod';
import { didYouMean } from '../model/nearest.ts';
import { type InputSpec, type InputType, inputTypes } from '../model/inputs.ts';
import type { Reading } from './context.ts';
import { checkInputValue } from './input-value.ts';
import type { Report } from './mistake.ts';
import { fieldsOf, type KeyWords, shape } from './shape.ts';
import { oneOf, text, truth } from './shapes.ts';
import { describeNode, type Entry, type Node } from './yaml-node.ts';

const keys = {
  known: ['type', 'list', 'description', 'default', 'pattern', 'choices', 'secret'],
  required: { type: `one of ${inputTypes.join(', ')}` },
  what: 'a map such as { type: cluster }',
};
/** Kinds that need nothing looked up: what a person reads off a screen. */
const recordTypes = ['string', 'number', 'boolean', 'choice', 'duration', 'time'] as const;
const recordKeys: KeyWords = {
  known: ['type', 'description', 'pattern', 'choices'],
  required: { type: `one of ${recordTypes.join(', ')}` },
  what: 'a map such as { type: string }',
  elsewhere: {
    secret: 'what a person writes down is shown to everybody: leave "secret" out',
    default: 'what is written down has no default: leave it out',
    list: 'one value is written down for each name: leave "list" out',
  },
};
const patterned: readonly InputType[] = ['string', 'backup', 'person', 'group'];
const description = text('a text');
const choices = z
  .array(text('a text'), { error: 'a list of texts such as [small, large]' })
  .min(1, { error: 'at least one choice' });

/** `inputs`: names and what they may be. An input with a mistake is only in `names`: nothing more is said about its values. */
export function readInputs(node: Node | undefined, reading: Reading): SpecsRead {
  return readSpecs(
    node,
    { keys, types: inputTypes, one: 'input', example: 'inputs such as { cluster: { type: cluster } }' },
    reading,
  );
}

/** `record` of a `manual`: what the person writes down, in the words of inputs. It is shown to everybody, so nothing in it is secret. */
export function readRecord(node: Node | undefined, reading: Reading): Record<string, InputSpec> | undefined {
  if (!node) return undefined;
  const example = 'a map such as { case_id: { type: string } }';
  return readSpecs(node, { keys: recordKeys, types: recordTypes, one: 'record', example }, reading).specs;
}

export interface SpecsRead {
  specs: Record<string, InputSpec>;
  names: Set<string>;
}
interface Specs {
  keys: KeyWords;
  types: readonly InputType[];
  one: string;
  example: string;
}

function readSpecs(node: Node | undefined, what: Specs, reading: Reading): SpecsRead {
  const { report } = reading;
  const names = new Set<string>();
  if (node === undefined) return { specs: {}, names };
  if (node.kind !== 'map') {
    if (!(node.kind === 'scalar' && node.broken))
      report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${what.example}`);
    for (const name of namesIn(node)) names.add(name);
    return { specs: {}, names };
  }
  const specs: [string, InputSpec][] = [];
  for (const entry of node.entries) {
    names.add(entry.key);
    const before = report.errors();
    checkName(entry, what.one, report);
    const spec = readSpec(entry.value, what, reading);
    if (spec && report.errors() === before) specs.push([entry.key, spec]);
  }
  return { specs: Object.fromEntries(specs), names };
}

/** What a list was to name: who reads it says nothing more. */
function namesIn(node: Node): string[] {
  if (node.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar') return typeof item.value === 'string' ? [item.value] : [];
    const named = item.kind === 'map' ? item.entries : [];
    return named.flatMap(({ key, value }) =>
      key === 'name' && value.kind === 'scalar' && typeof value.value === 'string' ? [value.value] : [key],
    );
  });
}

function checkName({ key, spot }: Entry, one: string, report: Report): void {
  if (/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(key) && key.length <= 32) return;
  report.error(
    spot,
    'input-name',
    `found the ${one} "${key}", expected small letters, digits and _, at most 32`,
  );
}

function readSpec(node: Node, { keys: words, types }: Specs, reading: Reading): InputSpec | undefined {
  const { report } = reading;
  const fields = fieldsOf(node, words, report);
  if (!fields) return undefined;
  const type = readType(fields.get('type'), types, report);
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    const value = fields.get(key);
    return value && shape(value, schema, report);
  };
  const spec: InputSpec = {
    type: type ?? 'string',
    ...defined('list', read('list', truth)),
    ...defined('description', read('description', description)),
    ...defined('secret', read('secret', truth)),
    ...defined('choices', read('choices', choices)),
    ...defined('pattern', readPattern(fields.get('pattern'), report)),
  };
  if (type === undefined) return undefined;
  if (type === 'choice' && !fields.get('choices')) {
    report.error(
      fields.node,
      'missing-key',
      '"choices" is missing, expected a list of texts such as [small, large]',
    );
    return undefined;
  }
  if (type !== 'choice' && fields.get('choices')) {
    report.error(fields.spot('choices'), 'wrong-value', `choices belong to type choice, found type ${type}`);
  }
  if (!patterned.includes(type) && fields.get('pattern')) {
    report.error(
      fields.spot('pattern'),
      'wrong-value',
      `a pattern belongs to type string, found type ${type}`,
    );
  }
  const fallback = fields.get('default');
  const value = fallback && checkInputValue(fallback, spec, reading);
  return value === undefined ? spec : { ...spec, default: value };
}

function readType(
  node: Node | undefined,
  types: readonly InputType[],
  report: Report,
): InputType | undefined {
  if (!node || (node.kind === 'scalar' && node.broken)) return undefined;
  const found = node.kind === 'scalar' ? node.value : undefined;
  const known = types.find((type) => type === found);
  if (known) return known;
  if (typeof found === 'string' && /^list\b/.test(found)) {
    report.error(
      node,
      'wrong-value',
      `found "${found}", expected the type of its items, and list: true beside it`,
    );
  } else if (typeof found === 'string' && !found.startsWith('$')) {
    const close = didYouMean(found, types) || `, expected one of ${types.join(', ')}`;
    report.error(node, 'unknown-input-type', `found type "${found}"${close}`);
  } else shape(node, oneOf(types), report);
  return undefined;
}

/** A regular expression; it may begin with `$` or hold `{{`, as no expression can stand here. */
function readPattern(node: Node | undefined, report: Report): string | undefined {
  if (!node || (node.kind === 'scalar' && node.broken)) return undefined;
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  if (found !== undefined && compiles(found)) return found;
  report.error(
    node,
    'wrong-value',
    `found ${describeNode(node)}, expected a regular expression such as "[a-z]+"`,
  );
  return undefined;
}

export function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`) instanceof RegExp;
  } catch {
    return false;
  }
}

function defined<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  const entry: { [key in K]?: V } = {};
  if (value !== undefined) entry[key] = value;
  return entry;
}
