import type { Definition, State } from '../../lib/model/asl.ts';

/** A definition that begins with the first of its states. */
export function definition(states: Record<string, State>): Definition {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states };
}

/** Pass states one after the other, each of which assigns. */
export function chain(length: number): Definition {
  const states: Record<string, State> = { S0: { Type: 'Pass', Assign: { n: 0 }, Next: 'S1' } };
  for (let index = 1; index < length; index += 1)
    states[`S${index}`] = {
      Type: 'Pass',
      Assign: { n: '{% $n + 1 %}' },
      ...(index === length - 1 ? { End: true as const } : { Next: `S${index + 1}` }),
    };
  return definition(states);
}

/** A Pass and a Choice, `times` times. */
export function loop(times: number): Definition {
  return definition({ ...looping('A', times, 'Z'), Z: { Type: 'Succeed' } });
}

/** A loop, a second of waiting, and the same loop with its own length. */
export function twoLoops(first: number, second: number): Definition {
  return definition({
    ...looping('A', first, 'W'),
    W: { Type: 'Wait', Seconds: 1, Next: 'B' },
    ...looping('B', second, 'Z'),
    Z: { Type: 'Succeed' },
  });
}

function looping(name: string, times: number, then: string): Record<string, State> {
  const more = `{% $n < ${times} %}`;
  return {
    [name]: { Type: 'Pass', Assign: { n: 0 }, Next: `${name}P` },
    [`${name}P`]: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: `${name}C` },
    [`${name}C`]: { Type: 'Choice', Choices: [{ Condition: more, Next: `${name}P` }], Default: then },
  };
}

export function mapOf(items: number): Definition {
  return definition({
    M: {
      Type: 'Map',
      Items: `{% [1..${items}] %}`,
      ItemProcessor: definition({ P: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } }),
      End: true,
    },
  });
}

/** A task and a Choice, `times` times: the journal is written for each answer. */
export function tasks(times: number): Definition {
  return definition({
    A: { Type: 'Pass', Assign: { n: 0 }, Next: 'T' },
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f', Payload: { n: '{% $n %}' } },
      Assign: { n: '{% $n + 1 %}' },
      Next: 'C',
    },
    C: { Type: 'Choice', Choices: [{ Condition: `{% $n < ${times} %}`, Next: 'T' }], Default: 'Z' },
    Z: { Type: 'Succeed' },
  });
}

/** Looks, keeps what it saw, and asks somebody who does not answer. */
export const asking: Definition = definition({
  Look: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'look', Payload: '{% $states.input %}' },
    Assign: { seen: '{% $states.result.Payload %}' },
    Output: '{% $states.input %}',
    Next: 'Ask',
  },
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: 'ask',
      Payload: { token: '{% $states.context.Task.Token %}', seen: '{% $seen %}' },
    },
    TimeoutSeconds: '{% 3600 + $states.input.n %}',
    End: true,
  },
});

/** A day in steps: each calls a function, and waits for its part of the day. */
export function day(steps: number): Definition {
  const states: Record<string, State> = {};
  for (let index = 1; index <= steps; index += 1) {
    states[`T${index}`] = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f', Payload: { step: index } },
      TimeoutSeconds: 75,
      Next: `W${index}`,
    };
    states[`W${index}`] = {
      Type: 'Wait',
      Seconds: 86_400 / steps,
      ...(index === steps ? { End: true as const } : { Next: `T${index + 1}` }),
    };
  }
  return definition(states);
}
