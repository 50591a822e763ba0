import * as z from 'zod';
import type { Estate } from '../model/estate.ts';
import type { InputSpec } from '../model/inputs.ts';
import { canonical, type JsonObject } from '../model/json.ts';
import type { Reading } from './context.ts';
import { checkInputValues } from './input-value.ts';
import type { Mistake, Position, Runbook, Trigger } from './runbook.ts';
import { scheduleProblem } from './schedule.ts';
import { type Fields, fieldsOf, hasBroken, type KeyWords, shape } from './shape.ts';
import { oneOf, text } from './shapes.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** An alarm among the triggers, by the name that the author gave it: a name, or an ARN. */
export interface NamedAlarm {
  name: string;
  /** Full ARN. */
  alarm: string;
  inputs: JsonObject;
}

const alarmName = text('the name of a CloudWatch alarm, or its ARN');
const scheduleText = text('a schedule such as cron(0 6 ? * MON *) or rate(7 days)');
const mode = oneOf(['dry-run', 'drill']);
const labels = z
  .record(z.string(), text('the text that the label has'), {
    error: 'labels and their values such as { alertname: KubeNamespaceGone }',
  })
  .refine((value) => Object.keys(value).length > 0, {
    error:
      'at least one label such as { alertname: KubeNamespaceGone }: without one everything would start it',
  });

const kinds = ['alarm', 'webhook', 'schedule'] as const;
const what = 'a trigger such as { alarm: payments-namespace-gone, inputs: { … } }';
const keysOf: Readonly<Record<(typeof kinds)[number], KeyWords>> = {
  alarm: { known: ['alarm', 'inputs'], required: {}, what, elsewhere: realOnly('alarm') },
  webhook: { known: ['webhook', 'inputs'], required: {}, what, elsewhere: realOnly('webhook') },
  schedule: { known: ['schedule', 'mode', 'inputs'], required: {}, what },
};

function realOnly(kind: string): Record<string, string> {
  return {
    mode: `what starts by ${kind === 'alarm' ? 'an' : 'a'} ${kind} is real: "mode" belongs to a schedule`,
  };
}

const notCron = 'write "schedule", such as "schedule: cron(0 6 ? * MON *)" or "schedule: rate(7 days)"';

interface Inputs {
  specs: Record<string, InputSpec>;
  names: ReadonlySet<string>;
}

/**
 * `triggers`: alarms, webhooks and schedules with the inputs that they start the runbook with. `claimed`: ARNs of all alarms, those of
 * triggers with a mistake, too.
 */
