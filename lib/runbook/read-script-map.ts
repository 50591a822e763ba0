import * as z from 'zod';
import { answers as fixedAnswers } from '../model/ask.ts';
import { parseDuration } from '../model/duration.ts';
import type { Json } from '../model/json.ts';
import { didYouMean } from '../model/nearest.ts';
import type { PersonScript } from '../model/scenario.ts';
import type { Reading } from './context.ts';
import { type Fields, fieldsOf, shape } from './shape.ts';
import { person, text } from './shapes.ts';
import { describeNode, type Node, plainOf } from './yaml-node.ts';

/** What the questions of a runbook take, as far as it could be read. */
export interface Answers {
  /** Words of the options of its `decide` steps. */
  options: ReadonlySet<string>;
  /** Ids of its steps, and places of those without: what one may go back to. */
  steps: ReadonlySet<string>;
  /** Names of what its `manual` steps have written down. */
  records: ReadonlySet<string>;
  /** False when some step could not be read. */
  whole: boolean;
}

const keys = {
  known: ['answer', 'after', 'for', 'record', 'values', 'to'],
  required: { answer: 'what is answered, such as done', after: 'a duration such as "4m"' },
  what: 'a map such as { answer: done, after: 4m, record: { … } }',
};
/** What each of these belongs to. */
const belongs: Readonly<Record<string, string>> = { record: 'done', values: 'retry', to: 'back' };

const afterSchema = z.string({ error: 'a duration such as "4m"' }).transform((value, context) => {
  const seconds = parseDuration(value);
  if (seconds !== undefined) return seconds;
  context.addIssue({ code: 'custom', message: 'a duration such as "4m"', input: value });
  return z.NEVER;
});

/** `{ answer: done, after: 4m, record: { case_id: "4711" } }`: an answer that brings more than its word. */
export function readScriptMap(node: Node, known: Answers, reading: Reading): PersonScript | undefined {
  const { report } = reading;
  const fields = fieldsOf(node, keys, report);
  if (!fields) return undefined;
  const does = readAnswer(fields, known, reading);
  const written = fields.get('after');
  const after = written && shape(written, afterSchema, report);
  for (const [key, answer] of Object.entries(belongs)) {
    if (!fields.get(key) || does === undefined || does === answer) continue;
    report.error(
      fields.spot(key),
      'misplaced-key',
      `"${key}" belongs to the answer "${answer}", found "${does}"`,
    );
  }
  const group = fields.get('for');
  const speaksFor = group && shape(group, person, report);
  const to = readBack(fields, known, reading);
  const record = readValues(fields, 'record', does === 'done' ? known : { ...known, whole: false }, reading);
  const values = readValues(fields, 'values', known, reading);
  if (does === undefined || after === undefined) return undefined;
  return {
    does,
    after,
    ...(speaksFor === undefined ? {} : { for: speaksFor }),
    ...(to === undefined ? {} : { to }),
    ...(record ? { record } : {}),
    ...(values ? { values } : {}),
  };
}

function readAnswer(fields: Fields, known: Answers, { report }: Reading): string | undefined {
  const node = fields.get('answer');
  const word = node && shape(node, text('what is answered, such as done'), report);
  if (!node || word === undefined) return undefined;
  const words = [...fixedAnswers, ...known.options];
  if (words.includes(word) || !known.whole) return word;
  const close = didYouMean(word, words);
  report.error(node, 'wrong-value', `found "${word}", expected one of ${words.join(', ')}${close}`);
  return undefined;
}

function readBack(fields: Fields, known: Answers, { report }: Reading): string | undefined {
  const node = fields.get('to');
  const id = node && shape(node, text('the id of a step, such as look'), report);
  if (!node || id === undefined) {
    const answer = fields.get('answer');
    if (!node && answer?.kind === 'scalar' && answer.value === 'back')
      report.error(fields.node, 'missing-key', '"to" is missing, expected the id of the step to go back to');
    return undefined;
  }
  if (!known.whole || known.steps.has(id)) return id;
  report.error(node, 'unknown-step', `no step has the id "${id}"${didYouMean(id, known.steps)}`);
  return undefined;
}

function readValues(
  fields: Fields,
  key: 'record' | 'values',
  known: Answers,
  { report }: Reading,
): Record<string, Json> | undefined {
  const node = fields.get(key);
  if (!node || (node.kind === 'scalar' && node.broken)) return undefined;
  if (node.kind !== 'map') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a map of names and values`);
    return undefined;
  }
  if (key === 'record' && known.whole) {
    for (const { key: name, spot } of node.entries) {
      if (known.records.has(name)) continue;
      const close = didYouMean(name, known.records) || listed(known.records);
      report.error(spot, 'unknown-input', `no manual step has "${name}" written down${close}`);
    }
  }
  const entries = node.entries.map((entry): [string, Json] => [entry.key, plainOf(entry.value)]);
  return Object.fromEntries(entries);
}

function listed(names: ReadonlySet<string>): string {
  return names.size === 0 ? '' : `; there are ${[...names].join(', ')}`;
}
