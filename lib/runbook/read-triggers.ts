import type { Estate } from '../model/estate.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { JsonObject } from '../model/json.ts';
import type { Reading } from './context.ts';
import { checkInputValues } from './input-value.ts';
import type { Mistake, Position, Runbook } from './runbook.ts';
import { fieldsOf, shape } from './shape.ts';
import { text } from './shapes.ts';
import { describeNode, type Node } from './yaml-node.ts';

export interface Trigger {
  /** As written: a name or an ARN. */
  name: string;
  /** Full ARN. */
  alarm: string;
  inputs: JsonObject;
  position: Position;
}

const alarmName = text('the name of a CloudWatch alarm, or its ARN');
const keys = {
  known: ['alarm', 'inputs'],
  required: { alarm: 'the name of a CloudWatch alarm, or its ARN' },
  what: 'a trigger such as { alarm: payments-namespace-gone, inputs: { … } }',
};

/** `triggers`: alarms with the inputs that they start the runbook with. `claimed`: ARNs of all alarms, those of triggers with a mistake, too. */
export function readTriggers(
  node: Node | undefined,
  inputs: { specs: Record<string, InputSpec>; names: ReadonlySet<string> },
  reading: Reading,
): { triggers: Trigger[]; claimed: ReadonlySet<string> } {
  const { report, estate } = reading;
  const none = { triggers: [], claimed: new Set<string>() };
  if (node === undefined || (node.kind === 'scalar' && node.broken)) return none;
  if (node.kind !== 'list') {
    report.error(node, 'wrong-value', `found ${describeNode(node)}, expected a list of triggers`);
    return none;
  }
  const claimed = new Map<string, Position>();
  const triggers = node.items.flatMap((item) => {
    if (isLater(item, reading)) return [];
    const fields = fieldsOf(item, keys, report);
    if (!fields) return [];
    const name = readAlarm(fields.get('alarm'), reading);
    const given = checkInputValues(fields.get('inputs'), fields.node, inputs, reading);
    if (name === undefined) return [];
    const alarm = alarmArn(name, estate);
    const earlier = claimed.get(alarm);
    if (earlier) {
      report.error(
        fields.spot('alarm'),
        'alarm-twice',
        `the alarm "${name}" is claimed already in line ${earlier.line}`,
      );
      return [];
    }
    claimed.set(alarm, fields.spot('alarm').position);
    return given ? [{ name, alarm, inputs: given, position: fields.spot('alarm').position }] : [];
  });
  return { triggers, claimed: new Set(claimed.keys()) };
}

/** `webhook` and `schedule`: one mistake, not also the missing alarm. */
function isLater(item: Node, { report }: Reading): boolean {
  if (item.kind !== 'map') return false;
  const later = item.entries.filter(({ key }) => key === 'webhook' || key === 'schedule');
  for (const { key, spot } of later)
    report.error(spot, 'not-supported-yet', `"${key}" is not supported yet: leave it out`);
  return later.length > 0;
}

function readAlarm(node: Node | undefined, { report }: Reading): string | undefined {
  const name = node && shape(node, alarmName, report);
  if (name === undefined || !node) return undefined;
  const fits = name.startsWith('arn:')
    ? /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/.test(name)
    : name.length <= 255 && !/[:*?]/.test(name);
  if (fits) return name;
  const expected = 'the name of a CloudWatch alarm, or "arn:aws:cloudwatch:<region>:<account>:alarm:<name>"';
  report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}`);
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

/** Alarms that several runbooks claim: nobody could say which of them starts. One mistake for each claim after the first; its line is the trigger's. */
export function alarmsClaimedTwice(runbooks: Pick<Runbook, 'runbook' | 'file' | 'triggers'>[]): Mistake[] {
  const claims = new Map<string, string>();
  return runbooks.flatMap(({ runbook, file, triggers }) =>
    triggers.flatMap(({ alarm, position }, index): Mistake[] => {
      const first = claims.get(alarm);
      if (first === undefined) claims.set(alarm, runbook);
      if (first === undefined || first === runbook) return [];
      const message = `the alarm "${alarm}" starts ${first} already: let one runbook have it`;
      const { line, column } = position ?? { line: 1, column: 1 };
      const path = `triggers[${index}].alarm`;
      return [{ severity: 'error', code: 'alarm-twice', file, line, column, path, message, source: '' }];
    }),
  );
}
