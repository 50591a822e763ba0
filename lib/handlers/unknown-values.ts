import { isObject, type Json } from '../model/json.ts';
import type { Finding } from '../model/event.ts';
import type { StepType, Unknown } from '../steps/step-type.ts';

/** Why a value is not known yet: a dry-run has plans' outputs, which mark what only doing it would tell. Undefined: all of it is known. */
export function unknownIn(value: Json): string | undefined {
  if (Array.isArray(value)) return value.map(unknownIn).find((why) => why !== undefined);
  if (!isObject(value)) return undefined;
  const { unknown, ...more } = value as Record<string, Json>;
  if (typeof unknown === 'string' && Object.keys(more).length === 0) return unknown;
  return unknownIn(Object.values(value as Record<string, Json>));
}

/** What a dry-run says of a step that is given something unknown: it can be planned no further, and neither can what reads it. */
export function unplanned(
  { output, uses }: Pick<StepType, 'output' | 'uses'>,
  why: string,
): { finding: Finding; output: Record<string, Json & Unknown> } {
  const fields = Object.keys(output.shape).map((field) => [field, { unknown: why }]);
  return {
    finding: { text: `${uses} cannot be planned: what it is given is ${why}` },
    output: Object.fromEntries(fields),
  };
}
