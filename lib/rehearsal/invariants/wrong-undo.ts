import type { Ledger } from '../../model/ledger.ts';
import { changesOf } from '../changes.ts';
import type { Process } from '../process.ts';
import { type TableView, viewOf } from '../table-view.ts';
import { newerAndLeft, takenBy, takenKey } from '../undoing.ts';
import type { SeenCall } from '../watch.ts';
import type { Violation, Watched } from '../watched.ts';

/** A function's own minute, and a call's 20 s: what was in a hand at the abort has arrived by then, or never will. */
const inHandMs = 80_000;

/** What can be wrong with taking a step back, by the invariant that it goes against. */
export type Wrong = 'unknown' | 'twice' | 'no abort' | 'order' | 'in a hand';

/** Something that is done to take a step back: a change, or a question to whoever does it by hand. */
interface Act {
  call: SeenCall;
  process: Process;
  what: string;
  /** The history when it is begun, and when its process made its first call. */
  table: TableView;
  first: TableView;
}

/**
 * Taking back is for aborted runs, until a person stops it; of steps that the ledger knows, once each, the newest first, and not before
 * what was in a hand has arrived.
 */
export function wrongUndo(watched: Watched, { number, of }: { number: number; of: Wrong[] }): Violation[] {
  return actsOf(watched).flatMap((act) =>
    wrongsWith(act, watched)
      .filter(({ wrong }) => of.includes(wrong))
      .map(({ text }) => ({
        invariant: number,
        run: act.process.run,
        at: act.call.begun.at,
        text: `${act.what}: ${text}`,
      })),
  );
}

function wrongsWith(
  { call, process, table, first }: Act,
  { manifests }: Watched,
): { wrong: Wrong; text: string }[] {
  const taken = takenBy(process);
  const key = takenKey(taken);
  const ledger = table.ledger(process.run);
  if (!ledger?.aborted) return [{ wrong: 'no abort', text: 'takes back what nobody aborted' }];
  const record = ledger.undo[key];
  if (!record) return [{ wrong: 'unknown', text: `takes back ${key}, which the ledger does not know` }];
  const found: { wrong: Wrong; text: string }[] = [];
  const before = first.ledger(process.run);
  if (before?.undoStopped)
    found.push({
      wrong: 'no abort',
      text: `begun although ${before.undoStopped.by} stopped the taking back`,
    });
  const over = before?.undo[key];
  if (over?.undoneAt !== undefined) found.push({ wrong: 'twice', text: `${key} was taken back before` });
  if (over?.leftBy !== undefined) found.push({ wrong: 'twice', text: `${over.leftBy} left ${key} as it is` });
  const steps = manifests[table.run(process.run)?.runbook ?? '']?.steps ?? [];
  const changes = (step: string) => steps.find(({ id }) => id === step)?.kind === 'changes';
  const [newer] = newerAndLeft(taken, ledger, table.asks(process.run), changes);
  if (newer)
    found.push({ wrong: 'order', text: `takes back ${key} before ${takenKey(newer)}, which is newer` });
  const hand = begunIn(ledger);
  if (hand && call.begun.at < Date.parse(ledger.aborted.at) + inHandMs)
    found.push({ wrong: 'in a hand', text: `begun while ${hand} may still be made` });
  return found;
}

function begunIn({ entries }: Ledger): string | undefined {
  return Object.values(entries).find(({ doneAt, undoes }) => doneAt === undefined && !undoes)?.external;
}

function actsOf(watched: Watched): Act[] {
  const changes = changesOf(watched)
    .filter(({ undoes }) => undoes)
    .map(({ call, process, what, atFirst }) => ({ call, process, what, first: atFirst }));
  const asks = watched.calls.flatMap((call) => {
    const { facts, process } = call;
    const asked = facts.kind === 'ask' && facts.operation === 'PutItem';
    if (!asked || !process || process.undo === null || process.name === 'ask') return [];
    const begun = watched.calls.find((other) => other.process === process) ?? call;
    return [{ call, process, what: `the question of ${process.step}`, first: viewOf(begun.begun.table) }];
  });
  return [...changes, ...asks].map((act) => ({ ...act, table: viewOf(act.call.begun.table) }));
}
