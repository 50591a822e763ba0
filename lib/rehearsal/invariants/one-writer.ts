import { changesOf, namespacesOf, type OutsideChange } from '../changes.ts';
import { type Held, holdersOf, viewOf } from '../table-view.ts';
import type { Effect, SeenCall } from '../watch.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** 1. At any time at most one run may change a root or one of its parts. */
export const oneWriter: Invariant = {
  number: 1,
  title: 'One writer for each target',
  boundedOnly: false,
  check: (watched) => [
    ...changesOf(watched).flatMap(byWhoHoldsNothing),
    ...watched.calls.flatMap((call) => (call.effect ? ofLock(call, call.effect, watched) : [])),
  ],
};

/** A change has its effect while the lock item names another run, or none, for what it reaches into. */
function byWhoHoldsNothing(change: OutsideChange): Violation[] {
  const { effect } = change.call;
  if (!change.made || !effect) return [];
  const holders = viewOf(effect.before).held();
  const namespaces = namespacesOf(change);
  const covers = (held: Held, namespace: string | null) =>
    held.run === change.process.run &&
    held.root.endsWith(`/${change.cluster}`) &&
    (held.part === null || held.part === namespace);
  const free = (namespaces ?? [null]).filter((namespace) => !holders.some((held) => covers(held, namespace)));
  return free.map((namespace) =>
    violation(
      change.process.run,
      effect.at,
      `${change.what} took effect on ${namespace ?? 'all'} @ ${change.cluster} while ${said(holders)} held it`,
    ),
  );
}

/** A lock item never has a holder of the whole beside one of a part, and nobody is replaced who could still act. */
function ofLock({ facts }: SeenCall, effect: Effect, _watched: Watched): Violation[] {
  if (facts.kind !== 'lock' || !facts.write || effect.status !== 200 || !facts.key) return [];
  const { pk, sk } = facts.key;
  const before = holdersOf(pk, viewOf(effect.before).item(pk, sk));
  const after = holdersOf(pk, viewOf(effect.table).item(pk, sk));
  const found: Violation[] = [];
  if (after.some((held) => after.some((other) => overlap(held, other))))
    found.push(violation(after[0]?.run ?? '', effect.at, `the lock has overlapping holders: ${said(after)}`));
  for (const held of before) {
    if (after.some(({ part, run }) => run === held.run && (part === null || part === held.part))) continue;
    const successor = after.find((other) => overlap(held, other));
    if (!successor || viewOf(effect.before).ledger(held.run)?.fencedAt !== undefined) continue;
    found.push(
      violation(
        held.run,
        effect.at,
        `${held.run} lost its lock to ${successor.run} without having been fenced`,
      ),
    );
  }
  return found;
}

/** Two runs have what one of them may have, and neither is a step of the other. */
function overlap(one: Held, other: Held): boolean {
  if (one.run === other.run || one.above.includes(other.run) || other.above.includes(one.run)) return false;
  return one.part === null || other.part === null || one.part === other.part;
}

function said(holders: Held[]): string {
  return holders.map(({ run, part }) => `${run} (${part ?? 'the whole'})`).join(', ') || 'nobody';
}

function violation(run: string, at: number, text: string): Violation {
  return { invariant: 1, run, at, text };
}
