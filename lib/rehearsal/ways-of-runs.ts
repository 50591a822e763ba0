import type { Random } from '../model/clock.ts';
import { pick, some, thousandths, whole } from './draw.ts';
import { answersOf, ofDecision, withAnswers } from './draw-answers.ts';
import {
  type Act,
  type Cast,
  type Drawn,
  helpful,
  noFaults,
  type Start,
  type When,
  type Which,
} from './schedule.ts';
import { aborts, aFault, after, again, anyMoment, breaks, first, goOn, stops } from './ways-parts.ts';

/** One run hands on to another, while others come, it is aborted or stopped, and what hands on dies. */
export function handsOn(random: Random, cast: Cast): Partial<Drawn> {
  const way = pick(random, ['hand_over', 'hand_over', 'widen']);
  const at: When = {
    kind: pick(random, ['start', 'slots', 'lock', 'ledger']),
    nth: 2 + whole(random, 14),
    plus: thousandths(random, 15),
  };
  const other = first(
    cast,
    pick(random, [cast.runbook, cast.other, cast.whole, cast.carefully, cast.within]),
    pick(random, ['person', 'alarm']),
    at,
  );
  const acts: Act[] = [];
  const what = random();
  const of: Which = pick(random, ['itself', 'next']);
  const later: When = { ...at, nth: at.nth + whole(random, 4), plus: thousandths(random, 500) };
  if (what < 0.35) acts.push(...aborts(random, later, of));
  else if (what < 0.6) acts.push({ does: 'kill', at: later, run: 0, of, by: 'frank' });
  else if (what < 0.7) acts.push({ does: 'hold', at: later, run: 0, of, by: 'frank' });
  return {
    name: `${cast.carefully}, hands on (${way})`,
    starts: [first(cast, cast.carefully), ...(random() < 0.6 ? [other] : [])],
    people: withAnswers(helpful(cast, 5, 5), cast, {
      decision: [[{ answer: way, after: 5, by: cast.owner }]],
    }),
    acts,
    duplicates: again(random, ['hand-on', 'open-run', 'lock', 'close-run']),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['start', 'slots', 'lock', 'ledger', 'run', 'states'])),
    },
  };
}

/** Runs within a run, which others meet; aborted, held and stopped above and below. */
export function runsWithin(random: Random, cast: Cast): Partial<Drawn> {
  const at = anyMoment(random);
  const other = first(
    cast,
    pick(random, [cast.runbook, cast.whole, cast.carefully, cast.unattended, cast.within]),
    pick(random, ['person', 'alarm', 'console']),
    at,
  );
  const of: Which = pick(random, ['itself', 'nested']);
  // The runs of the steps are the second and the third start.
  const soon: When = { kind: 'start', nth: 2 + whole(random, 2), plus: whole(random, 16) };
  const later = random() < 0.6 ? soon : anyMoment(random);
  const acts: Act[] = [goOn({ kind: 'change', nth: 2, plus: 60 + whole(random, 60) }, 'nested')];
  const what = random();
  if (what < 0.5) acts.push(...aborts(random, later, of));
  else if (what < 0.7) acts.push({ does: 'kill', at: later, run: 0, of, by: 'frank' });
  else if (what < 0.8)
    acts.push(
      { does: 'hold', at: later, run: 0, of, by: 'frank' },
      { does: 'continue', at: after(later, 90), run: 0, of, by: 'frank' },
    );
  const decision = answersOf(random, cast, 'decision', ofDecision);
  return {
    name: `${cast.within}, runs within a run`,
    starts: [first(cast, cast.within, pick(random, ['person', 'alarm'])), ...(random() < 0.5 ? [other] : [])],
    people:
      random() < 0.4 ? withAnswers(helpful(cast, 5, 5), cast, { decision: [decision] }) : helpful(cast, 5, 5),
    acts,
    duplicates: again(random, [
      'step-runbook',
      'step-runbook',
      'open-run',
      'lock',
      'step-restore-backup',
      'close-run',
    ]),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['start', 'lock', 'ledger', 'run', 'change'])),
    },
  };
}

/** Runs of any two runbooks meet. */
export function meets(random: Random, cast: Cast): Partial<Drawn> {
  const all: [string, ...string[]] = [
    cast.carefully,
    cast.both,
    cast.turns,
    cast.within,
    cast.unattended,
    cast.runbook,
    cast.whole,
  ];
  const [one, other] = [pick(random, all), pick(random, all)];
  const started = (runbook: string, at: When = 1): Start => ({
    ...first(cast, runbook, pick(random, ['person', 'alarm']), at),
    ...(random() < 0.1 ? { how: 'person', mode: 'dry-run' } : {}),
  });
  const stopped = anyMoment(random);
  return {
    name: `${one} meets ${other}`,
    starts: [started(one), started(other, random() < 0.5 ? 1 + whole(random, 5) / 100 : anyMoment(random))],
    acts: [
      goOn({ kind: 'change', nth: 1, plus: 60 }),
      ...(random() < 0.5 ? aborts(random, anyMoment(random), 'itself', 0.3, whole(random, 2)) : []),
      ...(random() < 0.2 ? breaks(random, anyMoment(random)) : []),
      ...(random() < 0.2 ? stops(stopped, 30 + whole(random, 300)) : []),
    ],
    duplicates: again(random, [
      'undo',
      'hand-on',
      'step-runbook',
      'step-restore-backup',
      'lock',
      'close-run',
    ]),
    faults: {
      ...noFaults,
      planned: some(random, 3, () => aFault(random, ['lock', 'ledger', 'change', 'run', 'start'])),
    },
  };
}
