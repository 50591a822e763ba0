import { pagingOf } from '../history/paging.ts';
import type { Ask } from '../model/ask.ts';
import type { Table } from '../wire/table.ts';

/** When a page about the question first reached the person, ISO 8601. Undefined when none did, or it cannot be read. */
export async function firstPage(
  table: Table,
  ask: Pick<Ask, 'id' | 'run'>,
  person: string,
): Promise<string | undefined> {
  try {
    const { pages } = await pagingOf(table, ask.run, ask.id);
    const reached = pages.filter((page) => page.failed === undefined && page.person === person);
    return reached.map(({ at }) => at).sort()[0];
  } catch {
    // how long somebody took is worth nothing when it costs an answer
    return undefined;
  }
}

/** Whole seconds from one time to another, both ISO 8601; none is negative. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
