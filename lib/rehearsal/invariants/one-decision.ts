import type { Ask } from '../../model/ask.ts';
import { canonical, isObject } from '../../model/json.ts';
import { textOf } from '../read.ts';
import { viewOf } from '../table-view.ts';
import type { SeenCall } from '../watch.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** 8. One decision for each ask, and everybody sees the same one. */
export const oneDecision: Invariant = {
  number: 8,
  title: 'One decision for each ask',
  boundedOnly: false,
  check: (watched) => [
    ...watched.calls.flatMap(changedDecision),
    ...tellings(watched),
    ...watched.shown.flatMap(({ run, by, decision }): Violation[] => {
      const kept = watched.table.asks(run).some((ask) => canonical(ask.decision) === canonical(decision));
      return kept
        ? []
        : [
            violation(
              run,
              watched.endedAt,
              `${by} was shown a decision that is not kept: ${decision.answer}`,
            ),
          ];
    }),
  ],
};

/** What was decided stays, whoever writes. */
function changedDecision({ facts, effect, process }: SeenCall): Violation[] {
  if (facts.kind !== 'ask' || !facts.write || effect?.status !== 200 || !facts.key) return [];
  const { pk, sk } = facts.key;
  const before = viewOf(effect.before).item(pk, sk)?.['decision'];
  const after = viewOf(effect.table).item(pk, sk)?.['decision'];
  if (before === undefined || canonical(before) === canonical(after)) return [];
  return [
    violation(
      pk.slice('RUN#'.length),
      effect.at,
      `${process?.name ?? 'somebody'} made ${canonical(after)} of the decision ${canonical(before)} (${sk})`,
    ),
  ];
}

/** What the state machine heard: once for each question, and what was decided. */
function tellings(watched: Watched): Violation[] {
  const places = placesOf(watched);
  const heard = new Map<string, number>();
  return watched.calls.flatMap(({ facts, effect }): Violation[] => {
    if (effect?.status !== 200 || !/^SendTask(Success|Failure)$/.test(facts.operation ?? '')) return [];
    const place = places.get(textOf(facts.members?.['taskToken']));
    if (!place)
      return [
        violation('', effect.at, 'the state machine was told something with a token that nobody was given'),
      ];
    const { run, step } = place;
    const table = viewOf(effect.table);
    if (table.run(run)?.mode === 'dry-run') return []; // asks itself
    const key = canonical(place);
    heard.set(key, (heard.get(key) ?? 0) + 1);
    const ask = table.asks(run).find((one) => canonical(placeOf(one)) === key);
    const found: Violation[] = [];
    if ((heard.get(key) ?? 0) > 1)
      found.push(
        violation(
          run,
          effect.at,
          `the state machine took ${heard.get(key)} answers to one question of ${step}`,
        ),
      );
    const { operation = '', members = {} } = facts;
    const told = answerIn(operation, members);
    if (told !== ask?.decision?.answer)
      found.push(
        violation(
          run,
          effect.at,
          `the state machine was told ${told}, decided is ${ask?.decision?.answer ?? 'nothing'}`,
        ),
      );
    else if (operation === 'SendTaskSuccess' && broughtIn(members) !== broughtBy(ask?.decision))
      found.push(
        violation(
          run,
          effect.at,
          `the state machine was told ${told} with ${broughtIn(members)}, decided is ${broughtBy(ask?.decision)}`,
        ),
      );
    return found;
  });
}

const failures: Record<string, string> = { Rejected: 'reject', Aborted: 'abort', CannotDo: 'cannot' };

function answerIn(operation: string, members: Record<string, unknown>): string {
  if (operation === 'SendTaskFailure') return failures[textOf(members['error'])] ?? 'nothing';
  return textOf(outputIn(members)['answer']) || 'nothing';
}

/** What the answer brings besides its word: other values, where to, what was written down. */
function broughtIn(members: Record<string, unknown>): string {
  const { values = null, to = null, record = null } = outputIn(members);
  return JSON.stringify([values, to, record]);
}

function broughtBy(decision: Ask['decision']): string {
  const { values = null, to = null, record = null } = decision ?? {};
  return JSON.stringify([values, to, record]);
}

function outputIn(members: Record<string, unknown>): Record<string, unknown> {
  const output: unknown = JSON.parse(textOf(members['output']) || 'null');
  return isObject(output) ? output : {};
}

type Place = Pick<Ask, 'run' | 'kind' | 'step' | 'generation' | 'iteration'> & { undo: number | null };

function placeOf({ run, kind, step, generation, iteration, undo }: Ask): Place {
  return { run, kind, step, generation, iteration, undo: undo ?? null };
}

const kinds: Record<string, Ask['kind']> = {
  ask: 'failure',
  'step-approve': 'approval',
  'step-decide': 'decision',
  'step-manual': 'manual',
  'step-wait': 'wait',
};

/** Which question a token was given for. */
function placesOf({ processes }: Watched): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { name, payload, run, step, generation, iteration, undo } of processes) {
    const token = isObject(payload) ? payload['token'] : undefined;
    const kind = kinds[name];
    if (typeof token === 'string' && kind)
      places.set(token, { run, kind, step, generation, iteration, undo });
  }
  return places;
}

function violation(run: string, at: number, text: string): Violation {
  return { invariant: 8, run, at, text };
}
