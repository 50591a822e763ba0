import { formatDuration } from '../model/duration.ts';
import { canonical } from '../model/json.ts';
import type { Arm, Runbook, Step, UseStep, Value } from '../runbook/runbook.ts';
import type { StepCatalog } from './parts.ts';

/** A runbook as an outline that a person reads: what it recovers, what starts it, each step with what it does and who is asked. Lines without colour. */
export function planForPeople(runbook: Runbook, catalog: StepCatalog): string[] {
  return [...head(runbook), '', ...steps(runbook.steps, catalog, '')];
}

function head(runbook: Runbook): string[] {
  const { rto, rpo } = runbook.objectives;
  const times = [
    ...(rto === undefined ? [] : [`RTO ${formatDuration(rto)}`]),
    ...(rpo === undefined ? [] : [`RPO ${formatDuration(rpo)}`]),
    `deadline ${formatDuration(runbook.deadline)}`,
  ];
  const inputs = Object.entries(runbook.inputs).map(([name, input]) => {
    const type = input.list ? `list of ${input.type}` : input.type;
    return input.default === undefined
      ? `${name} (${type})`
      : `${name} (${type}, default ${plain(input.default)})`;
  });
  const target = Object.entries(runbook.target).map(([key, value]) => `${key} ${valueText(value)}`);
  return [
    `${runbook.runbook}: ${runbook.title}`,
    `owner ${runbook.owner}, severity ${runbook.severity}, ${times.join(', ')}`,
    `inputs: ${inputs.join(', ') || 'none'}`,
    `target: ${target.join(', ')}`,
    ...runbook.triggers.map((trigger) => `starts on ${trigger.alarm} with ${pairs(trigger.inputs)}`),
  ];
}

function steps(list: Step[], catalog: StepCatalog, prefix: string): string[] {
  return list.flatMap((step, index) => {
    const number = `${prefix}${index + 1}.`;
    const indent = ' '.repeat(number.length + 1);
    const condition = step.if ? [`${indent}only if ${step.if.expression}`] : [];
    return [
      `${number} ${step.title}`,
      ...condition,
      ...body(step, catalog, number).map((line) => indent + line),
    ];
  });
}

function body(step: Step, catalog: StepCatalog, number: string): string[] {
  if (step.kind === 'finish') return [`ends here: ${step.finish.outcome}, ${valueText(step.finish.because)}`];
  if (step.kind === 'use') return useBody(step, catalog);
  return step.arms.flatMap((arm, index) => armLines(arm, catalog, `${number}${index + 1}.`));
}

function armLines(arm: Arm, catalog: StepCatalog, prefix: string): string[] {
  const condition = arm.when ? `when ${arm.when.expression}:` : 'otherwise:';
  if ('finish' in arm.body)
    return [condition, `  ends here: ${arm.body.finish.outcome}, ${valueText(arm.body.finish.because)}`];
  return [condition, ...steps(arm.body.steps, catalog, prefix).map((line) => `  ${line}`)];
}

const words = { reads: 'reads', changes: 'CHANGES', asks: 'asks', tells: 'tells' };

function useBody(step: UseStep, catalog: StepCatalog): string[] {
  const kind = catalog[step.uses]?.kind ?? 'reads';
  const given = Object.entries(step.with).map(([key, value]) => `${key}: ${valueText(value)}`);
  return [
    `${words[kind]}: ${step.uses}, at most ${formatDuration(step.timeout)}`,
    ...given,
    ...(step.ask ?? []).map(
      (level, index) => `${index === 0 ? 'asks' : 'then'} ${level.who} for ${formatDuration(level.for)}`,
    ),
    ...(step.covers?.length ? [`covers ${step.covers.join(', ')}`] : []),
    ...(step.approval === undefined ? [] : [`covered by ${step.approval}`]),
  ];
}

function valueText(value: Value): string {
  if (value.kind === 'literal') return plain(value.value);
  if (value.kind === 'expression') return value.expression.expression;
  if (value.kind === 'list') return `[${value.items.map(valueText).join(', ')}]`;
  if (value.kind === 'text')
    return value.parts.map((part) => (typeof part === 'string' ? part : `{{ ${part.expression} }}`)).join('');
  const entries = Object.entries(value.entries).map(([key, item]) => `${key}: ${valueText(item)}`);
  return `{ ${entries.join(', ')} }`;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : canonical(value));
const pairs = (values: Record<string, unknown>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${plain(value)}`)
    .join(', ');
