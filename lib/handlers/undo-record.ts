import { beginUndo, undoDone } from '../history/ledger-undo.ts';
import type { StepCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { canonical, isObject, type Json } from '../model/json.ts';
import type { UndoRecord } from '../model/ledger.ts';
import type { Run } from '../model/run.ts';
import type { EvidenceRef } from '../wire/evidence.ts';
import type { Parts } from './parts.ts';

/** The ledger is one item of at most 400 KB (DynamoDB quotas), for all steps of a run: what is longer, as JSON, is kept beside it. */
const inLedgerMax = 1000;
const mark = '{{kept}}';

type Undoable = Pick<StepCall, 'step' | 'uses' | 'iteration' | 'generation' | 'undoable'>;

/**
 * Notes that a step that can be taken back is about to act: with what, and what its undo will read. A step without an undo is
 * noted nowhere. Errors: RunClosed, Aborted.
 */
export async function noteBegun(
  call: Undoable,
  given: Record<string, Json>,
  run: Run,
  parts: Parts,
): Promise<void> {
  if (!call.undoable) return;
  const { step, uses, iteration, generation, undoable } = call;
  await beginUndo(parts.clients.table, run.run, {
    step,
    uses,
    iteration,
    generation,
    beganAt: iso(parts.clock.now()),
    with: await keptMap(given, parts),
    reads: await keptMap(undoable.reads, parts),
    output: null,
  });
}

/** Notes that it is done, and what it gave. */
export async function noteDone(call: Undoable, output: Json, run: Run, parts: Parts): Promise<void> {
  if (!call.undoable) return;
  await undoDone(parts.clients.table, run.run, call, await kept(output, parts), iso(parts.clock.now()));
}

/** What was kept beside the ledger is read back. */
export async function wholeRecord(
  record: UndoRecord,
  parts: Parts,
): Promise<Pick<UndoRecord, 'with' | 'reads' | 'output'>> {
  return {
    with: await wholeMap(record.with, parts),
    reads: await wholeMap(record.reads, parts),
    output: await whole(record.output, parts),
  };
}

async function kept(value: Json, { clients }: Parts): Promise<Json> {
  if (canonical(value).length <= inLedgerMax) return value;
  return { [mark]: { ...(await clients.evidence.put(value)) } };
}

async function keptMap(value: Record<string, Json>, parts: Parts): Promise<Record<string, Json>> {
  const small = await kept(value, parts);
  return isMap(small) ? small : value;
}

async function whole(value: Json, { clients }: Parts): Promise<Json> {
  const ref = isMap(value) ? value[mark] : undefined;
  return isRef(ref) ? clients.evidence.get(ref) : value;
}

async function wholeMap(value: Record<string, Json>, parts: Parts): Promise<Record<string, Json>> {
  const large = await whole(value, parts);
  return isMap(large) ? large : value;
}

function isMap(value: Json): value is Record<string, Json> {
  return isObject(value);
}

function isRef(value: unknown): value is EvidenceRef {
  return isObject(value) && typeof value['ref'] === 'string' && typeof value['sha256'] === 'string';
}
