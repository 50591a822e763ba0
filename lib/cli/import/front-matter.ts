import { parseDocument } from 'yaml';
import { isObject } from '../../model/json.ts';

/** What stands between two lines of `---` at the beginning of a page. */
export interface FrontMatter {
  /** Texts and numbers of it, by lower-case key; nothing when it is no YAML. */
  front: Record<string, string>;
  /** Its lines, as they are. */
  lines: string[];
  /** The page behind it. */
  rest: string;
}

/** A front matter is small: what is longer begins with a rule. */
const charactersMax = 10_000;

export function frontMatterOf(markdown: string): FrontMatter {
  const found = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(markdown.slice(0, charactersMax));
  const text = found?.[1];
  // a rule, then text, then a rule: no front matter
  if (!found || text === undefined || !/^[\w-]+:/m.test(text))
    return { front: {}, lines: [], rest: markdown };
  return { front: valuesOf(text), lines: text.split('\n'), rest: markdown.slice(found[0].length) };
}

function valuesOf(text: string): Record<string, string> {
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length > 0) return {};
  const values: unknown = plain(document);
  if (!isObject(values)) return {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' || typeof value === 'number' ? [[key.toLowerCase(), String(value)]] : [],
    ),
  );
}

/** Undefined where its anchors expand without end. */
function plain(document: { toJS: () => unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
