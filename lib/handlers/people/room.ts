import { noteRoom, roomOf } from '../../history/rooms.ts';
import { explain } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';
import type { Way } from './ways.ts';

/** Under this name the room stands in what is kept of pages: no person can be called so. */
export const roomName = '#room';

/** Whether runs have a room of their own. */
export function hasRooms({ directory }: Pick<Parts, 'directory'>): boolean {
  return directory?.channels.slack?.rooms === true;
}

/** The room of a run, as one more who is told; undefined while there is none. */
export async function roomWay(run: string, parts: Parts): Promise<Way | undefined> {
  if (!hasRooms(parts)) return undefined;
  const room = await roomOf(parts.clients.table, run);
  return room === undefined ? undefined : wayTo(room);
}

/** Opens the run's room when it asks for the first time. Without one it goes on all the same: who is asked is paged. */
export async function openRoom(
  run: Run,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<Way | undefined> {
  if (!hasRooms(parts)) return undefined;
  const known = await roomWay(run.run, parts);
  if (known) return known;
  const target = run.target ? ` on ${describeTarget(run.target)}` : '';
  try {
    const topic = `${run.title}${target}. What is written here is noted in the run. ${parts.link(run.run)}`;
    const room = await parts.clients.channels.openRoom(nameOf(run), topic);
    await noteRoom(parts.clients.table, { run: run.run, room });
    return wayTo(room);
  } catch (error) {
    const text = `the run has no channel of its own: ${explain(error)}`;
    await record({ kind: 'page-failed', channel: 'slack', text, findings: [{ text, bad: true }] });
    return undefined;
  }
}

function wayTo(room: string): Way {
  return { channel: 'slack', address: { channel: 'slack', to: room }, urgency: 'info' };
}

/** Slack takes small letters, digits, - and _, at most 80; the run's id is 16 of them. */
function nameOf({ run, runbook }: Run): string {
  const about = runbook
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '-')
    .slice(0, 50);
  return `rb-${about}-${run}`;
}
