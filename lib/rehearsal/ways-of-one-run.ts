import type { Random } from '../model/clock.ts';
import { pick, some, thousandths, whole } from './draw.ts';
import {
  answersOf,
  type Answers,
  ofApproval,
  ofDecision,
  ofFailedChange,
  ofFailedLook,
  ofManual,
  withAnswers,
} from './draw-answers.ts';
import type { PlannedFault } from './faults.ts';
import { type Act, type Cast, type Drawn, helpful, noFaults, type When } from './schedule.ts';
import {
  aborts,
  aFault,
  after,
  again,
  anyMoment,
  breaks,
  first,
  goOn,
  refusal,
  stops,
} from './ways-parts.ts';

/** An abort at any moment, and often another one, by whoever wants what is not taken back yet to stay. */
export function abortedAnywhere(random: Random, cast: Cast): Partial<Drawn> {
  const runbook = pick(random, [
    cast.carefully,
    cast.carefully,
    cast.both,
    cast.both,
    cast.turns,
    cast.unattended,
    cast.within,
  ]);
  const at = anyMoment(random);
  return {
    name: `${runbook}, aborted at any moment`,
    starts: [first(cast, runbook, random() < 0.6 ? 'person' : 'alarm')],
    acts: [
      ...aborts(random, at, random() < 0.3 ? 'nested' : 'itself'),
      ...(random() < 0.25 ? breaks(random, after(at, whole(random, 100))) : []),
    ],
    duplicates: again(random, ['undo', 'step-restore-backup', 'step-manual', 'close-run', 'ask']),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['change', 'ledger', 'ask', 'run'])),
    },
  };
}

/** What was made is taken away while calls are lost, late and killed; the execution may be stopped, and somebody starts anew. */
export function undoneUnderFire(random: Random, cast: Cast): Partial<Drawn> {
  const runbook = pick(random, [cast.carefully, cast.both, cast.turns]);
  const during: When = { kind: 'change', nth: 3 + whole(random, 20), plus: thousandths(random, 30) };
  const acts = aborts(
    random,
    { kind: 'change', nth: pick(random, [1, 2]), plus: 15 + whole(random, 60) },
    'itself',
    0.2,
  );
  const what = random();
  if (what < 0.4) acts.push({ does: 'kill', at: during, run: 0, by: 'frank' });
  else if (what < 0.6) acts.push(...stops(during, 60 + whole(random, 200)));
  else if (what < 0.8)
    acts.push(
      { does: 'hold', at: during, run: 0, by: 'frank' },
      { does: 'continue', at: after(during, 120), run: 0, by: 'frank' },
    );
  const late = { ...during, plus: during.plus + 0.1 + whole(random, 90) };
  const second = first(cast, pick(random, [cast.runbook, cast.whole, cast.carefully]), 'person', late);
  return {
    name: `${runbook}, taken back under fire`,
    starts: [first(cast, runbook), ...(random() < 0.6 ? [second] : [])],
    acts,
    duplicates: again(random, ['undo', 'step-restore-backup', 'step-restore-backup', 'close-run']),
    faults: {
      ...noFaults,
      planned: some(random, 4, () => ({ ...aFault(random, ['change']), nth: 2 + whole(random, 25) })),
    },
  };
}

/** A step fails, and people say everything that they can say of it. */
export function saidOfAFailure(random: Random, cast: Cast): Partial<Drawn> {
  const [runbook, looksFrom] = pick(random, looksBehindTheChange(cast));
  const change = random() < 0.45;
  const words = change ? ofFailedChange(cast) : ofFailedLook();
  const answers: Answers = { failure: some(random, 6, () => answersOf(random, cast, 'failure', words), 1) };
  const refusals = some(random, 6, () => refusal(random, change ? null : looksFrom), change ? 1 : 4);
  const begins: PlannedFault[] = change ? [{ kind: 'change', nth: 1, fault: 'refused' }] : [];
  return {
    name: `${runbook}, a step fails`,
    starts: [first(cast, runbook, random() < 0.5 ? 'person' : 'alarm')],
    people: withAnswers(helpful(cast, 5, 5), cast, answers),
    acts:
      random() < 0.8
        ? [goOn({ kind: 'change', nth: 1, plus: 40 + whole(random, 100) })]
        : aborts(random, 60 + whole(random, 300), 'itself'),
    duplicates: again(random, ['step-restore-backup', 'step-approve', 'ask', 'step-runbook']),
    faults: { ...noFaults, planned: [...begins, ...refusals] },
  };
}

/** About the how-many-eth look of each runbook comes behind its first change. */
const looksBehindTheChange = (cast: Cast): [[string, number], ...[string, number][]] => [
  [cast.both, 33],
  [cast.both, 33],
  [cast.carefully, 18],
  [cast.turns, 23],
  [cast.unattended, 22],
  [cast.within, 38],
];

/** Which way, and who does what by hand: late, twice, and not of one mind. */
export function saidByPeople(random: Random, cast: Cast): Partial<Drawn> {
  const answers: Answers = {
    decision: some(random, 2, () => answersOf(random, cast, 'decision', ofDecision), 1),
    manual: random() < 0.1 ? [[]] : some(random, 2, () => answersOf(random, cast, 'manual', ofManual), 1),
    ...(random() < 0.4 ? { approval: [answersOf(random, cast, 'approval', ofApproval)] } : {}),
  };
  const runbook = pick(random, [cast.carefully, cast.carefully, cast.turns]);
  return {
    name: `${runbook}, people say what they want`,
    starts: [first(cast, runbook)],
    people: withAnswers(helpful(cast, 5, 5), cast, answers),
    acts: [
      goOn({ kind: 'change', nth: 1, plus: 60 }),
      ...(random() < 0.4 ? aborts(random, anyMoment(random), 'itself') : []),
    ],
    duplicates: again(random, ['step-decide', 'step-manual', 'step-wait', 'hand-on', 'undo']),
    faults: { ...noFaults, planned: some(random, 3, () => aFault(random, ['ask', 'ledger', 'states'])) },
  };
}

/** A wait that is ended early, aborted, or answered when it is over. */
export function waits(random: Random, cast: Cast): Partial<Drawn> {
  const at: When = { kind: 'change', nth: 1, plus: 40 + whole(random, 900) };
  const say = (answer: string, plus: number): Act => ({
    does: 'say',
    at: after(at, plus),
    run: 0,
    by: 'frank',
    to: 'wait',
    answer,
  });
  const what = random();
  const acts =
    what < 0.4
      ? [say('go-on', 0), say(pick(random, ['go-on', 'abort']), thousandths(random, 40))]
      : what < 0.6
        ? [say('abort', 0), ...(random() < 0.5 ? [say('go-on', thousandths(random, 20))] : [])]
        : aborts(random, at, 'itself');
  return {
    name: `${cast.carefully}, in its wait`,
    acts,
    duplicates: again(random, ['step-wait', 'step-wait', 'undo', 'step-restore-backup']),
    faults: { ...noFaults, planned: some(random, 2, () => aFault(random, ['ask', 'ledger', 'states'])) },
  };
}
