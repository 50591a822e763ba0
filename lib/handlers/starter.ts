import { createHash } from 'node:crypto';
import type { Manifest } from '../compiler/manifest.ts';
import { noteAlarm } from '../history/alarms.ts';
import { putStart } from '../history/starts.ts';
import { iso } from '../model/clock.ts';
import { codeOf, fail } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { base32, runIdOf } from '../model/run.ts';
import { type AlarmEvent, parseAlarmEvent } from './alarm-event.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder } from './record.ts';

export interface StarterAnswer {
  started: { run: string; execution: string; runbook: string; fresh: boolean }[];
  /** Why nothing was started, where that is right. */
  held: string | null;
}

/** More targets than this within the window start nothing: suspect monitoring, network or Region. */
const targetsMax = 5;
const windowMs = 10 * 60_000;

interface Match {
  manifest: Manifest;
  inputs: Record<string, unknown>;
}

/** An alarm starts the runbooks that it triggers. What starts, and for which target, is the trigger's to say, never the event's. */
export async function handleStarter(raw: unknown, parts: Parts): Promise<StarterAnswer> {
  const event = parseAlarmEvent(raw);
  const matches = matchesOf(event, parts.manifests);
  if (event.state !== 'ALARM')
    return { started: [], held: `${event.name} is ${event.state}: only ALARM starts runs` };
  if (event.suppressedBy !== null) {
    fail('AlarmSuppressed', {
      what: `the actions of ${event.name} are suppressed by ${event.suppressedBy}`,
      why: 'somebody said that this is expected now',
      todo: 'start the runbook by hand if it is needed all the same',
    });
  }
  const storm = await stormOf(matches, parts);
  if (storm) return { started: [], held: storm };
  const started: StarterAnswer['started'] = [];
  for (const match of matches) started.push(await start(match, event, parts));
  return { started, held: null };
}

function matchesOf(event: AlarmEvent, manifests: Record<string, Manifest>): Match[] {
  const all = Object.values(manifests).flatMap((manifest) =>
    manifest.triggers.map((trigger) => ({ manifest, ...trigger })),
  );
  const matches = all.filter((trigger) => trigger.alarm === event.arn);
  if (matches.length > 0) return matches;
  const known = [...new Set(all.map((trigger) => trigger.alarm))].sort();
  const close = nearest(event.arn, known);
  return fail('NoTrigger', {
    what: `no runbook is triggered by ${event.arn}`,
    why: known.length > 0 ? `known alarms: ${known.join(', ')}` : 'no runbook has an alarm trigger',
    todo: close
      ? `did you mean ${close}? Otherwise name the alarm in a runbook's triggers`
      : "name it in a runbook's triggers",
  });
}

async function start(
  { manifest, inputs }: Match,
  event: AlarmEvent,
  parts: Parts,
): Promise<StarterAnswer['started'][number]> {
  const runbook = manifest.runbook;
  const digest = createHash('sha256')
    .update(canonical([runbook, event.arn, event.changedAt]))
    .digest();
  const name = `al-${base32(digest).slice(0, 26)}`;
  await putStart(parts.clients.table, {
    execution: name,
    runbook,
    mode: 'real',
    by: { kind: 'alarm', name: event.name },
    because: event.reason,
    at: iso(parts.clock.now()),
  });
  const machine = parts.stateMachineArn(runbook);
  const execution = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    await parts.clients.states.start(machine, name, canonical(inputs));
  } catch (error) {
    if (codeOf(error) !== 'AlreadyExists') throw error;
    return { run: runIdOf(execution), execution, runbook, fresh: false };
  }
  return { run: runIdOf(execution), execution, runbook, fresh: true };
}

/** Notes the targets that alarm; when there are too many at once, one page says so and nothing is started. */
async function stormOf(matches: Match[], parts: Parts): Promise<string | null> {
  const targets = matches.map((match) => targetOf(match));
  const now = parts.clock.now();
  const together = await noteAlarm(parts.clients.table, { targets, at: iso(now), windowMs });
  if (together.length <= targetsMax) return null;
  const owner = matches[0]?.manifest.owner ?? 'owner';
  const text = `${together.length} targets alarm together, nothing was started, and nothing will be by itself while this goes on: suspect monitoring, the network or the Region. ${matches
    .map((match) => startCommand(match))
    .join('; ')}. All: ${together.join(', ')}`;
  const place = { execution: '', state: 'Starter', entered_at: '', attempt: 0 };
  // Not for each alarm of a storm, but again when it has doubled: what the first page did not name is told, too.
  const size = Math.floor(Math.log2(together.length / (targetsMax + 1)));
  const key = `storm-${Math.floor(now / windowMs)}-${size}`;
  await reach(
    { who: owner, title: `${together.length} targets alarm together`, text, run: '', key },
    parts,
    recorder(place, parts),
  );
  return text;
}

function targetOf({ inputs }: Match): string {
  const { cluster, namespace, database } = inputs;
  const whole = [cluster, database].find((name) => typeof name === 'string') ?? canonical(inputs);
  return typeof namespace === 'string' ? `${namespace} @ ${whole}` : whole;
}

function startCommand({ manifest, inputs }: Match): string {
  const flags = Object.entries(inputs).map(
    ([name, value]) => `--input ${name}=${typeof value === 'string' ? value : canonical(value)}`,
  );
  return `start by hand: rebound run ${manifest.runbook} ${flags.join(' ')} --mode real`;
}
