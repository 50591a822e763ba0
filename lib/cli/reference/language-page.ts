import type { JsonSchema } from '../../runbook/editor-schema/json-schema.ts';
import { stepKeys } from '../../runbook/step-keys.ts';
import { type StepWord, stepKinds } from '../../runbook/words.ts';
import {
  functionRows,
  otherFunctions,
  outcomeRows,
  refusedLines,
  stepHeadings,
  variableRows,
} from './language-words.ts';
import type { Page, Part } from './page.ts';
import { keysHead, propertiesOf, schemaReader } from './schema-rows.ts';

const values: Part[] = [
  { kind: 'heading', text: 'Values' },
  {
    kind: 'list',
    items: [
      "A value that begins with `$` and a letter is an expression and keeps its type: `backup: $choice.backup`. So does a value that is one `{{ … }}` and nothing else. Within a text, `{{ … }}` inserts one. `$$` at the beginning is a literal `$`, and `{{ '{{' }}` a literal `{{`.",
      'Expressions are JSONata 2.0.6, as Step Functions runs it. They stand in `if`, `when`, `until`, `for_each`, `stop_when`, `with`, `target`, `because`, the `inputs` of other runs and the `with` of `undo`; nowhere else.',
      'A missing value is never false. What reads something that is not there stops in front of a human and names it; where it may be missing, ask `$exists(path)`. Inserting nothing into a text is a failure, too.',
      'Durations are written `90s`, `15m`, `3h`, `7d`; times `2026-11-24T03:05Z`. Inside expressions a duration is a number of seconds and a time an ISO 8601 text in UTC; in texts they read `3 h 0 m` and `24 Nov 03:05 UTC`.',
      'Quote what YAML would read otherwise: an expression with `,` `[` `]` `{` `}` inside `{ }` or `[ ]`; anywhere one with `: ` or ` #`; one that begins with a quote, `!` or `{`.',
    ],
  },
];

/** What may stand in a runbook beside the step types' own fields: from what the editor is told, and the tables of the language. */
export function languagePage(schema: JsonSchema): Page {
  const { rows, within } = schemaReader(schema);
  const { steps: _, always: __, ...file } = schema.properties ?? {};
  return {
    name: 'language',
    title: 'The language',
    summary: 'The keys of a runbook and of a step, values, variables, functions, outcomes',
    parts: [
      { kind: 'text', text: 'What may stand in a runbook, beside the fields of each step type.' },
      { kind: 'heading', text: 'A runbook' },
      { kind: 'fields', head: keysHead, rows: rows(schema) },
      ...within({ properties: file }, ''),
      ...stepParts(schema),
      ...values,
      { kind: 'heading', text: 'Variables' },
      { kind: 'fields', head: { name: 'Variable', text: 'What it is' }, rows: variableRows },
      { kind: 'heading', text: 'Functions' },
      {
        kind: 'text',
        text: 'Those of JSONata, and a few that Step Functions adds. What is known of what they take and give:',
      },
      { kind: 'fields', head: { name: 'Function', type: 'Gives' }, rows: functionRows },
      { kind: 'text', text: `The others: ${otherFunctions}.` },
      { kind: 'list', items: refusedLines },
      { kind: 'heading', text: 'Outcomes' },
      { kind: 'fields', head: { name: 'Outcome', text: 'What it says' }, rows: outcomeRows },
    ],
  };
}

/** Keys that every step may have, then those of each kind of step. */
function stepParts(whole: JsonSchema): Part[] {
  const { rows, sections } = schemaReader(whole);
  const kinds = stepKinds.map((word): [StepWord, JsonSchema] => [word, stepSchema(word, whole)]);
  const [, any = {}] = kinds[0] ?? [];
  const shared = propertiesOf(any)
    .map(([key]) => key)
    .filter((key) => kinds.every(([word]) => stepKeys[word].known.includes(key)));
  const arm: Part[] = [
    { kind: 'heading', text: 'An arm of `choose`' },
    { kind: 'fields', head: keysHead, rows: rows(whole.definitions?.['arm'] ?? {}) },
  ];
  return [
    ...sections(picked(any, shared), 'Every step'),
    ...kinds.flatMap(([word, schema]) => {
      const others = stepKeys[word].known.filter((key) => !shared.includes(key));
      const own = sections(
        picked(schema, [word, ...others.filter((key) => key !== word)]),
        stepHeadings[word],
      );
      return word === 'choose' ? [...own, ...arm] : own;
    }),
  ];
}

/** With these of its keys only, in this order. */
function picked(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  const known = new Map(propertiesOf(schema));
  const kept = keys.flatMap((key) => {
    const property = known.get(key);
    return property ? [[key, property] as const] : [];
  });
  return { ...schema, properties: Object.fromEntries(kept) };
}

/** What the editor takes for a step of that kind, with the keys that only some step types have. */
function stepSchema(word: StepWord, { definitions = {} }: JsonSchema): JsonSchema {
  const step = definitions['step'] ?? {};
  const isOfWord = ({ if: test }: JsonSchema) => test?.required?.length === 1 && test.required[0] === word;
  const found = step.allOf?.find(isOfWord)?.then ?? {};
  const ofTypes = (found.allOf ?? []).flatMap(({ then = {} }) => propertiesOf(then));
  const properties = { ...found.properties, ...Object.fromEntries(ofTypes) };
  if (word === 'uses') {
    properties['uses'] = { description: 'The step type: what the step does. Each has a page of its own.' };
    properties['with'] = { description: 'What the step type takes, by name; a value may be an expression.' };
  }
  return { properties, required: [word, ...(step.required ?? []), ...(found.required ?? [])] };
}
