import { createHash } from 'node:crypto';
import type { Definition } from '../model/asl.ts';
import type { JournalEntry } from './journal.ts';

/*
 * Entries as lines of JSON. A definition is written once in a file and named by its hash from there on: many executions
 * run the same one, and when they are read back they share it again.
 */

/** A line of the journal: an entry whose definition is a hash, a definition, or the mark that all that is older can be let go. */
export type JournalRecord =
  | { kind: 'definition'; hash: string; definition: Definition }
  | { kind: 'complete' }
  | Hashed<JournalEntry>;

type Hashed<E> = E extends { machine: infer M }
  ? { kind: 'machine'; machine: Named<M> }
  : E extends { execution: infer X }
    ? { kind: 'execution'; execution: Named<X> }
    : E;
type Named<T> = Omit<T, 'definition'> & { definition: string };

const hashes = new WeakMap<Definition, string>();

// Not of the canonical form: fields are evaluated in the order in which they stand.
function hashOf(definition: Definition): string {
  const known = hashes.get(definition);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(JSON.stringify(definition)).digest('base64url');
  hashes.set(definition, hash);
  return hash;
}

/** The lines of an entry. `written` holds the hashes of the definitions that the file has already, and gets the new one. */
export function linesOf(entry: JournalEntry, written: Set<string>): string[] {
  if (entry.kind === 'machine') return withDefinition(entry.kind, entry.machine, written);
  if (entry.kind === 'execution') return withDefinition(entry.kind, entry.execution, written);
  return [JSON.stringify(entry)];
}

function withDefinition(
  kind: 'machine' | 'execution',
  { definition, ...rest }: { definition: Definition },
  written: Set<string>,
): string[] {
  const hash = hashOf(definition);
  const line = JSON.stringify({ kind, [kind]: { ...rest, definition: hash } });
  if (written.has(hash)) return [line];
  written.add(hash);
  return [JSON.stringify({ kind: 'definition', hash, definition }), line];
}

/** A line as it was written; the checksum around it vouches for its shape. */
export function readLine(line: string): JournalRecord {
  const record: JournalRecord = JSON.parse(line);
  return record;
}

/** Gives a record its definition back. Undefined when the definition is not there. */
export function entryOf(
  record: Exclude<JournalRecord, { kind: 'definition' | 'complete' }>,
  definitions: ReadonlyMap<string, Definition>,
): JournalEntry | undefined {
  if (record.kind === 'machine') {
    const definition = definitions.get(record.machine.definition);
    return definition && { kind: 'machine', machine: { ...record.machine, definition } };
  }
  if (record.kind === 'execution') {
    const definition = definitions.get(record.execution.definition);
    return definition && { kind: 'execution', execution: { ...record.execution, definition } };
  }
  return record;
}
