import { isObject, type Json } from '../../../lib/model/json.ts';

/** What generated documents have had between them: so that nothing of the language is left out by accident. */
export interface Seen {
  /** Keys of maps, and the step types that are used. */
  words: Set<string>;
  /** How deep steps stand within steps; 1 is the runbook's own list. */
  depth: number;
}

const lists = ['steps', 'always', 'otherwise', 'on_failure', 'on_timeout'];

export function see(value: Json, seen: Seen, depth = 0): void {
  if (Array.isArray(value)) for (const item of value) see(item, seen, depth);
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    seen.words.add(key === 'uses' && typeof inner === 'string' ? `uses: ${inner}` : key);
    const list = key === 'parallel' || (lists.includes(key) && Array.isArray(inner));
    const here = depth + (list ? 1 : 0);
    seen.depth = Math.max(seen.depth, here);
    see(inner, seen, here);
  }
}

function isMap(value: Json): value is Record<string, Json> {
  return isObject(value);
}
