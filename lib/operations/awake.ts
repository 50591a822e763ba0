import { localTime } from '../model/local-time.ts';
import { isKnown, rotationOf, wokenFor } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
import { harmless } from './person.ts';
import type { AskReport, RunReport } from './operations.ts';
import type { OperationParts } from './parts.ts';

/** Somebody who is awake, or can be woken now. */
export interface Awake {
  id: string;
  name: string;
  /** `on call`, `looks at it`, `said approve`. */
  why: string;
  /** What a clock shows where they are, and where that is: `04:12 in Madrid`; empty when nobody knows. */
  there: string;
}

/** Who looked at the run or spoke about it within this time is awake. */
const awakeForMs = 30 * 60_000;

/** Who is awake for a run: on call now for its owner and those who are asked, and who was heard of a moment ago. Nobody twice. */
export async function awakeFor(
  report: RunReport,
  parts: Pick<OperationParts, 'directory' | 'channels' | 'clock'>,
): Promise<Awake[]> {
  const { directory, clock } = parts;
  const now = clock.now();
  const open =
    report.status === 'open' ? report.asks.filter(({ decision, kind }) => !decision && kind !== 'wait') : [];
  const asked = open.flatMap(({ levels, level }) => levels.slice(0, level + 1).map(({ who }) => who));
  const found = new Map<string, string>();
  for (const ask of report.asks) for (const [id, why] of heardIn(ask, now)) found.set(id, why);
  if (directory) {
    for (const who of new Set([report.owner, ...asked])) {
      for (const id of await onCall(directory, who, now, parts)) if (!found.has(id)) found.set(id, 'on call');
    }
  }
  return [...found].map(([id, why]) => ({
    id,
    name: nameOf(id, directory),
    why,
    there: thereOf(id, now, directory),
  }));
}

/** A person's name as people say it; of somebody whom people.yaml does not know, what is kept. */
export function nameOf(id: string, directory: Directory | undefined): string {
  const known = directory && Object.hasOwn(directory.people, id) ? directory.people[id]?.name : undefined;
  return harmless(known ?? id);
}

/** `04:12 in Madrid` */
function thereOf(id: string, now: number, directory: Directory | undefined): string {
  const zone = directory && Object.hasOwn(directory.people, id) ? directory.people[id]?.zone : undefined;
  if (zone === undefined) return '';
  const place = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return `${new Date(localTime(zone, now)).toISOString().slice(11, 16)} in ${place}`;
}

function heardIn(ask: AskReport, now: number): [string, string][] {
  const recent = (at: string) => now - Date.parse(at) < awakeForMs;
  return [
    ...ask.acks.filter(({ at }) => recent(at)).map(({ by }): [string, string] => [by, 'looks at it']),
    ...ask.voices
      .filter(({ at }) => recent(at))
      .map(({ by, answer }): [string, string] => [by, `said ${answer}`]),
  ];
}

/** Who is woken for a name now. Of a rotation that nobody is on call in, or that PagerDuty does not tell of: nobody is known to be awake. */
async function onCall(
  directory: Directory,
  who: string,
  now: number,
  { channels }: Pick<OperationParts, 'channels'>,
): Promise<string[]> {
  if (!isKnown(directory, who)) return [];
  const rotation = rotationOf(directory, who);
  // A group whose members are all woken has nobody on call.
  if (!rotation) return [];
  const external: Record<string, string[]> = {};
  if (rotation.kind === 'pagerduty' && channels) {
    try {
      external[rotation.schedule] = await channels.onCall(rotation.schedule, now);
    } catch {
      return [];
    }
  }
  const { people, because } = wokenFor(directory, who, now, external);
  return because === undefined ? people : [];
}
