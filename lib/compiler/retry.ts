import type { ChoiceState, State, WaitState } from '../model/asl.ts';
import type { UseStep } from '../runbook/runbook.ts';
import { failureWay } from './failure.ts';
import type { After } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { pauseName, retryName } from './names.ts';
import type { Context } from './parts.ts';

/** Longest time between two attempts, in seconds: an abort is heard behind it. */
const pauseSecondsMax = 300;

/**
 * `retry`: a few more attempts, each a new generation, before anybody is asked. Not a Retrier: a failed operation outside has the
 * name of its generation, and a machine's retry of the state would find it again.
 */
export function retryStates(step: UseStep, context: Context, after: After): [string, State][] {
  const { retry } = step;
  if (!retry) return [];
  const { tries, generation } = context.scope.variables;
  const way = failureWay(step, context, after, { [tries]: 0 });
  const choice: ChoiceState = {
    Type: 'Choice',
    Choices: [
      {
        Condition: jsonata(`$${tries} < ${retry.times}`),
        Assign: {
          [tries]: jsonata(`$${tries} + 1`),
          [generation]: jsonata(`$${generation} + 1`),
        },
        Next: pauseName(step.title),
        Comment: `tried again ${retry.times} times at most`,
      },
    ],
    Assign: way.Assign,
    Default: way.Next,
  };
  const seconds =
    retry.backoff === 1
      ? retry.every
      : jsonata(
          `$min([${pauseSecondsMax}, $ceil(${retry.every} * $power(${retry.backoff}, $${tries} - 1))])`,
        );
  const wait: WaitState = { Type: 'Wait', Seconds: seconds, Next: step.title };
  return [
    [retryName(step.title), choice],
    [pauseName(step.title), wait],
  ];
}
