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
    const { run, kind, step, generation, iteration } = place;
    const table = viewOf(effect.table);
    if (table.run(run)?.mode === 'dry-run') return []; // asks itself
    const key = canonical(place);
    heard.set(key, (heard.get(key) ?? 0) + 1);
    const ask = table
      .asks(run)
      .find(
        (one) =>
          one.kind === kind &&
          one.step === step &&
          one.generation === generation &&
          one.iteration === iteration,
      );
    const found: Violation[] = [];
    if ((heard.get(key) ?? 0) > 1)
      found.push(
        violation(
          run,
          effect.at,
          `the state machine took ${heard.get(key)} answers to one question of ${step}`,
        ),
      );
    const told = answerIn(facts.operation ?? '', facts.members ?? {});
    if (told !== ask?.decision?.answer)
      found.push(
        violation(
          run,
          effect.at,
          `the state machine was told ${told}, decided is ${ask?.decision?.answer ?? 'nothing'}`,
        ),
      );
    return found;
  });
}

function answerIn(operation: string, members: Record<string, unknown>): string {
  if (operation === 'SendTaskFailure') return members['error'] === 'Rejected' ? 'reject' : 'abort';
  const output: unknown = JSON.parse(textOf(members['output']) || 'null');
  return isObject(output) ? textOf(output['answer']) : 'nothing';
}

interface Place {
  run: string;
  kind: Ask['kind'];
  step: string;
  generation: number;
  iteration: number;
}

/** Which question a token was given for. */
function placesOf({ processes }: Watched): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { name, payload, run, step, generation, iteration } of processes) {
    const token = isObject(payload) ? payload['token'] : undefined;
    const kind = name === 'ask' ? 'failure' : 'approval';
    if (typeof token === 'string') places.set(token, { run, kind, step, generation, iteration });
  }
  return places;
}

function violation(run: string, at: number, text: string): Violation {
  return { invariant: 8, run, at, text };
}
