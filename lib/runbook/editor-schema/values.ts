import { about, type JsonSchema } from './json-schema.ts';

/** Begins like an expression, or has one inside. */
export const expressionPattern = '^\\$[A-Za-z]|\\{\\{';

/** `90s`, `15m`, `3h`, `7d`; not 0. */
export const durationPattern = '^(?=\\d{1,9}[smhd]$)0*[1-9]';

/** One line or several, with something in it. */
export function text(markdown: string, ...examples: string[]): JsonSchema {
  return {
    ...about(markdown),
    type: 'string',
    pattern: '\\S',
    errorMessage: 'expected a text with something in it',
    ...exemplified(examples),
  };
}

export function matching(
  markdown: string,
  pattern: string,
  expected: string,
  ...examples: string[]
): JsonSchema {
  return {
    ...about(markdown),
    type: 'string',
    pattern,
    errorMessage: `expected ${expected}`,
    ...exemplified(examples),
  };
}

export function duration(markdown: string, ...examples: string[]): JsonSchema {
  return matching(markdown, durationPattern, `a duration such as "${examples[0] ?? '15m'}"`, ...examples);
}

/** One of some words; `words` says of each what it means. */
export function oneOf(markdown: string, words: Record<string, string>): JsonSchema {
  return {
    ...about(markdown),
    type: 'string',
    enum: Object.keys(words),
    markdownEnumDescriptions: Object.values(words),
  };
}

export function wholeNumber(markdown: string, minimum: number, maximum: number): JsonSchema {
  return { ...about(markdown), type: 'integer', minimum, maximum };
}

export function truth(markdown: string): JsonSchema {
  return { ...about(markdown), type: 'boolean' };
}

/** Always an expression, with or without `{{ }}`. */
export function condition(markdown: string, ...examples: string[]): JsonSchema {
  return {
    ...about(markdown),
    type: ['string', 'boolean'],
    pattern: '\\S',
    errorMessage: "expected a condition such as $look.api = 'GONE'",
    ...exemplified(examples),
  };
}

/** A sentence that may hold expressions. */
export const because = text(
  'Why, in a sentence that people read in the report; `{{ … }}` inserts what was seen.',
  '{{ $look.reason }}',
);

/** Values for the inputs of a run: what the names are, the runbook says. */
export function inputValues(markdown: string): JsonSchema {
  return { ...about(markdown), type: 'object' };
}

/** An AWS account: 12 digits, in quotes or not. */
export const account: JsonSchema = {
  ...about('AWS account, 12 digits.'),
  type: ['string', 'integer'],
  pattern: '^\\d{12}$',
  errorMessage: 'expected an AWS account of 12 digits, such as "111122223333"',
};
export const region = matching(
  'AWS Region.',
  '^[a-z]{2}(?:-[a-z]+)+-\\d$',
  'an AWS Region such as "eu-west-1"',
);

export function exemplified(examples: string[]): Pick<JsonSchema, 'examples'> {
  return examples.length > 0 ? { examples } : {};
}
