import { about, given, has, type JsonSchema, listOf, ref, refuses } from './json-schema.ts';
import { stepTypeText } from './step-type-text.ts';
import { type DescribedType, withSchema } from './with-schema.ts';

const fieldsOf = ({ uses }: DescribedType) => `fields-of-${uses}`;
const withOf = ({ uses }: DescribedType) => `with-of-${uses}`;
const usesOf = ({ uses }: DescribedType) => `uses-${uses}`;

/** What step types say of themselves, once for wherever they are used. */
export function typeDefinitions(types: readonly DescribedType[]): Record<string, JsonSchema> {
  const entries = types.flatMap((type): [string, JsonSchema][] => {
    const { required, ...fields } = withSchema(type);
    const { description, markdownDescription } = fields;
    const said = {
      ...(description ? { description } : {}),
      ...(markdownDescription ? { markdownDescription } : {}),
    };
    return [
      [
        usesOf(type),
        { description: `${type.summary}.`, markdownDescription: stepTypeText(type), const: type.uses },
      ],
      [fieldsOf(type), fields],
      ...(required
        ? [[withOf(type), { ...said, required, allOf: [ref(fieldsOf(type))] }] satisfies [string, JsonSchema]]
        : []),
    ];
  });
  const takingBack = types.filter(takesBack);
  return {
    ...Object.fromEntries(entries),
    'undo-by-another-type': undoByAnother(takingBack),
    'undo-uses': {
      ...about('The step type that takes it back; its own when left out.'),
      type: 'string',
      enum: takingBack.map(({ uses }) => uses),
    },
  };
}

/** A step that uses a step type: what its type makes of `with`, `undo` and `until`. `item` is the definition of a step within it. */
export function usesStep(
  types: readonly DescribedType[],
  { common, item, undone }: { common: Record<string, JsonSchema>; item: string; undone: boolean },
): JsonSchema {
  return {
    properties: {
      ...common,
      // without a description: over a step type its own is shown
      uses: typeNames(types),
      timeout: ref('timeout'),
      ...(undone ? {} : { undo: false as const }),
    },
    allOf: types.map((type) => given(isType(type), ofType(type, item, undone))),
  };
}

/** The names of step types. */
export function typeNames(types: readonly DescribedType[]): JsonSchema {
  return {
    type: 'string',
    enum: types.map((type) => type.uses),
    markdownEnumDescriptions: types.map(({ summary }) => `${summary}.`),
  };
}

function ofType(type: DescribedType, item: string, undone: boolean): JsonSchema {
  const { required } = withSchema(type);
  const looks = type.kind === 'reads' && !type.nests;
  const lists = {
    until: ref('until'),
    every: ref('every'),
    on_timeout: listOf('Steps instead of a failure, when the time is over.', item),
  };
  const undo = undone && isUndoable(type);
  const asks = type.kind === 'asks';
  const refused = [
    ...(looks
      ? []
      : [refuses(['until', 'every', 'on_timeout'], '"until" belongs to a step that only looks')]),
    ...(undo || !undone ? [] : [refuses(['undo'], `${type.uses} changes nothing that could be taken back`)]),
    ...(asks
      ? [refuses(['retry'], `${type.uses} waits for people: trying again would only ask them again`)]
      : []),
  ];
  return {
    ...(required ? { required: ['with'] } : {}),
    properties: {
      uses: ref(usesOf(type)),
      with: ref(required ? withOf(type) : fieldsOf(type)),
      ...(asks ? {} : { retry: ref('retry') }),
      ...(undo ? { undo: undoOf(type) } : {}),
      ...(looks ? lists : {}),
    },
    ...(refused.length > 0 ? { allOf: refused } : {}),
  };
}

function isType({ uses }: DescribedType): JsonSchema {
  return { ...has('uses'), properties: { uses: { const: uses } } };
}

function isUndoable({ uses, kind, nests }: DescribedType): boolean {
  return nests === true || kind === 'changes' || kind === 'tells' || uses === 'manual';
}

/** Whether a step of another type can be taken back by this one. */
function takesBack({ uses, kind, nests }: DescribedType): boolean {
  return nests !== true && (kind !== 'asks' || uses === 'manual');
}

/** `{}` and `{ with }` of the step's own type, `{ uses, with }` of another. */
function undoOf(type: DescribedType): JsonSchema {
  return {
    ...about(
      'How the step is taken back when the run is aborted: `{}` where its type can take itself back, `{ with }` with other values, `{ uses, with }` by another type. It may read what the step gave.',
    ),
    type: 'object',
    ...given(has('uses'), ref('undo-by-another-type'), {
      type: 'object',
      additionalProperties: false,
      properties: { uses: ref('undo-uses'), with: ref(fieldsOf(type)) },
    }),
  };
}

function undoByAnother(types: readonly DescribedType[]): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      uses: ref('undo-uses'),
      with: { ...about('What that step type needs.'), type: 'object' },
    },
    allOf: types.map((type) => given(isType(type), { properties: { with: ref(fieldsOf(type)) } })),
  };
}
