import { rootKey } from '../../model/target.ts';
import { changesOf, namespacesOf, type OutsideChange } from '../changes.ts';
import { type Held, holdersOf, type TableView, viewOf } from '../table-view.ts';
import type { Effect, SeenCall } from '../watch.ts';
import type { Invariant, Violation } from '../watched.ts';

/** 1. At any time at most one run may change a root or one of its parts. */
export const oneWriter: Invariant = {
  number: 1,
  title: 'One writer for each target',
  boundedOnly: false,
  check: (watched) => [
    ...changesOf(watched).flatMap(byWhoHoldsNothing),
    ...watched.calls.flatMap((call) =>
      call.effect ? [...ofLock(call, call.effect), ...leftBehind(call, call.effect)] : [],
    ),
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
function ofLock({ facts }: SeenCall, effect: Effect): Violation[] {
  if (facts.kind !== 'lock' || !facts.write || effect.status !== 200 || !facts.key) return [];
  const { pk, sk } = facts.key;
  const before = holdersOf(pk, viewOf(effect.before).item(pk, sk));
  const after = holdersOf(pk, viewOf(effect.table).item(pk, sk));
  const found: Violation[] = [];
  if (after.some((held) => after.some((other) => overlap(held, other))))
    found.push(violation(after[0]?.run ?? '', effect.at, `the lock has overlapping holders: ${said(after)}`));
  for (const { run, above } of after) {
    const stranger = above.find((one) => !isAbove(one, run, viewOf(effect.table)));
    if (stranger)
      found.push(violation(run, effect.at, `${run} lies beside ${stranger}, whose step it is not`));
  }
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

/** What a run holds when it is closed as handed on is not free for a moment: the run that goes on has it, or has ended. */
function leftBehind({ facts, process }: SeenCall, effect: Effect): Violation[] {
  if (facts.kind !== 'run' || !facts.write || effect.status !== 200 || !facts.key) return [];
  const id = facts.key.pk.slice('RUN#'.length);
  const table = viewOf(effect.table);
  const run = table.run(id);
  if (run?.outcome !== 'handed-on' || viewOf(effect.before).run(id)?.status !== 'open') return [];
  if (run.mode === 'dry-run' || run.handedOnTo === undefined) return [];
  const next = table.run(run.handedOnTo);
  // One that ended without having become a run is fenced, and gave it back.
  if (!next && table.item(`RUN#${run.handedOnTo}`, 'LEDGER')?.['fencedAt'] !== undefined) return [];
  const inItsWay = next?.outcome === 'refused' && next.endedBecause?.includes(`run ${id} `) === true;
  if (next && !inItsWay && (next.status === 'closed' || next.handedOnTo !== undefined)) return [];
  const free = (run.holds ?? []).filter(
    ({ root, part }) =>
      !table
        .held()
        .some(
          (held) =>
            held.run === run.handedOnTo &&
            held.root === rootKey(root) &&
            (held.part === null || held.part === part),
        ),
  );
  return free.map(({ root, part }) =>
    violation(
      id,
      effect.at,
      `${process?.name ?? 'somebody'} closed ${id} as handed on, and ${run.handedOnTo} does not hold ${part ?? 'the whole'} of ${root.name}`,
    ),
  );
}

function isAbove(above: string, run: string, table: TableView): boolean {
  const seen = new Set<string>();
  let one = parentOf(run, table);
  while (one !== undefined && one !== above && !seen.has(one)) {
    seen.add(one);
    one = parentOf(one, table);
  }
  return one === above;
}

/** One that is handed on to has the lock before it is opened: then the run above knows of it. */
function parentOf(run: string, table: TableView): string | undefined {
  const own = table.run(run);
  if (own) return own.parent;
  return table.runs().find((other) => table.ledger(other.run)?.nested[run] !== undefined)?.run;
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
