import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { placeholders, withArns } from '../../lib/compiler/with-arns.ts';
import { readDefinition } from '../../lib/engine/definition/read.ts';
import type { Definition, State } from '../../lib/model/asl.ts';
import type { Json } from '../../lib/model/json.ts';
import { aRunbook, aStep, aWholeRunbook } from '../builders/runbook.ts';
import { generated, surroundings } from './generated.ts';
import { shipped } from './shipped.ts';
import { rulesBroken } from './step-functions-rules.ts';

/** As it would be given to CreateStateMachine. */
function deployed(definition: Definition): Definition {
  const names = placeholders(definition).map((name) => [
    name,
    `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
  ]);
  return withArns(definition, Object.fromEntries(names));
}

const folder = new URL('../../runbooks/', import.meta.url);
const files = readdirSync(folder).flatMap((name) => /^(.+)\.ya?ml$/.exec(name)?.[1] ?? []);

/** Texts that look like half an expression, wherever an author can write one. */
const texts = ['{% $inputs %}', '{% half', 'half %}', ' {% led %} ', '{%', '%}'];
const awkward = texts.map((text): [string, Definition] => {
  const steps = [
    aStep('Look', 'look', { id: 'look', with: { note: text, list: [text], map: { in: text } } }),
    aStep('May we?', 'approve', {
      id: 'may_we',
      with: { question: `{{ $look.word }}${text}` },
      ask: [{ who: text, for: 60 }],
      covers: ['change_it'],
    }),
    aStep('Change it', 'change', { id: 'change_it', with: { word: text }, approval: 'may_we' }),
    aStep('Verify it', 'verify'),
  ];
  return [
    `texts such as "${text}"`,
    compile(aRunbook(steps, { owner: text, title: text }), surroundings).definition,
  ];
});
const all: [string, Definition][] = [
  ...files.map((name): [string, Definition] => [`runbooks/${name}`, shipped(name).compiled.definition]),
  ['a little of everything', compile(aWholeRunbook(), surroundings).definition],
  ...awkward,
  ...generated.map(({ definition }, index): [string, Definition] => [`generated ${index}`, definition]),
];

describe('Step Functions takes what is compiled', () => {
  test('as far as the engine reads it', () => {
    for (const [name, definition] of all) {
      const { diagnostics } = readDefinition(JSON.stringify(deployed(definition)));
      expect([name, diagnostics]).toEqual([name, []]);
    }
  });

  test('by its own rules', () => {
    for (const [name, definition] of all)
      expect([name, rulesBroken(deployed(definition))]).toEqual([name, []]);
  });
});

test('the message of last resort has a subject that SNS takes, however long the name is', () => {
  const { definition } = compile(
    aRunbook([aStep('Look', 'look')], { runbook: 'r'.repeat(60) }),
    surroundings,
  );
  const tell = definition.States['Tell people directly'];
  const given = tell?.Type === 'Task' ? tell.Arguments : null;
  expect(JSON.stringify(given)).toMatch(/"Subject":"Rebound: a run of r{60} [^"]{1,23}"/);
});

describe('the rules find', () => {
  const task: State = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    TimeoutSeconds: 75,
    End: true,
  };
  const machine = (change: Record<string, Json>): Definition => ({
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 60,
    StartAt: 'One',
    States: { One: { ...task, ...change } },
  });

  test.each<[string, Record<string, Json>, RegExp]>([
    ['half an expression', { Arguments: { a: ['x %}'] } }, /half an expression in Arguments/],
    ['a led expression', { Arguments: { a: ' {% 1 %}' } }, /half an expression/],
    ['a token without waiting', { Arguments: '{% $states.context.Task.Token %}' }, /task token/],
    [
      'waiting without a token',
      { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' },
      /task token/,
    ],
    ['a result in arguments', { Arguments: '{% $states.result %}' }, /\$states.result in Arguments/],
    [
      'an item outside of ItemSelector',
      { Arguments: '{% $states.context.Map.Item.Value %}' },
      /\$states.context.Map in Arguments/,
    ],
    [
      'what counts as deep',
      { Assign: { a: '{% $filter([1], function($i) { $i in [1, 2] }) %}' } },
      /again and again/,
    ],
    ['an error outside of Catch', { Assign: { a: '{% $states.errorOutput %}' } }, /errorOutput in Assign/],
    [
      'States.ALL with others',
      { Catch: [{ ErrorEquals: ['States.ALL', 'X'], Next: 'One' }] },
      /alone and last/,
    ],
    [
      'States.ALL before others',
      {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'One' },
          { ErrorEquals: ['X'], Next: 'One' },
        ],
      },
      /alone and last/,
    ],
    ['an error of States that is none', { Retry: [{ ErrorEquals: ['States.Odd'] }] }, /the error States.Odd/],
    [
      'a delay below the interval',
      { Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] },
      /MaxDelaySeconds 9/,
    ],
    ['an interval of 0', { Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 0 }] }, /IntervalSeconds 0/],
    ['a time-out of 0', { TimeoutSeconds: 0 }, /TimeoutSeconds/],
    ['a field of JSONPath', { ResultPath: '$.x' }, /a Task has no ResultPath/],
    ['a variable that nobody assigns', { Arguments: '{% $never.x %}' }, /reads \$never/],
    ['a variable without a name', { Assign: { 'a-b': 1 } }, /the variable a-b/],
  ])('%s', (_, change, fault) => {
    expect(rulesBroken(machine({}))).toEqual([]);
    expect(rulesBroken(machine(change)).join('\n')).toMatch(fault);
  });

  test('a variable that an inner and an outer scope both assign', () => {
    const inner: Definition = {
      StartAt: 'Two',
      States: { Two: { Type: 'Pass', Assign: { a: 2 }, End: true } },
    };
    const around = (name: string): Definition => ({
      ...machine({}),
      States: { One: { Type: 'Parallel', Branches: [inner], Assign: { [name]: 1 }, End: true } },
    });
    expect(rulesBroken(around('b'))).toEqual([]);
    expect(rulesBroken(around('a'))).toEqual(['both scopes assign $a']);
  });
});
