import { fail } from '../model/errors.ts';
import { parseAlarmEvent } from './alarm-event.ts';
import { looksLikeAlerts, parseAlerts } from './alert-event.ts';
import { type Begun, beginRun, type Wanted } from './begin-run.ts';
import type { Parts } from './parts.ts';
import { reach } from './reach.ts';
import { recorder } from './record.ts';
import { looksLikeSchedule, parseScheduleEvent } from './schedule-event.ts';
import { noDrill, wantedBySchedule } from './scheduled.ts';
import { stormOf } from './storm.ts';
import { labelsText, noTriggerFor, wantedByAlarm, wantedByAlert } from './triggered.ts';

export interface StarterAnswer {
  started: Begun[];
  /** Why nothing was started, where that is right. */
  held: string | null;
  /** Beside what was started: what of the event started nothing, a line each. */
  passedOver?: string[];
}

/**
 * A CloudWatch alarm, alerts of Alertmanager, or a schedule starts the runbooks that it triggers. What starts, and for which target,
 * is the trigger's to say, never the event's.
 */
export async function handleStarter(raw: unknown, parts: Parts): Promise<StarterAnswer> {
  if (looksLikeSchedule(raw)) return onSchedule(raw, parts);
  return looksLikeAlerts(raw) ? handleAlerts(raw, parts) : onAlarm(raw, parts);
}

async function onAlarm(raw: unknown, parts: Parts): Promise<StarterAnswer> {
  const event = parseAlarmEvent(raw);
  const wanted = wantedByAlarm(event, parts.manifests);
  if (event.state !== 'ALARM')
    return { started: [], held: `${event.name} is ${event.state}: only ALARM starts runs` };
  if (event.suppressedBy !== null) {
    fail('AlarmSuppressed', {
      what: `the actions of ${event.name} are suppressed by ${event.suppressedBy}`,
      why: 'somebody said that this is expected now',
      todo: 'start the runbook by hand if it is needed all the same',
    });
  }
  return startUnlessStorm(wanted, parts);
}

/** Alerts, and nothing else: a run for each that fires and is known. Those that are resolved start nothing. */
export async function handleAlerts(raw: unknown, parts: Parts): Promise<StarterAnswer> {
  const { alerts, truncated } = parseAlerts(raw);
  const firing = alerts.filter((alert) => alert.firing);
  if (firing.length === 0)
    return { started: [], held: `${count(alerts.length, 'alert')} resolved: only firing ones start runs` };
  const found = firing.map((alert) => ({ alert, wanted: wantedByAlert(alert, parts.manifests) }));
  const unknown = found.filter(({ wanted }) => wanted.length === 0).map(({ alert }) => alert);
  if (unknown.length === firing.length) noTriggerFor(unknown, parts.manifests);
  const answer = await startUnlessStorm(
    found.flatMap(({ wanted }) => wanted),
    parts,
  );
  const passedOver = unknown.map(({ labels }) => `no runbook is triggered by ${labelsText(labels)}`);
  if (truncated > 0)
    passedOver.push(
      `${count(truncated, 'alert')} left out by the sender (max_alerts): let it send all of them`,
    );
  return passedOver.length === 0 ? answer : { ...answer, passedOver };
}

/** Dry-runs, and drills on what is marked for them. One that must not be is told: nobody looks at what a schedule does. */
async function onSchedule(raw: unknown, parts: Parts): Promise<StarterAnswer> {
  const event = parseScheduleEvent(raw, parts.clock.now());
  const started: Begun[] = [];
  const refused: string[] = [];
  for (const wanted of wantedBySchedule(event, parts.manifests)) {
    const why = wanted.mode === 'drill' ? noDrill(wanted) : undefined;
    if (why === undefined) started.push(await beginRun(wanted, parts));
    else refused.push(await refuseDrill(wanted, why, parts));
  }
  if (started.length === 0) return { started, held: refused.join('; ') };
  return refused.length === 0 ? { started, held: null } : { started, held: null, passedOver: refused };
}

async function refuseDrill({ manifest, by, name }: Wanted, why: string, parts: Parts): Promise<string> {
  const { runbook, owner } = manifest;
  const text = `The drill of ${runbook} by the schedule ${by.name} was not started: ${why}. Mark the target for drills, give the schedule another one, or let it make a dry-run.`;
  const place = { execution: '', state: 'Starter', entered_at: '', attempt: 0 };
  const title = `No drill of ${runbook}`;
  const page = { who: owner, title, text, urgency: 'info' as const, run: '', key: `${name}-refused` };
  await reach(page, parts, recorder(place, parts));
  return `no drill of ${runbook}: ${why}`;
}

async function startUnlessStorm(wanted: Wanted[], parts: Parts): Promise<StarterAnswer> {
  const storm = await stormOf(wanted, parts);
  if (storm) return { started: [], held: storm };
  const started: Begun[] = [];
  // What one alert wants does not keep another from being heard: those that could not be started are tried again with the whole.
  let failed: unknown;
  for (const one of wanted) {
    try {
      started.push(await beginRun(one, parts));
    } catch (error) {
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
  return { started, held: null };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? ' is' : 's are'}`;
}
