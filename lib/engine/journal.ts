import type { Definition } from '../model/asl.ts';
import { apply } from './apply.ts';
import type { Execution, Input } from './execution.ts';

/** What has to be kept to have the engine's state again: definitions, executions as they were made, and inputs in the order in which they were applied. */
export type JournalEntry =
  | { kind: 'machine'; arn: string; name: string; definition: Definition }
  | { kind: 'execution'; execution: Execution }
  | { kind: 'input'; executionArn: string; input: Input };

/** Keeps entries. An input is kept before it is applied, and what it asks for is called after it was kept. */
export interface Journal {
  /** Resolves when the entry is safe. */
  append(entry: JournalEntry): void | Promise<void>;
}

/** Keeps nothing beyond the process. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  append(entry: JournalEntry): void {
    // An execution goes on changing; what is kept is how it was made.
    this.entries.push(entry.kind === 'execution' ? structuredClone(entry) : entry);
  }
}

/** The executions, as the entries of a journal leave them. */
export async function replay(entries: readonly JournalEntry[]): Promise<Map<string, Execution>> {
  const executions = new Map<string, Execution>();
  for (const entry of entries) {
    if (entry.kind === 'execution') executions.set(entry.execution.arn, structuredClone(entry.execution));
    if (entry.kind !== 'input') continue;
    const execution = executions.get(entry.executionArn);
    if (execution) await apply(execution, entry.input);
  }
  return executions;
}
