import type { InputSpec } from '../model/inputs.ts';
import type { Json } from '../model/json.ts';

/** Texts that are tried where a pattern wants a certain one; the first that fits is taken. */
const texts = [
  'rehearsal',
  'Rehearsal',
  'REHEARSAL',
  'rehearsal-1',
  'R-1',
  '1',
  '100',
  '123456',
  '2026-11-24',
];

/**
 * What a simulated person writes down: what the scenario says, and by its type whatever is left. Texts read `rehearsal`, so that nobody
 * takes them for something that happened.
 */
export function rehearsedRecord(
  specs: Record<string, InputSpec>,
  said: Record<string, Json>,
  now: number,
): Record<string, Json> {
  const filled = Object.entries(specs).map(([name, spec]) => [name, valueOf(spec, now)]);
  return { ...Object.fromEntries(filled), ...said };
}

function valueOf(spec: InputSpec, now: number): Json {
  if (spec.list) return [valueOf({ ...spec, list: false }, now)];
  switch (spec.type) {
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'choice':
      return spec.choices?.[0] ?? '';
    case 'duration':
      return 60;
    case 'time':
      return new Date(now).toISOString();
    case 'string':
    case 'cluster':
    case 'namespace':
    case 'database':
    case 'backup':
    case 'person':
    case 'group':
      return texts.find((text) => fits(text, spec)) ?? 'rehearsal';
  }
}

function fits(text: string, { pattern }: InputSpec): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}
