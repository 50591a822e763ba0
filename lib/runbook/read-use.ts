import { parseDuration } from '../model/duration.ts';
import { readAsk, readMayApprove, readQuorum } from './read-ask.ts';
import { checkOptions } from './read-options.ts';
import { readOnFailure } from './read-failure.ts';
import { readRunInputs } from './read-hand-on.ts';
import { readRecord } from './read-inputs.ts';
import { readRetry } from './read-retry.ts';
import { readUses, readWith } from './read-step-fields.ts';
import { readUndo } from './read-undo.ts';
import { readUntil } from './read-until.ts';
import type { UseStep, Value } from './runbook.ts';
import { type Fields, shape } from './shape.ts';
import { duration, runbookName } from './shapes.ts';
import type { StepCommon, StepReading } from './steps-read.ts';
import { entryOf, type Node } from './yaml-node.ts';

const timeoutSchema = duration('15m');
const waitSchema = duration('5m');

/** A step that uses a step type. Steps of its `on_failure` are arm 1, those of `on_timeout` arm 2. */
export function readUse(
  fields: Fields,
  common: StepCommon,
  place: string,
  at: StepReading,
): UseStep | undefined {
  const { report, catalog } = at;
  const main = fields.get('uses');
  const uses = main && readUses(main, at);
  const written = fields.get('timeout');
  const timeout = written && shape(written, timeoutSchema, report);
  const values = readWith(fields.get('with'), uses, at);
  const retry = readRetry(fields, uses, at);
  const until = readUntil(fields, uses, `${place}_2_`, at);
  const undo = readUndo(fields, uses, at);
  const onFailure = readOnFailure(fields, `${place}_1_`, at);
  if (uses === undefined) return undefined;
  if (uses === 'wait' && written)
    report.error(
      fields.spot('timeout'),
      'misplaced-key',
      'a wait takes as long as it says: leave "timeout" out',
    );
  for (const key of wrongFields(fields.get('with'), uses, at)) delete values[key];
  return {
    kind: 'use',
    ...common,
    uses,
    with: values,
    timeout:
      timeout ??
      (uses === 'wait' ? waitSeconds(values['for']) : undefined) ??
      catalog[uses]?.timeoutSeconds ??
      0,
    ...(retry ? { retry } : {}),
    ...(until ? { until } : {}),
    ...(undo ? { undo } : {}),
    onFailure,
    ...readPeople(fields.get('with'), uses, at),
  };
}

/** `wait: 5m` is `uses: wait` with `for: 5m`. */
export function readWait(
  node: Node,
  fields: Fields,
  common: StepCommon,
  place: string,
  at: StepReading,
): UseStep | undefined {
  const onFailure = readOnFailure(fields, `${place}_1_`, at);
  const seconds = shape(node, waitSchema, at.report);
  if (seconds === undefined) return undefined;
  const text = node.kind === 'scalar' ? node.value : seconds;
  const given: Record<string, Value> = { for: { kind: 'literal', value: text } };
  return { kind: 'use', ...common, uses: 'wait', with: given, timeout: seconds, onFailure };
}

/** A wait that is written as a duration; undefined where only the run will know. */
function waitSeconds(value: Value | undefined): number | undefined {
  if (value?.kind !== 'literal') return undefined;
  if (typeof value.value === 'number') return value.value > 0 ? value.value : undefined;
  return typeof value.value === 'string' ? parseDuration(value.value) : undefined;
}

/** Fields of `with` that no schema knows enough of, and that have a mistake: nothing more is said about them. */
function wrongFields(given: Node | undefined, uses: string, at: StepReading): string[] {
  if (!given) return [];
  if (uses === 'decide') return checkOptions(given, at);
  if (uses !== 'runbook') return [];
  const runbook = entryOf(given, 'runbook')?.value;
  const inputs = entryOf(given, 'inputs')?.value;
  return [
    ...(runbook && shape(runbook, runbookName, at.report) === undefined ? ['runbook'] : []),
    // its values are read with the others; what is no map is said here
    ...(inputs && inputs.kind !== 'map' && !readRunInputs(inputs, at) ? ['inputs'] : []),
  ];
}

/** What stands in `with` without ever being an expression. */
function readPeople(
  given: Node | undefined,
  uses: string,
  at: StepReading,
): Pick<UseStep, 'ask' | 'quorum' | 'mayApprove' | 'record'> {
  switch (uses) {
    case 'approve': {
      const ask = readAsk(given, at);
      const mayApprove = readMayApprove(given, at);
      const quorum = readQuorum(given, ask, mayApprove, at);
      return {
        ...(ask ? { ask } : {}),
        ...(quorum === undefined ? {} : { quorum }),
        ...(mayApprove ? { mayApprove } : {}),
      };
    }
    case 'decide': {
      const ask = readAsk(given, at);
      return ask ? { ask } : {};
    }
    case 'manual': {
      const ask = readAsk(given, at);
      const record = readRecord(given && entryOf(given, 'record')?.value, at);
      return { ...(ask ? { ask } : {}), ...(record ? { record } : {}) };
    }
    default:
      return {};
  }
}
