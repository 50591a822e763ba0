import { changesOf, type OutsideChange } from '../changes.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';
import { wrongUndo } from './wrong-undo.ts';

/** Each time through Recovery begins this many generations later (lib/compiler/frame.ts). */
const generationsOfOnePass = 10_000;

/** 3. A change asked for once happens once, whatever is retried, duplicated, lost or late. */
export const once: Invariant = {
  number: 3,
  title: 'Once',
  boundedOnly: false,
  check: (watched) => {
    const made = changesOf(watched).filter((change) => change.made && change.call.request.method === 'POST');
    return [
      ...twice(made),
      ...moreThanAsked(made, watched),
      ...changesOf(watched).flatMap(overtaken),
      ...wrongUndo(watched, { number: 3, of: ['twice'] }),
    ];
  },
};

/** Two things made for one run, step, generation and iteration. */
function twice(made: OutsideChange[]): Violation[] {
  return [
    ...grouped(
      made,
      ({ process: p }) => `${p.run} ${p.step} ${p.generation} ${p.iteration} ${p.undo}`,
    ).entries(),
  ].flatMap(([place, changes]) => {
    const second = changes[1];
    if (!second) return [];
    const names = changes.map(({ external }) => external).join(', ');
    return [violation(second, `made ${changes.length} times for one request (${place}): ${names}`)];
  });
}

/** More generations made than people, later alarms, or the runbook's own `retry` asked for. */
function moreThanAsked(made: OutsideChange[], watched: Watched): Violation[] {
  const place = ({ process: p }: OutsideChange) => `${p.run} ${p.step} ${p.iteration} ${p.undo !== null}`;
  return [...grouped(made, place).values()].flatMap((changes) => {
    const last = changes.at(-1);
    if (!last) return [];
    const allowed = allowedOf(last, changes, watched);
    return changes.length > allowed
      ? [violation(last, `made ${changes.length} times, although asked for ${allowed} times`)]
      : [];
  });
}

/** A person has it, or a group around it, tried again, or goes back to before it; each time the machine may try again by itself. */
function allowedOf(
  { process }: OutsideChange,
  changes: OutsideChange[],
  { table, manifests }: Watched,
): number {
  const { run, step } = process;
  const of = table.asks(run).filter(({ undo }) => (undo !== undefined) === (process.undo !== null));
  const again = of.filter(
    ({ decision }) => decision?.answer === 'retry' || decision?.answer === 'back',
  ).length;
  if (process.undo !== null) return 1 + again;
  const passes = Math.floor(
    Math.max(...changes.map(({ process: p }) => p.generation)) / generationsOfOnePass,
  );
  const steps = manifests[table.run(run)?.runbook ?? '']?.steps ?? [];
  const byItself = steps.find(({ id }) => id === step)?.retries ?? 0;
  return (1 + again + passes) * (1 + byItself);
}

/** A hand that was given up long ago makes what a person had tried again since. */
function overtaken(change: OutsideChange): Violation[] {
  const { process, intent } = change;
  const entries = Object.values(intent?.table.ledger(process.run)?.entries ?? {});
  const newer = entries.find(
    ({ step, iteration, generation, undoes }) =>
      !undoes &&
      process.undo === null &&
      step === process.step &&
      iteration === process.iteration &&
      generation > process.generation,
  );
  return newer ? [violation(change, `begun although ${newer.external} came after it`)] : [];
}

function grouped(
  changes: OutsideChange[],
  keyOf: (change: OutsideChange) => string,
): Map<string, OutsideChange[]> {
  const groups = new Map<string, OutsideChange[]>();
  for (const change of changes) groups.set(keyOf(change), [...(groups.get(keyOf(change)) ?? []), change]);
  return groups;
}

function violation({ process, call, what }: OutsideChange, text: string): Violation {
  return { invariant: 3, run: process.run, at: call.begun.at, text: `${what}: ${text}` };
}
