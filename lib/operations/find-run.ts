import { findRuns, getRun, listRuns } from '../history/runs.ts';
import { fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Run } from '../model/run.ts';
import type { Table } from '../wire/table.ts';

/** The run with that id, or the one whose id begins so. UnknownRun, naming the nearest, when none or several do. */
export async function findRun(table: Table, id: string): Promise<Run> {
  const wanted = id.trim().toLowerCase();
  const exact = wanted === '' ? undefined : await getRun(table, wanted);
  if (exact) return exact;
  const found = wanted === '' ? [] : await findRuns(table, wanted);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1) {
    return fail('UnknownRun', {
      what: `several runs begin with "${id}"`,
      why: found.map((run) => `${run.run} (${run.runbook}, ${run.startedAt})`).join(', '),
      todo: 'write more of the id',
    });
  }
  const known = (await listRuns(table, { limit: 50 })).map((run) => run.run);
  const close =
    nearest(wanted, known) ?? known.find((run) => wanted.length >= 3 && run.startsWith(wanted.slice(0, 3)));
  return fail('UnknownRun', {
    what: `there is no run "${id}"`,
    todo: close ? `did you mean ${close}?` : 'rebound runs lists those there are',
  });
}
