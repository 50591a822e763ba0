import { stepKeys } from '../step-keys.ts';
import { type StepWord, stepKinds } from '../words.ts';
import { about, given, has, type JsonSchema, listOf, ref, refuses } from './json-schema.ts';
import { stepSnippets } from './snippets.ts';
import { steps as fields } from './step-fields.ts';
import { typeDefinitions, typeNames, usesStep } from './uses-step.ts';
import { condition } from './values.ts';
import type { DescribedType } from './with-schema.ts';

/** Where the steps of a list stand, and what is so there: those of `always` end nothing, and change nothing. */
interface Part {
  list: string;
  item: string;
  arm: string;
  words: readonly StepWord[];
  types: readonly DescribedType[];
  failures: string[];
  onFailure: string;
  undone: boolean;
}

/** `steps` and `always` of a runbook, and the definitions of all that stands in them. */
export function stepLists(types: readonly DescribedType[]): {
  steps: JsonSchema;
  always: JsonSchema;
  definitions: Record<string, JsonSchema>;
} {
  const steps: Part = {
    list: 'steps',
    item: 'step',
    arm: 'arm',
    words: stepKinds,
    types,
    failures: ['ask', 'continue', 'stop'],
    onFailure:
      'What happens when it fails. `ask` (the default): a human decides whether to try again, skip, go back, finish by hand or abort. `continue`: the run goes on, and `$steps.<id>.status` is `failed`. `stop`: the run ends failed, nothing is undone. A list of steps: they are done, then the run goes on.',
    undone: true,
  };
  const always: Part = {
    list: 'always',
    item: 'always-step',
    arm: 'always-arm',
    words: stepKinds.filter((word) => word !== 'finish' && word !== 'continue_with'),
    types: types.filter(({ kind }) => kind === 'reads' || kind === 'tells'),
    failures: ['continue'],
    onFailure: 'A step of `always` that fails is passed over: `continue`. A list of steps is done instead.',
    undone: false,
  };
  return {
    steps: list('What is done, one step after the other.', steps),
    always: list(
      'Steps that run on every ending: they look, and tell people how it ended (`$run.outcome`). They change nothing of it.',
      always,
    ),
    definitions: {
      ...fields,
      ...partDefinitions(steps),
      ...partDefinitions(always),
      ...typeDefinitions(types),
    },
  };
}

function list(markdown: string, { item, types, words }: Part): JsonSchema {
  return { ...listOf(markdown, item), defaultSnippets: stepSnippets(types, words) };
}

function partDefinitions(part: Part): Record<string, JsonSchema> {
  return {
    [part.item]: step(part),
    [part.arm]: arm(part),
    [onFailureIn(part)]: onFailure(part),
  };
}

const onFailureIn = ({ list: name }: Part) => `on_failure-in-${name}`;

/** A step is what its word makes of it; while it has none, all of them are offered. */
function step(part: Part): JsonSchema {
  const { words } = part;
  const kinds = kindsOf(part);
  return {
    type: 'object',
    required: ['title'],
    allOf: [
      ...words.map((word) => given(has(word), { ...kinds[word], ...onlyKeys(word) })),
      ...oneOfThem(words, 'step'),
      given({ type: 'object', not: { anyOf: words.map((word) => has(word)) } }, unfinished(kinds, part)),
    ],
  };
}

function onlyKeys(word: StepWord): JsonSchema {
  const { known } = stepKeys[word];
  // of two words in one step, the two are the mistake
  const others = stepKinds.filter((other) => !known.includes(other));
  return {
    propertyNames: {
      enum: [...known, ...others],
      errorMessage: `a step with "${word}" takes ${known.join(', ')}`,
      doNotSuggest: true,
    },
  };
}

/** Of several keys at most one may stand in a map. */
function oneOfThem(keys: readonly string[], what: string): JsonSchema[] {
  return keys
    .slice(0, -1)
    .map((key, index) =>
      given(
        has(key),
        refuses(keys.slice(index + 1), `found "${key}" and this in one ${what}, expected one of them`),
      ),
    );
}

function unfinished(kinds: Record<StepWord, JsonSchema>, { words, types }: Part): JsonSchema {
  const properties = words.map((word) => [word, kinds[word].properties?.[word] ?? {}]);
  return {
    properties: {
      ...common,
      ...Object.fromEntries(properties),
      uses: { ...about('The step type: what the step does.'), ...typeNames(types) },
    },
    anyOf: words.map((word) => ({
      required: [word],
      errorMessage: `expected one of ${words.join(', ')} in this step`,
    })),
  };
}

const common = { id: ref('id'), title: ref('title'), if: ref('if') };

function kindsOf(part: Part): Record<StepWord, JsonSchema> {
  const failing = { ...common, on_failure: ref(onFailureIn(part)) };
  return {
    uses: usesStep(part.types, { common: failing, item: part.item, undone: part.undone }),
    wait: { properties: { ...failing, wait: ref('wait') } },
    choose: {
      properties: {
        ...common,
        choose: listOf(
          'Ways to go on: the first arm whose `when` is true is taken; `otherwise`, or none, when there is no such arm.',
          part.arm,
        ),
        otherwise: listOf('Steps for when no arm fits.', part.item),
      },
    },
    parallel: {
      properties: {
        ...failing,
        parallel: {
          ...about(
            'Branches that go on at the same time, each a list of steps. What their steps gave can be read after the group.',
          ),
          type: 'array',
          minItems: 1,
          items: listOf('A branch: its steps, one after the other.', part.item),
        },
      },
    },
    for_each: {
      required: ['steps'],
      properties: {
        ...failing,
        for_each: ref('for_each'),
        max_parallel: ref('max_parallel'),
        stop_when: ref('stop_when'),
        steps: listOf('The steps for each item.', part.item),
      },
    },
    finish: { properties: { ...common, finish: ref('finish') } },
    continue_with: { properties: { ...common, continue_with: ref('continue_with') } },
  };
}

function onFailure({ failures, onFailure: said, item }: Part): JsonSchema {
  return {
    ...about(said),
    anyOf: [
      { type: 'string', enum: failures },
      { type: 'array', minItems: 1, items: ref(item) },
    ],
  };
}

function arm({ item, words }: Part): JsonSchema {
  const ends = words.filter((word) => word === 'finish' || word === 'continue_with');
  const bodies = ['steps', ...ends];
  return {
    ...about('One way to go on.'),
    type: 'object',
    additionalProperties: false,
    required: ['when'],
    properties: {
      when: condition('The arm is taken when this is true, and no arm before it was.', "$look.api = 'GONE'"),
      steps: listOf('The steps of this way.', item),
      ...Object.fromEntries(ends.map((end) => [end, ref(end)])),
    },
    anyOf: bodies.map((key) => ({ required: [key] })),
    ...(ends.length > 0 ? { allOf: oneOfThem(bodies, 'arm') } : {}),
  };
}
