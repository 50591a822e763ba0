import { runbookKeys, type severities, type targetKeys } from '../words.ts';
import { inputs } from './inputs.ts';
import { about, fields, type JsonSchema } from './json-schema.ts';
import { rehearsals } from './rehearsals.ts';
import { wholeRunbook } from './snippets.ts';
import { runbookName } from './step-fields.ts';
import { stepLists } from './steps.ts';
import { triggers } from './triggers.ts';
import { updates } from './updates.ts';
import { account, duration, expressionPattern, oneOf, region, text, truth } from './values.ts';
import type { DescribedType } from './with-schema.ts';

const severityLines: Record<(typeof severities)[number], string> = {
  low: 'It can wait for the morning.',
  medium: 'Somebody should look soon.',
  high: 'Somebody is woken.',
  critical: 'Everybody who can help is woken.',
};

const named = (markdown: string): JsonSchema => text(markdown);
const targetParts: Record<(typeof targetKeys)[number], JsonSchema> = {
  account: orInput(account, 'The whole of an AWS account; with `region`, of a Region in it.'),
  region: orInput(region, 'A Region of the account.'),
  cluster: { ...named('A cluster of rebound.yaml.'), examples: ['$inputs.cluster'] },
  namespace: { ...named('A namespace of the cluster.'), examples: ['$inputs.namespace'] },
  database: { ...named('A database of rebound.yaml.'), examples: ['$inputs.database'] },
};

function orInput(schema: JsonSchema, markdown: string): JsonSchema {
  return { ...schema, ...about(markdown), pattern: `${expressionPattern}|${schema.pattern ?? ''}` };
}

const oneTarget = fields('What is being recovered.', targetParts);
const target: JsonSchema = {
  ...about(
    'What is being recovered: a map, or a list of several. It is the lock: a second run of the same runbook on it joins, any other is refused. And it is the default of every field of `with` that has such a name.',
  ),
  type: ['object', 'array'],
  additionalProperties: false,
  minProperties: 1,
  properties: targetParts,
  minItems: 1,
  items: { ...oneTarget, minProperties: 1 },
  defaultSnippets: [
    {
      label: 'a namespace',
      description: 'A namespace of a cluster, as the inputs say',
      body: { cluster: '\\$inputs.cluster', namespace: '\\$inputs.namespace' },
    },
  ],
};

const plainKeys: Record<Exclude<(typeof runbookKeys)[number], 'steps' | 'always'>, JsonSchema> = {
  runbook: {
    ...runbookName('The name of this runbook, and of its state machine.'),
    examples: ['restore-namespace'],
  },
  title: {
    ...text('What it does, for people: one line.'),
    pattern: '^(?=.*\\S)[^$\\n\\r\\t]+$',
    errorMessage: 'expected one line without "$"',
    maxLength: 120,
  },
  owner: text('A person or a group: who is asked when a step has failed.', 'platform-oncall'),
  severity: oneOf('How bad it is when this runbook is needed; `high` by default.', severityLines),
  objectives: fields('What is promised.', {
    rto: duration('Recovery time objective: how long it may take.', '75m'),
    rpo: duration('Recovery point objective: how much may be lost.', '24h'),
  }),
  deadline: duration('The run ends by then, in front of people if need be.', '90m'),
  updates,
  proof: fields('What a proof of this runbook has to be.', {
    within: duration('For how long a proof counts; 30 days by default.', '30d'),
  }),
  inputs,
  target,
  triggers,
  unattended: truth(
    '`true`: what a trigger starts may change something before a person says yes, as long as the runbook is proven.',
  ),
  rehearsals,
};

/** The editor's schema of a runbook: the whole language, with the step types that are handed in. */
export function runbookSchema(types: readonly DescribedType[]): JsonSchema {
  const { steps, always, definitions } = stepLists(types);
  const keys: Record<(typeof runbookKeys)[number], JsonSchema> = { ...plainKeys, steps, always };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: 'A runbook of Rebound: what is done to recover from an outage, and by whom.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(runbookKeys.map((key) => [key, keys[key]])),
    // apart from the properties: editors would offer all of them in one
    allOf: [{ required: ['runbook', 'title', 'owner', 'deadline', 'target', 'steps'] }],
    defaultSnippets: [wholeRunbook],
    definitions,
  };
}
