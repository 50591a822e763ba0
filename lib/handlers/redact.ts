import { hidden } from '../model/secret.ts';

/** Replaces what is secret in anything that is about to be written or shown. */
export interface Redactor {
  /** From now on this text, its parts and its other spellings are replaced. BadInput when it is too short to be told from other words. */
  learn: (text: string) => void;
  /** True once there is something to hide. */
  knows: () => boolean;
  /** The same value with `(secret)` in place of every secret, in keys, too. Plain data only; the same value when there is nothing to hide. */
  redact: <T>(value: T) => T;
  redactText: (text: string) => string;
}

/** What is shorter could be part of any word, and would be replaced where it means nothing. */
export const secretLengthMin = 8;
/** A text that was cut off still shows its beginning: this much of it is enough to recognise it by. */
const beginningLength = 12;
/** Lines of a key, values of a JSON secret: shorter ones say nothing by themselves. */
const lineLengthMin = 16;

export function makeRedactor(): Redactor {
  /** Longest first, so that no shorter one leaves the rest of a longer one behind. */
  let spellings: string[] = [];

  function redactText(text: string): string {
    let left = text;
    // The whole ones first: what is cut off is only what they leave.
    for (const spelling of spellings) left = left.replaceAll(spelling, hidden);
    return withoutBeginnings(left, spellings);
  }

  function redact(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) return value.map(redact);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redactText(key), redact(item)]));
  }

  return {
    learn(text) {
      const all = new Set([...spellings, ...partsOf(text).flatMap(spellingsOf)]);
      spellings = [...all].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    },
    knows: () => spellings.length > 0,
    redact: (value) => (spellings.length === 0 ? value : (redact(value) as typeof value)),
    redactText,
  };
}

/** The whole, its longer lines, and the values of a secret that is JSON. */
function partsOf(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.length >= lineLengthMin && !line.startsWith('-----'));
  return [...new Set([text, text.trim(), ...lines, ...valuesIn(text)])].filter(
    (part) => part.length >= secretLengthMin,
  );
}

function valuesIn(text: string): string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return textsOf(JSON.parse(text));
  } catch {
    return [];
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

/** As it stands, as JSON, URLs and forms have it, and in Base64, wherever in an encoded text it begins. */
function spellingsOf(text: string): string[] {
  const encoded = encodeURIComponent(text);
  const strict = encoded.replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const base64 = [0, 1, 2].map((offset) => inBase64(text, offset));
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
    encoded,
    strict,
    strict.replaceAll('%20', '+'),
    ...base64,
    ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(text).toString('hex'),
  ].filter((spelling) => spelling.length >= secretLengthMin);
}

/** What of the Base64 of a longer text depends on nothing but this one, when it begins `offset` bytes into a group of three. */
function inBase64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const from = [0, 2, 3][offset] ?? 0;
  return bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6));
}

/** Without what was cut off at its end: at each place as much of the text as any spelling has. */
function withoutBeginnings(text: string, spellings: string[]): string {
  let left = text;
  for (const beginning of new Set(spellings.map((one) => one.slice(0, beginningLength)))) {
    const alike = spellings.filter((one) => one.startsWith(beginning));
    let at = left.indexOf(beginning);
    while (at >= 0) {
      const length = Math.max(...alike.map((spelling) => inCommon(left, at, spelling)));
      left = `${left.slice(0, at)}${hidden}${left.slice(at + length)}`;
      at = left.indexOf(beginning, at + hidden.length);
    }
  }
  return left;
}

function inCommon(text: string, at: number, spelling: string): number {
  let length = 0;
  while (length < spelling.length && text[at + length] === spelling[length]) length += 1;
  return length;
}
