/** A regular expression of ECMAScript (without the u and v flags), as a tree. */
export type Pattern =
  | { kind: 'unit'; source: string }
  | { kind: 'sequence'; items: Pattern[] }
  | { kind: 'choice'; items: Pattern[] }
  | { kind: 'group'; index: number; item: Pattern }
  | {
      kind: 'repeat';
      item: Pattern;
      min: number;
      max: number;
      lazy: boolean;
      groups: [from: number, to: number];
    }
  | { kind: 'reference'; index: number }
  | { kind: 'start' | 'end' | 'boundary' | 'inside' }
  | { kind: 'ahead'; item: Pattern; negative: boolean };

export interface Parsed {
  pattern: Pattern;
  /** How many groups capture. */
  groups: number;
}

/** What this matcher does not know: looking behind. */
export class UnknownPattern extends Error {}

/** Reads the source of a regular expression that the platform has accepted. Throws UnknownPattern. */
export function parsePattern(source: string): Parsed {
  const names = groupNames(source);
  let at = 0;
  let groups = 0;

  function choice(): Pattern {
    const items = [sequence()];
    while (source[at] === '|') {
      at += 1;
      items.push(sequence());
    }
    return items.length === 1 && items[0] ? items[0] : { kind: 'choice', items };
  }

  function sequence(): Pattern {
    const items: Pattern[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(term());
    return { kind: 'sequence', items };
  }

  function term(): Pattern {
    const before = groups;
    const item = atom();
    const counted = quantifier();
    if (!counted) return item;
    return { kind: 'repeat', item, ...counted, groups: [before + 1, groups] };
  }

  function quantifier(): { min: number; max: number; lazy: boolean } | undefined {
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(source.slice(at, at + 24));
    if (!match) return undefined;
    const [whole, sign, least, comma, most, question] = match;
    at += whole.length;
    const lazy = question === '?';
    if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity, lazy };
    const min = Number(least);
    return { min, max: comma === '' ? min : most === '' ? Infinity : Number(most), lazy };
  }

  function atom(): Pattern {
    const character = source[at] ?? '';
    if (character === '(') return group();
    if (character === '\\') return escape();
    if (character === '[') return unit(classLength());
    if (character === '^' || character === '$') {
      at += 1;
      return { kind: character === '^' ? 'start' : 'end' };
    }
    if (character === '.') return unit(1);
    at += 1;
    return { kind: 'unit', source: /[{}\]/]/.test(character) ? `\\${character}` : character };
  }

  function unit(length: number): Pattern {
    const text = source.slice(at, at + length);
    at += length;
    return { kind: 'unit', source: text };
  }

  /** Length of the `[…]` that begins here. */
  function classLength(): number {
    for (let end = at + 1; end < source.length; end += 1) {
      if (source[end] === '\\') end += 1;
      else if (source[end] === ']') return end - at + 1;
    }
    return source.length - at;
  }

  function group(): Pattern {
    const opening = /^\((?:\?(?::|=|!|<=|<!|<[^>]*>))?/.exec(source.slice(at))?.[0] ?? '(';
    if (opening === '(?<=' || opening === '(?<!')
      throw new UnknownPattern('A regular expression that looks behind is not supported');
    at += opening.length;
    const captures = opening === '(' || opening.startsWith('(?<');
    if (captures) groups += 1;
    const index = groups;
    const item = choice();
    at += 1;
    if (captures) return { kind: 'group', index, item };
    if (opening === '(?:') return item;
    return { kind: 'ahead', item, negative: opening === '(?!' };
  }

  function escape(): Pattern {
    const rest = source.slice(at);
    const boundary = /^\\[bB]/.exec(rest);
    if (boundary) {
      at += 2;
      return { kind: boundary[0] === '\\b' ? 'boundary' : 'inside' };
    }
    const named = names.size > 0 ? /^\\k<([^>]*)>/.exec(rest) : null;
    if (named) {
      at += named[0].length;
      return { kind: 'reference', index: names.get(named[1] ?? '') ?? 0 };
    }
    const numbered = /^\\([1-9]\d*)/.exec(rest);
    if (numbered && Number(numbered[1]) <= names.total) {
      at += numbered[0].length;
      return { kind: 'reference', index: Number(numbered[1]) };
    }
    const whole = /^\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|c[A-Za-z]|[0-3][0-7]{0,2}|[4-7][0-7]?|[^])/.exec(rest);
    return unit(whole?.[0].length ?? 1);
  }

  return { pattern: choice(), groups };
}

/** Numbers of the named groups, and of all that capture. */
function groupNames(source: string): Map<string, number> & { total: number } {
  const names = new Map<string, number>();
  let total = 0;
  for (const match of source.matchAll(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?!\?)|\(\?<(?![=!])([^>]*)>/g)) {
    if (!match[0].startsWith('(')) continue;
    total += 1;
    if (match[1] !== undefined) names.set(match[1], total);
  }
  return Object.assign(names, { total });
}
