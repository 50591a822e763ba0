import { describe, expect, test } from '@jest/globals';
import { checkDefinition, checkedDefinition, readDefinition } from '../../lib/engine/definition/read.ts';

type States = Record<string, object>;
const machine = (states: States, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const pass = (more: object = {}) => ({ Type: 'Pass', End: true, ...more });
const invoke = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  End: true,
  ...more,
});
const branch = (states: States, more: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const told = (definition: unknown) =>
  checkDefinition(definition).diagnostics.map(
    ({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`,
  );
const schema = (message: string, at: string) => `SCHEMA_VALIDATION_FAILED: ${message} at ${at}`;

describe('measured on the service: code, words and place', () => {
  test.each<[string, object, string[]]>([
    [
      'a workflow without end',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      ['MISSING_END_STATE: Workflow has no terminal state at null'],
    ],
    [
      'a state that nothing leads to',
      machine({ A: pass(), B: pass() }),
      ['MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B'],
    ],
    [
      'targets that are not there',
      machine({
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X' }], Default: 'Y' },
      }),
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/C/Default",
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/C/Choices[0]/Next",
        'MISSING_END_STATE: Workflow has no terminal state at null',
      ],
    ],
    [
      'a field that its type does not have',
      machine({ A: pass({ Catch: [] }) }),
      [schema("Field 'Catch' is not supported", '/States/A')],
    ],
    [
      'a field of the other query language',
      machine({ A: pass({ InputPath: '$' }) }),
      [
        schema(
          "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
          '/States/A',
        ),
      ],
    ],
    [
      'a query language in a processor',
      machine({
        M: { Type: 'Map', End: true, ItemProcessor: branch({ P: pass() }, { QueryLanguage: 'JSONata' }) },
      }),
      [schema("Field 'QueryLanguage' is not supported", '/States/M/ItemProcessor')],
    ],
    [
      'a query language that is none',
      machine({ A: pass({ QueryLanguage: 'jsonata' }) }),
      [schema('Value should be one of the following: [JSONPath, JSONata]', '/States/A/QueryLanguage')],
    ],
    [
      'a type that is none',
      machine({ A: { Type: 'Pas', End: true } }),
      [
        schema(
          "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
          '/States/A/Type',
        ),
      ],
    ],
    [
      'a resource that is none',
      machine({ A: invoke({ Resource: 'lambda' }) }),
      [
        schema(
          'The resource provided lambda is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
          '/States/A/Resource',
        ),
      ],
    ],
    [
      'an expression that is none',
      machine({ A: pass({ Output: { a: '{% 1 + %}' } }) }),
      ['INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/a'],
    ],
    [
      'a name without context',
      machine({ A: pass({ Output: { v: '{% phone %}' } }) }),
      [
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
      ],
    ],
    [
      'the context itself',
      machine({ A: pass({ Output: '{% $$ %}' }) }),
      ["UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output"],
    ],
    [
      'an error output where there is none',
      machine({ A: pass({ Output: '{% $states.errorOutput %}' }) }),
      ["UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Output"],
    ],
    [
      'a state name twice',
      machine({
        A: { Type: 'Parallel', End: true, Branches: [branch({ X: pass() }), branch({ X: pass() })] },
      }),
      ['DUPLICATE_STATE_NAME: Duplicate State name: X at /States/A/Branches[1]/States/X'],
    ],
  ])('%s', (_, definition, expected) => {
    expect(told(definition)).toEqual(expected);
  });

  test('CreateStateMachine says what has no place "at null"', () => {
    const endless = machine({ A: { Type: 'Pass', Next: 'A' } });
    expect(() => checkedDefinition(JSON.stringify(endless))).toThrow(
      "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });
});

describe('by the specification: code and place', () => {
  const retry = (...retriers: object[]) => machine({ A: invoke({ Retry: retriers }) });
  const wait = (more: object) => machine({ A: { Type: 'Wait', End: true, ...more } });
  test.each<[string, object, RegExp]>([
    ['neither Next nor End', machine({ A: { Type: 'Pass' }, B: pass() }), /'Next' or 'End'.* \/States\/A$/],
    ['Next and End', machine({ A: pass({ Next: 'B' }), B: pass() }), /'Next' and 'End'/],
    [
      'States.ALL among others',
      retry({ ErrorEquals: ['States.ALL', 'A'] }),
      /alone.*Retry\[0\]\/ErrorEquals$/,
    ],
    [
      'States.ALL before others',
      retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }),
      /last entry/,
    ],
    ['no errors at all', retry({ ErrorEquals: [] }), /must not be empty/],
    ['a retrier without errors', retry({}), /required: \[ErrorEquals\] at \/States\/A\/Retry\[0\]$/],
    ['an interval of nothing', retry({ ErrorEquals: ['A'], IntervalSeconds: 0 }), /minimum of 1/],
    ['a backoff below 1', retry({ ErrorEquals: ['A'], BackoffRate: 0.5 }), /minimum of 1/],
    ['attempts that are no number', retry({ ErrorEquals: ['A'], MaxAttempts: '3' }), /type \[INTEGER\]/],
    [
      'a delay that is not above the interval',
      retry({ ErrorEquals: ['A'], IntervalSeconds: 9, MaxDelaySeconds: 9 }),
      /greater than IntervalSeconds/,
    ],
    [
      'another jitter',
      retry({ ErrorEquals: ['A'], JitterStrategy: 'HALF' }),
      /one of the following: \[FULL, NONE\]/,
    ],
    [
      'a catcher without target',
      machine({ A: invoke({ Catch: [{ ErrorEquals: ['A'] }] }) }),
      /required: \[Next\]/,
    ],
    ['seconds and an instant', wait({ Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }), /Exactly one/],
    ['neither of them', wait({}), /Exactly one/],
    ['a day that there is not', wait({ Timestamp: '2026-02-30T00:00:00Z' }), /RFC3339.*\/Timestamp$/],
    ['negative seconds', wait({ Seconds: -1 }), /minimum of 0/],
    [
      'a heartbeat as long as the time-out',
      machine({ A: invoke({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }) }),
      /smaller than TimeoutSeconds/,
    ],
    [
      'no rules',
      machine({ C: { Type: 'Choice', Choices: [], Default: 'D' }, D: pass() }),
      /Choices must not be empty/,
    ],
    [
      'a condition that is a text',
      machine({ C: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'D' }] }, D: pass() }),
      /JSONata expression or a boolean/,
    ],
    [
      'a rule of the other language',
      machine({ C: { Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'D' }] }, D: pass() }),
      /only supported for the 'JSONPath'/,
    ],
    [
      'more than all tolerated',
      machine({
        M: { Type: 'Map', End: true, ToleratedFailurePercentage: 101, ItemProcessor: branch({ P: pass() }) },
      }),
      /maximum of 100/,
    ],
    ['a Map that does nothing', machine({ M: { Type: 'Map', End: true } }), /required: \[ItemProcessor\]/],
    [
      'a distributed Map',
      machine({
        M: {
          Type: 'Map',
          End: true,
          ItemProcessor: branch({ P: pass() }, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
        },
      }),
      /DISTRIBUTED does not run here/,
    ],
    [
      'a mistake in a branch',
      machine({ A: { Type: 'Parallel', End: true, Branches: [branch({ B: { Type: 'Task', End: true } })] } }),
      /required: \[Resource\] at \/States\/A\/Branches\[0\]\/States\/B$/,
    ],
    [
      'a branch without start',
      machine({ A: { Type: 'Parallel', End: true, Branches: [{ States: { B: pass() } }] } }),
      /required: \[StartAt\]/,
    ],
    [
      'a variable of an outer scope',
      machine({
        A: {
          Type: 'Parallel',
          End: true,
          Assign: { x: 1 },
          Branches: [branch({ B: pass({ Assign: { x: 2 } }) })],
        },
      }),
      /'x' is assigned in an outer scope/,
    ],
    ['a variable named states', machine({ A: pass({ Assign: { states: 1 } }) }), /'states' is reserved/],
    ['a variable that is no name', machine({ A: pass({ Assign: { 'a b': 1 } }) }), /'a b' is not valid/],
    [
      'Assign that is no object',
      machine({ A: pass({ Assign: [1] }) }),
      /type \[OBJECT\] at \/States\/A\/Assign$/,
    ],
    ['a name of 81 characters', machine({ ['a'.repeat(81)]: pass() }), /^INVALID_STATE_NAME/],
    [
      'a result before there is one',
      machine({ A: invoke({ Arguments: '{% $states.result %}' }) }),
      /'\$states\.result' does not exist/,
    ],
    [
      'an unknown field of the whole',
      machine({ A: pass() }, { Author: 'me' }),
      /Field 'Author' is not supported at \/$/,
    ],
    ['a time-out of a text', machine({ A: pass() }, { TimeoutSeconds: '{% 1 %}' }), /type \[INTEGER\]/],
    [
      'a start that is not there',
      machine({ A: pass() }, { StartAt: 'constructor' }),
      /Missing 'StartAt' target: constructor/,
    ],
    [
      'a target that every object has',
      machine({ A: { Type: 'Pass', Next: 'toString' } }),
      /Missing 'Next' target: toString/,
    ],
  ])('%s', (_, definition, expected) => {
    expect(told(definition).join('\n')).toMatch(new RegExp(expected, `${expected.flags}m`));
  });
});

describe('what is right', () => {
  test.each<[string, object]>([
    [
      'names inside a filter, a group, a sort and a step',
      machine({
        A: pass({
          Output: {
            f: '{% $states.input.items[value > 3].name %}',
            g: '{% $states.input.a{type: $sum(n)} %}',
            s: '{% $states.input.a^(>n) %}',
          },
        }),
      }),
    ],
    [
      'an error output in a catcher',
      machine({
        A: invoke({
          Catch: [
            {
              ErrorEquals: ['States.ALL'],
              Assign: { e: '{% $states.errorOutput %}' },
              Output: '{% $states.errorOutput.Cause %}',
              Next: 'B',
            },
          ],
        }),
        B: pass(),
      }),
    ],
    [
      'a result behind a task',
      machine({
        A: invoke({ Output: '{% $states.result %}', Assign: { r: '{% $states.result.Payload %}' } }),
      }),
    ],
    ['a comment with an expression that is none', machine({ A: pass({ Comment: '{% ( %}' }) })],
    [
      'states named as what objects inherit',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'constructor',
        States: { constructor: { Type: 'Pass', Next: 'toString' }, toString: pass() },
      },
    ],
  ])('%s', (_, definition) => {
    expect(told(definition)).toEqual([]);
  });
});

describe('a text that is no definition', () => {
  test.each<[string, string, string, RegExp]>([
    ['nothing', ' ', 'MISSING_DESCRIPTION', /^Received a null or empty/],
    ['half an object', '{"StartAt":', 'INVALID_JSON_DESCRIPTION', /^Unexpected end-of-input/],
    ['words', 'not a definition', 'INVALID_JSON_DESCRIPTION', /^Unrecognized token 'not'/],
    [
      'a comma too many',
      '{"a":1,}',
      'INVALID_JSON_DESCRIPTION',
      /^Unexpected character \('}' \(code 125\)\)/,
    ],
    ['a list', '[]', 'SCHEMA_VALIDATION_FAILED', /OBJECT/],
    [
      'nested too deep',
      `{"States":${'['.repeat(5000)}`,
      'INVALID_JSON_DESCRIPTION',
      /nesting depth \(5001\)/,
    ],
  ])('%s', (_, text, code, message) => {
    const { diagnostics } = readDefinition(text);
    expect(diagnostics).toEqual([expect.objectContaining({ code, message: expect.stringMatching(message) })]);
  });
});
