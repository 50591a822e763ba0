import { isObject } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Run } from '../../model/run.ts';
import type { World } from '../../sandbox/world.ts';
import { textOf } from '../read.ts';
import { viewOf } from '../table-view.ts';
import { downOf } from '../truth.ts';
import type { Effect, SeenCall } from '../watch.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

/** 9. The outcome is `recovered` only when the last verify saw the world as it should be, in this run. */
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
      const recovers = run?.outcome === 'recovered' && before?.status === 'open';
      return recovers ? judge(run, effect, watched) : [];
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

/** What of the backup that was restored does not run. */
function missing(run: Run, ledger: Ledger, world: World, at: number): string[] {
  const cluster = world.clusters[run.target?.cluster ?? ''];
  const specs = Object.values(ledger.entries)
    .toSorted((a, b) => (a.intendedAt < b.intendedAt ? -1 : 1))
    .map(({ spec }) => spec);
  const last = specs.at(-1);
  if (!cluster || !isObject(last)) return [];
  const included = last['includedNamespaces'];
  const namespaces = Array.isArray(included) ? included.map(String) : [];
  return namespaces.flatMap(
    (namespace) => downOf(cluster, textOf(last['backupName']), namespace, at) ?? ['all'],
  );
}
