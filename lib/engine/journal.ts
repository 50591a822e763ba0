import { applySafely } from './apply.ts';
import type { Machine } from './api.ts';
import type { Execution, Input } from './execution.ts';

/**
 * What has to be kept to have the engine's state again: state machines, executions as they were made (or as they are,
 * where a journal begins anew), inputs in the order in which they were applied, and which executions are forgotten.
 */
export type JournalEntry =
  | { kind: 'machine'; machine: Machine }
  | { kind: 'execution'; execution: Execution }
  | { kind: 'input'; executionArn: string; input: Input; before?: Mark }
  | { kind: 'forgotten'; executionArn: string; stoppedAt: number };

/** Where an execution stood: how many events and ids it had, and the state of its chance. Tells a wrong replay from a right one. */
export type Mark = [events: number, ids: number, chance: number];

export function markOf({ events, ids, chance }: Execution): Mark {
  return [events.length, ids, chance];
}

/** Writes the present state into a journal that begins anew. Resolves when all of it was appended. */
export type Checkpoint = () => Promise<void>;

/** Keeps entries. An input is kept before it is applied: nobody sees anything of what it leads to before it is safe. */
export interface Journal {
  /** Takes an entry; it is safe when the next `synced` says so. */
  append(entry: JournalEntry): void;
  /** Resolves when everything that was appended is safe; undefined when it is. Waits while the disk is full. */
  synced(): Promise<void> | undefined;
  /** Why nothing gets safe at present, for people; undefined when all is well. */
  problem?(): Error | undefined;
  /** Tells of the next problem. Gives back what ends that. */
  onTrouble?(tell: (problem: Error) => void): () => void;
  /** Says how to write down the present state, so that what is older can be let go. */
  attach?(checkpoint: Checkpoint): void;
}

/** Keeps nothing: the process is all there is. */
export const noJournal: Journal = { append: () => {}, synced: () => undefined };

/** Keeps nothing beyond the process. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  append(entry: JournalEntry): void {
    // An execution goes on changing; what is kept is how it was made.
    this.entries.push(entry.kind === 'execution' ? structuredClone(entry) : entry);
  }

  synced(): undefined {
    return undefined;
  }
}

/** The executions, as the entries of a journal leave them. */
export async function replay(entries: readonly JournalEntry[]): Promise<Map<string, Execution>> {
  const executions = new Map<string, Execution>();
  for (const entry of entries) {
    if (entry.kind === 'execution') executions.set(entry.execution.arn, structuredClone(entry.execution));
    if (entry.kind !== 'input') continue;
    const execution = executions.get(entry.executionArn);
    if (execution) await applySafely(execution, entry.input);
  }
  return executions;
}
