import { isObject } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Run } from '../../model/run.ts';
import type { World } from '../../sandbox/world.ts';
import { textOf } from '../read.ts';
import { viewOf } from '../table-view.ts';
import { downOf } from '../truth.ts';
import type { Effect, SeenCall } from '../watch.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** Outcomes that say that what was broken works again. */
const recovers = ['recovered', 'recovered-with-skips'];

/** 9. The outcome is `recovered` only when the last verify saw the world as it should be, in this run; with skips it says so. */
export const recoveredMeansVerified: Invariant = {
  number: 9,
  title: 'Recovered means verified',
  boundedOnly: false,
  check: (watched) =>
    watched.calls.flatMap(({ facts, effect }) => {
      if (facts.kind !== 'run' || !facts.write || effect?.status !== 200) return [];
      const id = facts.key?.pk.slice('RUN#'.length) ?? '';
      const run = viewOf(effect.table).run(id);
      const before = viewOf(effect.before).run(id);
      const closes = run && before?.status === 'open' && recovers.includes(run.outcome ?? '');
      return closes ? [...judge(run, effect, watched), ...hiddenSkips(run, effect)] : [];
    }),
};

function judge(run: Run, closing: Effect, watched: Watched): Violation[] {
  const of = (text: string): Violation => ({ invariant: 9, run: run.run, at: closing.at, text });
  const table = viewOf(closing.table);
  const ledger = table.ledger(run.run);
  if (!ledger?.verified) return [of('recovered, and no verify says so')];
  const found: Violation[] = [];
  const intents = Object.values(ledger.entries).map(({ intendedAt }) => Date.parse(intendedAt));
  if (intents.some((at) => at > Date.parse(ledger.verified?.at ?? '')))
    found.push(of('recovered, although a change was begun after the last verify'));
  // What a person skipped may be down: then the outcome says so.
  if (run.outcome !== 'recovered') return found;
  found.push(...lastLookFailed(run, closing, watched));
  const verify = lastVerify(run.run, closing.seq, watched.calls);
  const begun = verify?.process ? watched.worldAtBegin.get(verify.process.id) : undefined;
  const looks: [World, number][] = [];
  if (verify?.effect?.world) looks.push([verify.effect.world, verify.effect.at]);
  if (begun && verify?.process) looks.push([begun, verify.process.beganAt]);
  const down = looks.map(([world, at]) => missing(run, ledger, world, at));
  if (down.length > 0 && down.every((names) => names.length > 0))
    found.push(of(`recovered, although ${down[0]?.join(', ')} did not run when it was verified`));
  if (closing.world && missing(run, ledger, closing.world, closing.at).length > 0)
    found.push(
      of(`recovered, although ${missing(run, ledger, closing.world, closing.at).join(', ')} does not run`),
    );
  return found;
}

/** A later verify that did not see what should be there says more than an earlier one that did. */
function lastLookFailed(run: Run, closing: Effect, { processes, said }: Watched): Violation[] {
  const last = processes.findLast(
    ({ name, run: of, duplicate, payload, beganAt }) =>
      name.startsWith('step-verify') &&
      of === run.run &&
      !duplicate &&
      beganAt <= closing.at &&
      !(isObject(payload) && payload['phase'] !== undefined),
  );
  if (!last || said.some(({ process }) => process === last)) return [];
  const text = `recovered, although the last verify (${last.step}) did not see what should be there`;
  return [{ invariant: 9, run: run.run, at: closing.at, text }];
}

/** What was done by hand, or not at all, is no plain recovery. */
function hiddenSkips(run: Run, closing: Effect): Violation[] {
  if (run.outcome !== 'recovered') return [];
  const skip = viewOf(closing.table)
    .asks(run.run)
    .find(({ kind, undo, decision }) => kind === 'failure' && undo === undefined && isSkip(decision?.answer));
  if (!skip) return [];
  const text = `recovered, although "${skip.title}" was answered with ${skip.decision?.answer}`;
  return [{ invariant: 9, run: run.run, at: closing.at, text }];
}

const isSkip = (answer: string | undefined): boolean => answer === 'skip' || answer === 'by-hand';

/** The last write that said that the world is as it should be. */
function lastVerify(run: string, before: number, calls: SeenCall[]): SeenCall | undefined {
  return calls.findLast(({ facts, effect }) => {
    if (facts.kind !== 'ledger' || !facts.write || !effect || effect.seq > before || effect.status !== 200)
      return false;
    if (facts.key?.pk !== `RUN#${run}`) return false;
    const now = viewOf(effect.table).ledger(run)?.verified;
    return now !== undefined && viewOf(effect.before).ledger(run)?.verified?.at !== now.at;
  });
}

/** What of the backups that were restored does not run: of each namespace the last one that is not taken back. */
function missing(run: Run, ledger: Ledger, world: World, at: number): string[] {
  const cluster = world.clusters[run.target?.cluster ?? ''];
  if (!cluster) return [];
  const backups = new Map<string, string>();
  const entries = Object.values(ledger.entries).filter(
    ({ undoes, undoneAt }) => !undoes && undoneAt === undefined,
  );
  for (const { spec } of entries.toSorted((a, b) => (a.intendedAt < b.intendedAt ? -1 : 1))) {
    const included = isObject(spec) ? spec['includedNamespaces'] : undefined;
    for (const namespace of Array.isArray(included) ? included : [])
      backups.set(textOf(namespace), isObject(spec) ? textOf(spec['backupName']) : '');
  }
  return [...backups].flatMap(([namespace, backup]) => downOf(cluster, backup, namespace, at) ?? ['all']);
}
