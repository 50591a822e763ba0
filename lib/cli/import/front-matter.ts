import { parseDocument } from 'yaml';
import { isObject } from '../../model/json.ts';

/** What stands between two lines of `---` at the beginning of a page, or of `+++`, where it is TOML. */
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
  const toml = /^\+\+\+[ \t]*\n([\s\S]*?)\n\+\+\+[ \t]*(?:\n|$)/.exec(markdown.slice(0, charactersMax));
  if (toml?.[1] !== undefined)
    return { front: textsOf(toml[1]), lines: toml[1].split('\n'), rest: markdown.slice(toml[0].length) };
  const found = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(markdown.slice(0, charactersMax));
  const text = found?.[1];
  // a rule, then text, then a rule: no front matter
  if (!found || text === undefined || !/^[\w-]+:/m.test(text))
    return { front: {}, lines: [], rest: markdown };
  return { front: valuesOf(text), lines: text.split('\n'), rest: markdown.slice(found[0].length) };
}

/** Of TOML, its lines with a text in quotes: no other is needed. */
function textsOf(toml: string): Record<string, string> {
  return Object.fromEntries(
    toml.split('\n').flatMap((line): [string, string][] => {
      const found = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*$/.exec(line);
      return found?.[1] === undefined ? [] : [[found[1].toLowerCase(), found[2] ?? found[3] ?? '']];
    }),
  );
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
