import type { Json } from '../model/json.ts';
import { evaluate, expressionIn, type Scope } from './jsonata.ts';
import { setMember } from './member.ts';

/** Any JSON of a definition with its expressions: a literal as it stands, or what has to be evaluated. */
export type Template =
  | { literal: Json }
  | { expression: string }
  | { list: Template[] }
  | { object: [key: string, template: Template][] };

/** Templates of objects and lists of definitions, which never change. */
const templates = new WeakMap<object, Template>();

export function templateOf(json: Json): Template {
  if (typeof json === 'string') {
    const expression = expressionIn(json);
    return expression === undefined ? { literal: json } : { expression };
  }
  if (json === null || typeof json !== 'object') return { literal: json };
  const known = templates.get(json);
  if (known) return known;
  const made = Array.isArray(json) ? listTemplate(json) : objectTemplate(json);
  templates.set(json, made);
  return made;
}

function listTemplate(json: Json[]): Template {
  const list = json.map(templateOf);
  return list.every((item) => 'literal' in item) ? { literal: json } : { list };
}

function objectTemplate(json: Record<string, Json>): Template {
  const object = Object.entries(json).map(([key, value]): [string, Template] => [key, templateOf(value)]);
  return object.every(([, item]) => 'literal' in item) ? { literal: json } : { object };
}

/** True when nothing has to be evaluated. */
export function isLiteral(json: Json): boolean {
  return 'literal' in templateOf(json);
}

/** The JSON with its expressions evaluated, in the order in which they stand. `path` names the field in failures. */
export async function fill(json: Json, path: string, scope: () => Scope): Promise<Json> {
  const template = templateOf(json);
  return 'literal' in template ? template.literal : fillTemplate(template, path, scope());
}

async function fillTemplate(template: Template, path: string, scope: Scope): Promise<Json> {
  if ('literal' in template) return template.literal;
  if ('expression' in template) return evaluate(template.expression, path, scope);
  if ('list' in template) {
    const filled: Json[] = [];
    for (const [index, item] of template.list.entries())
      filled.push(await fillTemplate(item, `${path}[${index}]`, scope));
    return filled;
  }
  const filled: Record<string, Json> = {};
  for (const [key, item] of template.object)
    setMember(filled, key, await fillTemplate(item, `${path}/${key}`, scope));
  return filled;
}
