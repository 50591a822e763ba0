import { type InputType, inputTypes } from '../../model/inputs.ts';
import { recordTypes } from '../../steps/people/record.ts';
import { about, fields, given, has, type JsonSchema, refuses } from './json-schema.ts';
import { oneOf, text, truth } from './values.ts';

const types: Record<InputType, string> = {
  string: 'A text; `pattern` says what it looks like.',
  number: 'A number.',
  boolean: '`true` or `false`.',
  choice: 'One of the texts in `choices`.',
  duration: 'Such as `15m`; seconds in expressions.',
  time: 'Such as `2026-11-24T03:05Z`, or `15m ago`.',
  cluster: 'A cluster of rebound.yaml.',
  namespace: 'A namespace.',
  database: 'A database of rebound.yaml.',
  backup: '`newest`, or the name of a backup.',
  person: 'A person, by name.',
  group: 'A group of people, by name.',
};

const properties = {
  type: oneOf('What it is.', Object.fromEntries(inputTypes.map((type) => [type, types[type]]))),
  list: truth('`true`: a list of these.'),
  choices: {
    ...about('What a `choice` may be.'),
    type: 'array',
    minItems: 1,
    items: text('One of the choices.'),
    examples: [['small', 'large']],
  },
  pattern: text('A regular expression that the whole text has to match.'),
  default: about('What it is when nobody gives it. Without a default it has to be given.'),
  description: text('What people are told when they are asked for it.'),
} satisfies Record<string, JsonSchema>;

const { choices, pattern, description } = properties;
const recorded: Record<string, JsonSchema> = {
  type: oneOf('What it is.', Object.fromEntries(recordTypes.map((type) => [type, types[type]]))),
  choices,
  pattern,
  description,
};

const secret = truth(
  '`true`: the value is kept out of everything that is written. Given is not the secret, but where it is kept.',
);

const byType: JsonSchema[] = [
  given(
    { ...has('type'), properties: { type: { const: 'choice' } } },
    { required: ['choices'] },
    refuses(['choices'], '"choices" belongs to an input of type choice'),
  ),
];

const names: JsonSchema = {
  pattern: '^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$',
  maxLength: 32,
  errorMessage: 'expected a name of small letters, digits and _, at most 32',
};

/** `inputs` of a runbook. */
export const inputs: JsonSchema = {
  ...about(
    'What a run has to be told, by name: `cluster: { type: cluster }`. Expressions read it as `$inputs.cluster`.',
  ),
  type: 'object',
  propertyNames: { ...names, doNotSuggest: true },
  additionalProperties: {
    ...fields('One input.', { ...properties, secret }, ['type']),
    allOf: byType,
  },
  defaultSnippets: [
    {
      label: 'cluster and namespace',
      description: 'The two inputs that most runbooks have',
      body: { cluster: '{ type: cluster }', namespace: '{ type: namespace }' },
    },
  ],
};

/** `record` of a `manual`: what a person writes down. */
export const record: JsonSchema = {
  type: 'object',
  propertyNames: { ...names, doNotSuggest: true },
  additionalProperties: { ...fields('One thing to write down.', recorded, ['type']), allOf: byType },
};
