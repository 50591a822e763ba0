import {
  type Command,
  commandOf,
  markReminded,
  type Offer,
  offerCommand,
  remindedOf,
} from '../../history/command.ts';
import { iso } from '../../model/clock.ts';
import { formatDuration } from '../../model/duration.ts';
import { onCallAt, rotationOf, userIds } from '../../model/on-call.ts';
import type { Directory, Rotation } from '../../model/people.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';
import type { Parts } from '../parts.ts';
import { reach } from '../reach.ts';
import type { Line } from '../record.ts';
import { ownerOf } from './ended.ts';
import type { Reaching } from './reach-people.ts';

/** How often whoever has an offered run is reminded that they still have it. */
export const remindEveryMs = 5 * 60_000;
type Recorder = (line: Line) => Promise<void>;

/**
 * Every minute, of an open run: when the shift of whoever has it in hand is over, it is offered to who is on call now; and until an offer
 * is confirmed, the old one is paged every five minutes, and so is the new one. Errors: those of reaching people; it is tried again.
 */
export async function remindCommander(run: Run, parts: Parts, record: Recorder): Promise<void> {
  if (run.status !== 'open' || run.mode === 'dry-run') return;
  const { table } = parts.clients;
  const before = await commandOf(table, run);
  if (!before) return;
  const command = (await offerAtShiftsEnd(run, before, parts, record)) ?? before;
  if (command.offered) await remind(run, command, command.offered, parts, record);
}

/** The run, offered to who is on call now for its owner; undefined when the shift is not over, or nobody is next. */
async function offerAtShiftsEnd(
  run: Run,
  { by, since, offered }: Command,
  parts: Parts,
  record: Recorder,
): Promise<Command | undefined> {
  const { directory, clock } = parts;
  const rotation = directory && rotationOf(directory, ownerOf(run, parts));
  if (!directory || !rotation) return undefined;
  const now = await onCall(directory, rotation, clock.now(), parts);
  // What a person offered is theirs to take back; ours goes to the next one with the next shift.
  if (offered && (offered.by !== us || now.includes(offered.to))) return undefined;
  const [next] = now;
  if (next === undefined || now.includes(by)) return undefined;
  if (!(await onCall(directory, rotation, Date.parse(since), parts)).includes(by)) return undefined;
  const at = iso(clock.now());
  const because = `the shift of ${by} is over`;
  const command = await offerCommand(parts.clients.table, run, { to: next, by: us, at, because });
  if (command.by !== by || command.offered?.at !== at) return command; // somebody did something meanwhile
  await record({
    kind: 'command',
    state: 'Command',
    text: `${because}: ${next} is next, and is offered the run; until they take it, ${by} has it`,
    person: next,
  });
  const key = `${run.run}-command-${at}`;
  await each([
    () =>
      reach(
        { ...toNew(run, command.by, command.offered ?? { because }, next), key: `${key}-${next}` },
        parts,
        record,
      ),
    () =>
      reach(
        {
          who: by,
          title: cut(`Your shift is over: ${run.title}`),
          text: `${next} is on call now, and is asked to take run ${run.run} (${targetOf(run)}) over. Until they do, it is yours. To keep it: \`rebound take ${run.run}\`.`,
          ...about(run),
          key: `${key}-${by}`,
        },
        parts,
        record,
      ),
  ]);
  return command;
}

/** Who offers what no person did. */
const us = 'rebound';

async function remind(
  run: Run,
  { by }: Command,
  offer: Offer,
  parts: Parts,
  record: Recorder,
): Promise<void> {
  const { table } = parts.clients;
  const waitedMs = parts.clock.now() - Date.parse(offer.at);
  const bucket = Math.floor(waitedMs / remindEveryMs);
  if (bucket < 1 || (await remindedOf(table, run)) >= bucket) return;
  const key = `${run.run}-command-${offer.at}-${bucket}`;
  const waited = formatDuration((bucket * remindEveryMs) / 1000);
  await each([
    () =>
      reach(
        {
          who: by,
          title: cut(`Still yours: ${run.title}`),
          text: `${offer.to} has not confirmed for ${waited} that they take run ${run.run} (${targetOf(run)}) over: you still have it. Reach them by other means, give it to somebody else (\`rebound give ${run.run} NAME\`), or keep it (\`rebound take ${run.run}\`).`,
          ...about(run),
          key: `${key}-${by}`,
        },
        parts,
        record,
      ),
    () => reach({ ...toNew(run, by, offer, offer.to), key: `${key}-${offer.to}` }, parts, record),
  ]);
  // After it was said: one that dies in between says it again, under the same keys.
  await markReminded(table, run, offer, bucket);
}

function toNew(
  run: Run,
  by: string,
  { by: who, because }: Partial<Offer>,
  to: string,
): Omit<Reaching, 'key'> {
  const why = because ?? `${who ?? by} offers it to you`;
  return {
    who: to,
    title: cut(`Take over: ${run.title}`),
    text: `Run ${run.run} (${targetOf(run)}) is yours to take: ${why}. How it stands: \`rebound brief ${run.run}\`. Confirm: \`rebound take ${run.run}\`. Until then ${by} has it.`,
    ...about(run),
  };
}

/** One who cannot be reached must not keep the other from being told. The first error is thrown when all were tried. */
async function each(told: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const tell of told) await tell().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

/** Who is on call by the rotation itself: nobody, where it has a gap or PagerDuty does not answer. */
async function onCall(
  directory: Directory,
  rotation: Rotation,
  at: number,
  { clients }: Parts,
): Promise<string[]> {
  if (rotation.kind === 'turns') return onCallAt(rotation, at);
  try {
    const users = await clients.channels?.onCall(rotation.schedule, at);
    return onCallAt(rotation, at, userIds(directory, users ?? []));
  } catch {
    return onCallAt(rotation, at);
  }
}

/** Which run it is, and how grave: who sleeps is woken for what is critical. */
function about({ run, severity, target }: Run): Pick<Reaching, 'run' | 'severity' | 'target'> {
  return {
    run,
    ...(severity === undefined ? {} : { severity }),
    ...(target ? { target: describeTarget(target) } : {}),
  };
}

function targetOf({ target, runbook }: Run): string {
  return target ? describeTarget(target) : runbook;
}

/** A title of a page has at most 99 characters. */
function cut(title: string): string {
  return title.slice(0, 99);
}