export function readTriggers(
  node: Node | undefined,
  inputs: Inputs,
  reading: Reading,
): { triggers: Trigger[]; alarms: NamedAlarm[]; claimed: ReadonlySet<string> } {
  const { report } = reading;
  const found = { triggers: [] as Trigger[], alarms: [] as NamedAlarm[], claimed: new Set<string>() };
  if (node === undefined || (node.kind === 'scalar' && node.broken)) return found;
  if (node.kind !== 'list') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of triggers`);
    return found;
  }
  const lines = new Map<string, number>();
  for (const item of node.items) {
    const read = readTrigger(item, inputs, reading);
    if (!read) continue;
    const { source, name, spot, given } = read;
    const claim = claimOf(source);
    const earlier = claim === undefined ? undefined : lines.get(claim);
    if (earlier !== undefined) {
      report.error(spot, 'alarm-twice', `${said(source, name)} is claimed already in line ${earlier}`);
      continue;
    }
    if (claim !== undefined) lines.set(claim, spot.position.line);
    if (source.kind === 'alarm') found.claimed.add(source.alarm);
    if (!given) continue;
    found.triggers.push({ ...source, inputs: given, position: spot.position });
    if (source.kind === 'alarm') found.alarms.push({ name, alarm: source.alarm, inputs: given });
  }
  return found;
}

type Source =
  | { kind: 'alarm'; alarm: string }
  | { kind: 'webhook'; labels: Record<string, string> }
  | { kind: 'schedule'; schedule: string; mode: 'dry-run' | 'drill' };

interface TriggerRead {
  source: Source;
  /** As written. */
  name: string;
  spot: { position: Position; path: string };
  /** Absent when the inputs have a mistake. */
  given: JsonObject | undefined;
}

function readTrigger(item: Node, inputs: Inputs, reading: Reading): TriggerRead | undefined {
  const { report } = reading;
  if (item.kind !== 'map') {
    if (!hasBroken(item)) report.error(item, 'wrong-value', `found ${describeNode(item)}, expected ${what}`);
    return undefined;
  }
  const [kind, second] = kinds.filter((key) => item.entries.some((entry) => entry.key === key));
  const known = [...kinds, 'mode', 'inputs'];
  // what is there instead is told, and that is why nothing else is
  const whole = item.entries.every(({ key }) => known.includes(key));
  const all = {
    known,
    required:
      kind || !whole
        ? {}
        : { alarm: 'the name of a CloudWatch alarm, or its ARN; or "webhook", or "schedule"' },
    what,
    elsewhere: { cron: notCron, rate: notCron, every: notCron, at: notCron },
  };
  const fields = fieldsOf(item, kind && !second ? keysOf[kind] : all, report);
  if (!fields || !kind) return undefined;
  if (second) {
    const message = `found "${kind}" and "${second}" in one trigger, expected one of them: make two triggers of it`;
    report.error(fields.spot(second), 'step-kind', message);
    return undefined;
  }
  const source = readSource(kind, fields, reading);
  const given = checkInputValues(fields.get('inputs'), fields.node, inputs, reading);
  const written = fields.get(kind);
  const name = written?.kind === 'scalar' && typeof written.value === 'string' ? written.value : '';
  return source && { source, name, spot: fields.spot(kind), given };
}

function readSource(kind: (typeof kinds)[number], fields: Fields, reading: Reading): Source | undefined {
  const { report, estate } = reading;
  const node = fields.get(kind);
  if (!node) return undefined;
  if (kind === 'webhook') {
    const found = shape(node, labels, report);
    return found && { kind, labels: found };
  }
  if (kind === 'schedule') {
    const schedule = readSchedule(node, reading);
    const written = fields.get('mode');
    const chosen = written ? shape(written, mode, report) : 'dry-run';
    return schedule === undefined || !chosen ? undefined : { kind, schedule, mode: chosen };
  }
  const name = readAlarm(node, reading);
  return name === undefined ? undefined : { kind, alarm: alarmArn(name, estate) };
}

function readAlarm(node: Node, { report }: Reading): string | undefined {
  const name = shape(node, alarmName, report);
  if (name === undefined) return undefined;
  const fits = name.startsWith('arn:')
    ? /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/.test(name)
    : name.length <= 255 && !/[:*?]/.test(name);
  if (fits) return name;
  const expected = 'the name of a CloudWatch alarm, or "arn:aws:cloudwatch:<region>:<account>:alarm:<name>"';
  report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
  return undefined;
}

function readSchedule(node: Node, { report }: Reading): string | undefined {
  const schedule = shape(node, scheduleText, report);
  if (schedule === undefined) return undefined;
  const wrong = scheduleProblem(schedule);
  if (wrong === undefined) return schedule;
  report.error(node, 'wrong-value', `found ${describeNode(node)}, ${wrong}`);
  return undefined;
}

/** The ARN of an alarm by name, in the account and Region that rebound.yaml has for alarms. An ARN stays. */
export function alarmArn(name: string, { alarms }: Pick<Estate, 'alarms'>): string {
  if (name.startsWith('arn:')) return name;
  return `arn:${partitionOf(alarms.region)}:cloudwatch:${alarms.region}:${alarms.account}:alarm:${name}`;
}

/** The partition of a Region (AWS General Reference, ARNs). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** What only one trigger may have: the alarm, or the labels. Any number of runbooks may have a schedule. */
function claimOf(source: Source): string | undefined {
  if (source.kind === 'alarm') return source.alarm;
  return source.kind === 'webhook' ? canonical(source.labels) : undefined;
}

function said(source: Source, name: string): string {
  if (source.kind !== 'webhook') return `the alarm "${name}"`;
  const pairs = Object.entries(source.labels).map(([key, value]) => `${key}: ${value}`);
  return `a webhook with the labels { ${pairs.join(', ')} }`;
}

/** Alarms and webhooks that several runbooks claim: nobody could say which of them starts. One mistake for each claim after the first; its line is the trigger's. */
export function alarmsClaimedTwice(runbooks: Pick<Runbook, 'runbook' | 'file' | 'triggers'>[]): Mistake[] {
  const claims = new Map<string, string>();
  return runbooks.flatMap(({ runbook, file, triggers }) =>
    triggers.flatMap((trigger, index): Mistake[] => {
      const claim = claimOf(trigger);
      if (claim === undefined) return [];
      const first = claims.get(claim);
      if (first === undefined) claims.set(claim, runbook);
      if (first === undefined || first === runbook) return [];
      const name = trigger.kind === 'alarm' ? trigger.alarm : '';
      const message = `${said(trigger, name)} starts ${first} already: let one runbook have it`;
      const { line, column } = trigger.position ?? { line: 1, column: 1 };
      const path = `triggers[${index}].${trigger.kind}`;
      return [{ severity: 'error', code: 'alarm-twice', file, line, column, path, message, source: '' }];
    }),
  );
}
