import { isObject } from '../../model/json.ts';

/** Deeper than anything that Slack or PagerDuty send. */
const depthMax = 40;

/** The JSON object that a text is; undefined for anything else, and for one that nests deeper than 40. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  if (depthOf(text) > depthMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the parser's own words would repeat the body
  }
}

/** UTF-8 as text; undefined where it is none. */
export function textIn(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** The one field of that name of a form; undefined when it is missing, or there twice. */
export function fieldOf(form: string, name: string): string | undefined {
  const all = new URLSearchParams(form).getAll(name);
  return all.length === 1 ? all[0] : undefined;
}

/** A text under its own name in an object: what is inherited is nobody's. */
export function textAt(value: unknown, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === 'string' ? found : undefined;
}

export function objectAt(value: unknown, name: string): Record<string, unknown> | undefined {
  const found = at(value, name);
  return isObject(found) ? found : undefined;
}

export function at(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** How deep brackets stand within one another, outside of strings. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (quoted) {
      if (letter === '\\') index += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth -= 1;
  }
  return deepest;
}
