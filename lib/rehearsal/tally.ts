import type { Violation, Watched } from './watched.ts';

/** What many plays came to, counted. */
export class Tally {
  plays = 0;
  changes = 0;
  duplicates = 0;
  /** Virtual hours that were played. */
  hours = 0;
  readonly outcomes = new Map<string, number>();
  /** How the runs of a play ended together → how often. */
  readonly together = new Map<string, number>();
  readonly faults = new Map<string, number>();
  /** `step-restore-backup ledger UpdateItem` → how often a process was killed there. */
  readonly kills = new Map<string, number>();
  /** Plays that went against an invariant: how to play it again, and what was seen. */
  readonly failures: { id: string; name: string; violations: Violation[]; startedAt: number }[] = [];

  /** `id`: what the replay takes. */
  add(id: string, watched: Watched, violations: Violation[]): void {
    const { table, injected, calls, processes, schedule, startedAt, endedAt } = watched;
    this.plays += 1;
    this.hours += (endedAt - startedAt) / 3_600_000;
    this.changes += calls.filter(({ facts, effect }) => facts.kind === 'change' && effect !== null).length;
    this.duplicates += processes.filter(({ duplicate }) => duplicate).length;
    for (const { outcome } of table.runs()) count(this.outcomes, outcome ?? 'open');
    count(this.together, endingsOf(watched).join(', '));
    for (const { fault, kind, by, call } of injected) {
      count(this.faults, fault);
      if (fault.startsWith('killed')) count(this.kills, `${by.split(' ')[0]} ${kind} ${call.split(' ')[0]}`);
    }
    if (violations.length > 0) this.failures.push({ id, name: schedule.name, violations, startedAt });
  }

  /** A few lines for people. */
  summary(what: string): string {
    return [
      `${what}: ${this.plays} plays, ${this.hours.toFixed(0)} virtual hours, ${this.changes} changes outside, ${this.duplicates} second deliveries`,
      `  endings: ${listed(this.outcomes)}`,
      `  faults: ${listed(this.faults)}`,
      `  killed at ${this.kills.size} different calls: ${listed(this.kills)}`,
    ].join('\n');
  }
}

/** `restore-namespace recovered`: of each run of a play, sorted. */
export function endingsOf({ table }: Watched): string[] {
  return table
    .runs()
    .map(({ runbook, outcome }) => `${runbook} ${outcome ?? 'open'}`)
    .sort();
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function listed(counts: Map<string, number>): string {
  const entries = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, number]) => `${name} ${number}`).join(', ') || 'none';
}
