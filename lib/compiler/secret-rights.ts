import type { Statement } from '../model/permission.ts';
import { isSecret, parseSecret, placeOfSecret, type SecretReference } from '../model/secret.ts';
import type { Runbook, UseStep, Value } from '../runbook/runbook.ts';
import type { StepFacts } from './parts.ts';

/** Secrets that an input may name when a run starts: those whose names begin so, and no others. */
export const secretPrefix = 'rebound/';

/**
 * The right to read the secrets that steps of one type are given, and no others: those that the runbook names (in `with`, as an
 * input's default, in a trigger), and where an input decides, those under `rebound/`. None for a type, or a runbook, that takes none.
 */
export function secretRights(
  facts: Pick<StepFacts, 'uses' | 'secrets'>,
  steps: readonly Pick<UseStep, 'uses' | 'with' | 'undo'>[],
  runbook: Pick<Runbook, 'inputs' | 'triggers'>,
): Statement[] {
  const given = steps.flatMap((step) => [step, ...(step.undo ? [step.undo] : [])]);
  const values = given
    .filter(({ uses }) => uses === facts.uses)
    .flatMap((step) => (facts.secrets ?? []).flatMap((field) => step.with[field] ?? []));
  const resources = [...new Set(values.flatMap((value) => resourcesOf(value, runbook)))].sort();
  return resources.length === 0 ? [] : [{ actions: ['secretsmanager:GetSecretValue'], resources }];
}

function resourcesOf(value: Value, { inputs, triggers }: Pick<Runbook, 'inputs' | 'triggers'>): string[] {
  if (value.kind === 'literal') return referencesIn(value.value).map(resourceOf);
  const secret = Object.entries(inputs).filter(([, spec]) => spec.secret);
  if (secret.length === 0) return [];
  const named = secret.flatMap(([name, spec]) => [
    ...referencesIn(spec.default),
    ...triggers.flatMap((trigger) => referencesIn(trigger.inputs[name])),
  ]);
  return [arnOf(`${secretPrefix}*`), ...named.map(resourceOf)];
}

function referencesIn(value: unknown): SecretReference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (isSecret(value)) return [value];
  const typed = typeof value === 'string' ? parseSecret(value) : undefined;
  return typed ? [typed] : [];
}

/** Six characters stand behind a secret's name in its ARN (Secrets Manager user guide, 'What's in a secret'). */
function resourceOf(reference: SecretReference): string {
  const { id } = placeOfSecret(reference);
  return id.startsWith('arn:') ? id : arnOf(`${id}-??????`);
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:\${region}:\${account}:secret:${name}`;
}
