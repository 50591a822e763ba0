import { createHash } from 'node:crypto';
import type { Definition } from '../model/asl.ts';
import type { Machine } from './api.ts';
import type { Execution } from './execution.ts';
import type { JournalEntry } from './journal.ts';
import type { Version } from './versions.ts';

/*
 * Entries as lines of JSON. A definition is written once in a file and named by its hash from there on: many executions
 * run the same one, and when they are read back they share it again.
 */

/** A line of the journal: an entry whose definition is a hash, a definition, or the mark that all that is older can be let go. */
export type JournalRecord =
  | { kind: 'definition'; hash: string; definition: Definition }
  | { kind: 'complete' }
  | Hashed<JournalEntry>;

type Hashed<E> = E extends { kind: 'machine' }
  ? { kind: 'machine'; machine: NamedMachine }
  : E extends { kind: 'execution' }
    ? { kind: 'execution'; execution: Named<Execution> }
    : E;
type Named<T> = Omit<T, 'definition'> & { definition: string };
type NamedMachine = Omit<Named<Machine>, 'versions'> & { versions?: Named<Version>[] };

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
  if (entry.kind !== 'machine' && entry.kind !== 'execution') return [JSON.stringify(entry)];
  const lines: string[] = [];
  const named = <T extends { definition: Definition }>({ definition, ...rest }: T): Named<T> => {
    const hash = hashOf(definition);
    if (!written.has(hash)) lines.push(JSON.stringify({ kind: 'definition', hash, definition }));
    written.add(hash);
    return { ...rest, definition: hash };
  };
  if (entry.kind === 'execution') {
    const line = JSON.stringify({ kind: entry.kind, execution: named(entry.execution) });
    return [...lines, line];
  }
  const { versions } = entry.machine;
  const machine = { ...named(entry.machine), ...(versions ? { versions: versions.map(named) } : {}) };
  return [...lines, JSON.stringify({ kind: entry.kind, machine })];
}

/** A line as it was written; the checksum around it vouches for its shape. */
export function readLine(line: string): JournalRecord {
  const record: JournalRecord = JSON.parse(line);
  return record;
}

/** Gives a record its definitions back; `definitionOf` fails when there is none of that hash. */
export function entryOf(
  record: Exclude<JournalRecord, { kind: 'definition' | 'complete' }>,
  definitionOf: (hash: string) => Definition,
): JournalEntry {
  const whole = <T extends { definition: string }>(named: T) => ({
    ...named,
    definition: definitionOf(named.definition),
  });
  if (record.kind === 'execution') return { kind: record.kind, execution: whole(record.execution) };
  if (record.kind !== 'machine') return record;
  const { versions, ...machine } = record.machine;
  return {
    kind: record.kind,
    machine: { ...whole(machine), ...(versions ? { versions: versions.map(whole) } : {}) },
  };
}
