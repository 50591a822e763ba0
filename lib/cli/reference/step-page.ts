import type * as z from 'zod/mini';
import type { Statement } from '../../model/permission.ts';
import { isOptional } from '../../runbook/check-field.ts';
import { targetKeys } from '../../runbook/words.ts';
import type { StepType } from '../../steps/step-type.ts';
import type { Field, Page, Part } from './page.ts';
import { factsOf } from './step-words.ts';
import { typeWords } from './type-words.ts';

/** The page of a step type, from its entry in the catalog and nothing else. */
export function stepPage(type: StepType): Page {
  return {
    name: type.uses,
    title: type.uses,
    summary: type.summary,
    parts: [
      { kind: 'text', text: `${type.summary}.` },
      { kind: 'list', items: factsOf(type) },
      { kind: 'yaml', text: type.example },
      { kind: 'heading', text: 'What it takes: `with`' },
      {
        kind: 'fields',
        head: { name: 'Field', type: 'Type', without: 'Left out', text: 'What it is' },
        rows: withRows(type),
      },
      { kind: 'heading', text: 'What it gives: `$<id>.<field>`' },
      { kind: 'fields', head: { name: 'Field', type: 'Type', text: 'What it is' }, rows: outputRows(type) },
      ...rights(type),
    ],
  };
}

export function withRows({ with: schema, fields, ownerField }: StepType): Field[] {
  const lines: Record<string, string> = fields.with;
  return entriesOf(schema).map(([name, field]) => ({
    name,
    type: typeWords(field, 'input'),
    without: withoutIt(name, field, ownerField),
    text: lines[name] ?? '',
  }));
}

export function outputRows({ output, fields, types }: StepType): Field[] {
  const lines: Record<string, string> = fields.output;
  return entriesOf(output).map(([name, field]) => ({
    name,
    type: [typeWords(field, 'output'), ...(units[types[name] ?? ''] ?? [])].join(', '),
    text: lines[name] ?? '',
  }));
}

const units: Record<string, string[]> = {
  duration: ['a duration in seconds'],
  time: ['a time'],
  size: ['a size in bytes'],
};

function withoutIt(name: string, field: z.ZodMiniType, ownerField: string | undefined): string {
  const optional = isOptional(field);
  if (name === ownerField) return "the runbook's owner";
  if (targetKeys.some((key) => key === name))
    return optional ? "the target's, or none" : "the target's; required where that has none";
  if (!optional) return 'required';
  const value: unknown = field.safeParse(undefined).data;
  return value === undefined
    ? 'optional'
    : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** What its function may do in AWS, and inside the cluster. */
function rights({ permissions, clusterRights }: StepType): Part[] {
  const inAws = [
    ...permissions.read.map((statement) => statementText(statement, 'to look')),
    ...permissions.change.map((statement) => statementText(statement, 'to change')),
  ];
  const said: Part[] = [
    { kind: 'heading', text: 'What its function may do' },
    {
      kind: 'text',
      text: `In AWS, besides reading and writing the history of runs:${inAws.length === 0 ? ' nothing.' : ''}`,
    },
  ];
  if (inAws.length > 0) said.push({ kind: 'list', items: inAws });
  if (clusterRights && clusterRights.length > 0) {
    said.push(
      { kind: 'text', text: 'Inside the cluster, by an EKS access entry:' },
      { kind: 'list', items: [...clusterRights] },
    );
  }
  return said;
}

function statementText({ actions, resources }: Statement, why: string): string {
  return `${coded(actions)} on ${coded(resources)}, ${why}`;
}

function coded(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function entriesOf(schema: StepType['with']): [string, z.ZodMiniType][] {
  return Object.entries(schema.shape as Record<string, z.ZodMiniType>);
}
