import { changesOf, type OutsideChange } from '../changes.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** Each time through Recovery begins this many generations later (lib/compiler/frame.ts). */
const generationsOfOnePass = 100;

/** 3. A change asked for once happens once, whatever is retried, duplicated, lost or late. */
export const once: Invariant = {
  number: 3,
  title: 'Once',
  boundedOnly: false,
  check: (watched) => {
    const made = changesOf(watched).filter((change) => change.made && change.call.request.method === 'POST');
    return [...twice(made), ...moreThanAsked(made, watched), ...changesOf(watched).flatMap(overtaken)];
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

/** More generations made than people, or later alarms, asked for. */
function moreThanAsked(made: OutsideChange[], { table }: Watched): Violation[] {
  return [
    ...grouped(made, ({ process: p }) => `${p.run} ${p.step} ${p.iteration} ${p.undo !== null}`).values(),
  ].flatMap((changes) => {
    const last = changes.at(-1);
    if (!last) return [];
    const { run } = last.process;
    const retries = table.asks(run).filter(({ decision }) => decision?.answer === 'retry').length;
    const passes = Math.floor(
      Math.max(...changes.map(({ process }) => process.generation)) / generationsOfOnePass,
    );
    const allowed = 1 + retries + passes;
    return changes.length > allowed
      ? [violation(last, `made ${changes.length} times, although asked for ${allowed} times`)]
      : [];
  });
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
