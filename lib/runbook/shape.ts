import * as z from 'zod';
import { didYouMean, nearest } from '../model/nearest.ts';
import type { Report, Spot } from './mistake.ts';
import { openBrackets } from './yaml-traps.ts';
import { describeNode, type Entry, entryOf, type MapNode, type Node, nodeAt, plainOf } from './yaml-node.ts';

/** Accounts may begin with 0 and are written without quotes all the same. */
const asText = new Set(['account']);

/**
 * The value of a node by its schema, or undefined with every mistake in the report. The schema's messages say what is expected
 * (`a duration such as "15m"`), what was found is added here.
 */
export function shape<T>(node: Node, schema: z.ZodType<T>, report: Report): T | undefined {
  if (hasBroken(node) || reportDress(node, report)) return undefined;
  const result = schema.safeParse(plainOf(node, asText));
  if (result.success) return result.data;
  const keys = unknownKeys(result.error.issues);
  for (const issue of result.error.issues) reportIssue(issue, node, schema, keys, report);
  return undefined;
}

/** Whether something within the node was torn by YAML, which the report has already. */
export function hasBroken(node: Node): boolean {
  if (node.kind === 'scalar') return node.broken === true;
  return node.kind === 'list'
    ? node.items.some(hasBroken)
    : node.entries.some((entry) => hasBroken(entry.value));
}

/** Expressions where none may stand: each is a mistake. */
function reportDress(node: Node, report: Report): boolean {
  if (node.kind === 'list') return node.items.map((item) => reportDress(item, report)).some(Boolean);
  if (node.kind === 'map') {
    return node.entries
      .map((entry) => [reportKeyDress(entry, report), reportDress(entry.value, report)].some(Boolean))
      .some(Boolean);
  }
  if (typeof node.value !== 'string' || !isDressed(node.value)) return false;
  report.error(node, 'expression-not-here', `found ${describeNode(node)}, but no expression may stand here`);
  return true;
}

/** `$` and a letter at the beginning, or `{{` anywhere. */
export function isDressed(text: string): boolean {
  return /^\$[A-Za-z]/.test(text) || text.includes('{{');
}

/** `$` or `{{` in a key. */
export function reportKeyDress(entry: Entry, report: Report): boolean {
  if (!/\$[A-Za-z]|\{\{/.test(entry.key)) return false;
  if (openBrackets(entry.key) > 0) {
    const quote = 'YAML reads the ": " in this value as a key: put the whole value in quotes';
    report.error(entry.spot, 'yaml-quote', quote);
    return true;
  }
  report.error(
    entry.spot,
    'expression-not-here',
    `found the key "${entry.key}", but no expression may stand in a key`,
  );
  return true;
}

function reportIssue(
  issue: z.core.$ZodIssue,
  root: Node,
  schema: z.ZodType,
  unknown: string[],
  report: Report,
): void {
  const node = nodeAt(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    for (const key of issue.keys) {
      const entry = entryOf(node, key);
      if (entry) reportUnknownKey(entry, known, report);
    }
    return;
  }
  const last = issue.path.at(-1);
  const parent = nodeAt(root, issue.path.slice(0, -1));
  if (typeof last === 'string' && parent.kind === 'map' && !entryOf(parent, last)) {
    if (!unknown.some((key) => nearest(key, [last]))) reportMissing(parent, last, issue.message, report);
    return;
  }
  report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${issue.message}`);
}

function unknownKeys(issues: z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
}

export function reportMissing(parent: Spot, key: string, expected: string, report: Report): void {
  report.error(parent, 'missing-key', `"${key}" is missing, expected ${expected}`);
}

export function reportUnknownKey(
  entry: Entry,
  known: readonly string[],
  report: Report,
  elsewhere: KeyWords['elsewhere'] = {},
): void {
  const { key, spot } = entry;
  if (reportKeyDress(entry, report)) return;
  const remedy = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
  if (remedy !== undefined) {
    report.error(spot, 'misplaced-key', remedy);
  } else {
    const close = didYouMean(key, known) || (known.length === 0 ? '' : `; known here: ${known.join(', ')}`);
    report.error(spot, 'unknown-key', `unknown key "${key}"${close}`);
  }
}

/** The keys of the object that a path leads to within a schema. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let here: z.core.$ZodType | undefined = schema;
  const rest = [...path];
  while (here) {
    if (here instanceof z.ZodOptional || here instanceof z.ZodDefault || here instanceof z.ZodPrefault)
      here = here.def.innerType;
    else if (here instanceof z.ZodPipe) here = here.def.in;
    else if (rest.length === 0) break;
    else if (here instanceof z.ZodObject) here = here.shape[String(rest.shift())];
    else if (here instanceof z.ZodArray) {
      rest.shift();
      here = here.def.element;
    } else if (here instanceof z.ZodRecord) {
      rest.shift();
      here = here.def.valueType;
    } else break;
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

/** The entries of a map whose values are read one by one; undefined when it is no map. Unknown and missing keys are reported, a typo once. */
export function fieldsOf(node: Node, keys: KeyWords, report: Report): Fields | undefined {
  if (hasBroken(node) && node.kind === 'scalar') return undefined;
  if (node.kind !== 'map') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${keys.what}`);
    return undefined;
  }
  const unknown = node.entries.filter(({ key }) => !keys.known.includes(key));
  for (const entry of unknown) reportUnknownKey(entry, keys.known, report, keys.elsewhere);
  for (const [key, expected] of Object.entries(keys.required)) {
    const meant = (entry: Entry) => keys.instead?.[entry.key] ?? nearest(entry.key, keys.known);
    if (entryOf(node, key) || unknown.some((entry) => meant(entry) === key)) continue;
    reportMissing(node, key, expected, report);
  }
  return { node, get: (key) => entryOf(node, key)?.value, spot: (key) => entryOf(node, key)?.spot ?? node };
}

/** What a map may hold. */
export interface KeyWords {
  known: readonly string[];
  /** What is expected, by key. */
  required: Readonly<Record<string, string>>;
  /** What the map is, for a message. */
  what: string;
  /** Keys that belong elsewhere, or have another name here: the whole message for each. */
  elsewhere?: Readonly<Record<string, string>>;
  /** Of those, the key that each stands for here: where that one is missing, this is why. */
  instead?: Readonly<Record<string, string>>;
}

export interface Fields {
  node: MapNode;
  get: (key: string) => Node | undefined;
  /** Place of the key, or of the map where it is missing. */
  spot: (key: string) => Spot;
}
