import type { Table } from '../wire/table.ts';
import { incidentKey } from './keys.ts';
import { recordItem, textOf } from './records.ts';

/** Notes of which run an incident of PagerDuty tells: a note of it names only the incident. Repeated it changes nothing. */
export async function noteIncident(
  table: Table,
  { incident, run }: { incident: string; run: string },
): Promise<void> {
  await table.put(recordItem(incidentKey(incident), { run }));
}

/** The run that an incident of PagerDuty is of; undefined for every other one. */
export async function runOfIncident(table: Table, incident: string): Promise<string | undefined> {
  const item = await table.get(incidentKey(incident));
  return item && textOf(item, 'run');
}
