/** Deepest that objects and lists may be in each other. */
export const depthMax = 1000;

/** What is said of a value that is deeper. */
export const depthProblem = `Document nesting depth (${depthMax + 1}) exceeds the maximum allowed (${depthMax})`;

/** How deep objects and lists are in each other in a JSON text; strings are passed over. The text need not be whole. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  // By character, not by pattern: every large value of an execution comes through here.
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      at = endOfString(text, at);
      continue;
    }
    // One bit is between a bracket and its brace, and no other character is so near to them.
    const brace = character | 0x20;
    if (brace === 0x7b) depth += 1;
    else if (brace === 0x7d) depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

const quote = 0x22;
const backslash = 0x5c;

/** Where the string ends that begins at an offset. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length && text.charCodeAt(at) !== quote; at += 1)
    if (text.charCodeAt(at) === backslash) at += 1;
  return at;
}

/** A number with an exponent of three digits, or of 200 digits: it may be larger than any that there is here. */
const mayOverflow = /[eE]\+?\d{3}|\d{200}/;

/** A number too large becomes the text that an expression's would: it has no word in JSON, and would be null when it is written down. */
function finite(_name: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}

/** Parses a JSON text. What is wrong with it is said in words like those of the service's own parser. */
export function parseJson(text: string): { value: unknown } | { problem: string } {
  const depth = depthOf(text);
  if (depth > depthMax)
    return { problem: `Document nesting depth (${depth}) exceeds the maximum allowed (${depthMax})` };
  try {
    const value: unknown = JSON.parse(text, mayOverflow.test(text) ? finite : undefined);
    return { value };
  } catch (error) {
    return {
      problem: `${problemOf(text, error)}\n at [Source: (String)"${shortened(text)}"${placeOf(text, error)}]`,
    };
  }
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}"[truncated ${text.length - 500} chars]` : text;
}

/** A word outside of texts that is none of JSON's own, and where it ends. */
function unknownWord(text: string): { word: string; end: number } | undefined {
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\[^])*"|[A-Za-z_]\w*/g))
    if (
      !token.startsWith('"') &&
      !['true', 'false', 'null'].includes(token) &&
      !/\d$/.test(text.slice(0, index))
    )
      return { word: token, end: index + token.length };
  return undefined;
}

/** Where the parser stopped; the end of the text when it wanted more. The platform tells it only sometimes. */
function offsetOf(text: string, error: unknown): number {
  const message = error instanceof Error ? error.message : '';
  const at = /at position (\d+)/.exec(message)?.[1];
  return at === undefined ? (unknownWord(text)?.end ?? text.length) : Number(at);
}

function problemOf(text: string, error: unknown): string {
  const offset = offsetOf(text, error);
  const unknown = unknownWord(text);
  if (unknown && unknown.end >= offset)
    return `Unrecognized token '${unknown.word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  if (offset >= text.length) return 'Unexpected end-of-input';
  const character = text.charAt(offset);
  return `Unexpected character ('${character}' (code ${character.charCodeAt(0)}))`;
}

function placeOf(text: string, error: unknown): string {
  const before = text.slice(0, offsetOf(text, error)).split('\n');
  return `; line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}`;
}
