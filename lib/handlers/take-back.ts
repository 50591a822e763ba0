import { markUndone, readLedger } from '../history/ledger.ts';
import { markUndoneStep, undoKey, type UndoPlace } from '../history/ledger-undo.ts';
import type { StepCall } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Ledger, UndoRecord } from '../model/ledger.ts';
import type { Change, StepContext, StepType } from '../steps/step-type.ts';
import { changer, checkStop } from './change.ts';
import { checkWith, checkWithSecrets } from './check-with.ts';
import { stepContext } from './context.ts';
import type { Standing } from './gate.ts';
import { withholdingChange } from './keep-secrets.ts';
import type { Parts } from './parts.ts';
import type { Line } from './record.ts';
import type { Redactor } from './redact.ts';
import { wholeRecord } from './undo-record.ts';
import { withValues } from './with-values.ts';

/**
 * Takes back what a step did, which the ledger knows by step, iteration and generation: by the type's own `undo`, or, where the undo
 * is another step, by running that. The abort is the yes; target, stop switch and fence count as ever. Twice is once.
 */
export async function takeBack(
  type: StepType,
  call: StepCall,
  standing: Standing,
  parts: Parts,
  redactor: Redactor,
  findings: Finding[],
  record: (line: Line) => Promise<void>,
): Promise<Json> {
  const { run, ledger } = standing;
  const { table } = parts.clients;
  const begun = ledger.undo[undoKey(call)];
  if (!begun) {
    return fail('Broken', {
      what: `"${call.title}" cannot be taken back: the ledger does not know that it began`,
      todo: 'see what it did, and take that back by hand',
    });
  }
  if (begun.undoneAt !== undefined || begun.leftBy !== undefined) return { lines: [] };
  const given = checkWith(type, await givenTo(type, call, begun, parts));
  await checkStop(table, { run: run.run, step: call.step });
  const secretly = await checkWithSecrets(type, given, parts.clients.secrets, redactor);
  const writeId = `${call.entered_at}-${call.attempt}`;
  const change: <T>(change: Change<T>) => Promise<T> = withholdingChange(
    changer({ ...call, writeId }, standing, parts, record),
    redactor,
  );
  const context = stepContext(call, standing, parts, findings, change);
  const { output, lines } = await undone(type, begun.uses, secretly, context, standing, parts);
  findings.push(...lines.map((text) => ({ text })));
  const at = iso(parts.clock.now());
  await markChangesUndone(call, ledger, at, parts);
  await markUndoneStep(table, run.run, call, at);
  return output;
}

/** A type that takes back what it did is given what it was given then, and what the undo says over it. */
async function givenTo(type: StepType, call: StepCall, begun: UndoRecord, parts: Parts): Promise<Json> {
  const given = withValues(call);
  if (!type.undo || type.uses !== begun.uses || !isObject(given)) return given;
  return { ...(await wholeRecord(begun, parts)).with, ...(given as Record<string, Json>) };
}

/** Only a type that did the step knows what to take back; any other does what it is told. */
async function undone(
  type: StepType,
  uses: string,
  given: Record<string, Json>,
  context: StepContext,
  standing: Standing,
  parts: Parts,
): Promise<{ output: Json; lines: string[] }> {
  if (!type.undo || type.uses !== uses)
    return { output: (await type.run(given, context)) as Json, lines: [] };
  const lines =
    type.kind === 'changes'
      ? await asChange(type, given, context, standing, parts)
      : await type.undo(given, context);
  return { output: { lines }, lines };
}

/**
 * What a type takes back by itself, however many calls that is, is one change: inside the target, and with its intent in the ledger
 * under the fence. So nobody gets the lock while the taking back may still be in a hand.
 */
async function asChange(
  type: StepType,
  given: Record<string, Json>,
  context: StepContext,
  { run, ledger }: Standing,
  parts: Parts,
): Promise<string[]> {
  const { id: step, iteration, generation } = context.step;
  const key = undoKey({ step, iteration, generation });
  const own = Object.values(ledger.entries).filter((entry) => !entry.undoes && undoKey(entry) === key);
  const spec = { takes_back: own.map(({ external }) => external) };
  return context.change<string[]>({
    spec,
    root: textIn(given, 'cluster') ?? textIn(given, 'database') ?? own[0]?.root ?? '',
    part: textIn(given, 'namespace') ?? null,
    find: async (external) => {
      const done = (await readLedger(parts.clients.table, run.run))?.entries[external]?.doneAt;
      return done === undefined ? undefined : [];
    },
    make: async () => (await type.undo?.(given, context)) ?? [],
    specOf: () => spec,
  });
}

function textIn(given: Record<string, Json>, field: string): string | undefined {
  const value = given[field];
  return typeof value === 'string' ? value : undefined;
}

/** Notes that what the step had changed is taken back. */
export async function markChangesUndone(
  place: UndoPlace,
  { run, entries }: Ledger,
  at: string,
  parts: Parts,
): Promise<void> {
  const key = undoKey(place);
  for (const entry of Object.values(entries)) {
    if (undoKey(entry) !== key || entry.undoes || entry.undoneAt !== undefined) continue;
    await markUndone(parts.clients.table, run, entry.external, at);
  }
}
