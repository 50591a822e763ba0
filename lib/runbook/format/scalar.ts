import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { remembered } from '../remembered.ts';
import { looksLikeExpression, openBrackets } from '../yaml-traps.ts';
import { fold } from './fold.ts';

/** A value as it is written: on the line of its key, or with a header there and its lines below. */
export type Written = string | { header: string; lines: string[] };

/** Where a value stands. */
export interface Place {
  /** Within brackets, where `,[]{}` end it. */
  flow: boolean;
  /** How many characters of its line are taken. */
  taken: number;
  /** The column of what stands below its key. */
  indent: number;
  width: number;
}

/** A scalar's text. Texts with `{{ }}` are always quoted, others where they have to be; long ones are folded; blocks stay as they are. */
export function writeScalar(node: Scalar, place: Place): Written {
  const { value } = node;
  if (typeof value !== 'string')
    return node.type === 'PLAIN' ? (node.source ?? '') : JSON.stringify(node.source);
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
    return value.trim() === '' ? quoted(value.replace(/\n+$/, '')) : blockAsWritten(node);
  if (!place.flow && canBeLiteral(value)) return { header: '|-', lines: value.split('\n') };
  const text = isPlain(value, place.flow) && !value.includes('{{') ? value : quoted(value);
  if (place.flow || place.taken + text.length <= place.width) return text;
  const lines = fold(value, place.width - place.indent);
  return lines ? { header: '>-', lines } : text;
}

/** A key's text. Quotes keep `<<` from merging. */
export function writeKey(key: Scalar, flow: boolean): string {
  const { value } = key;
  if (typeof value !== 'string')
    return key.type === 'PLAIN' ? (key.source ?? '') : JSON.stringify(key.source);
  if (value === '<<') return key.type === 'PLAIN' ? value : quoted(value);
  return isPlainKey(value, flow) ? value : quoted(value);
}

/** In double quotes; in single ones where it has double quotes or backslashes and nothing else that would need a backslash. */
export function quoted(text: string): string {
  return /["\\]/.test(text) && !/['\p{Cc}\p{Cs}]/u.test(text) ? `'${text}'` : JSON.stringify(text);
}

/** A text of several lines that reads well as it stands. */
function canBeLiteral(text: string): boolean {
  return text.includes('\n') && !/^\s|[ \t]\n|\s$|[^\P{Cc}\n\t]|\p{Cs}/u.test(text);
}

/** Words that other readers of YAML take for true or false. */
const truths = /^(?:yes|no|on|off)$/i;

/** Begins with a letter or `$`, and is no word that YAML takes for something else than a text. */
const usual = /^(?!(?:true|false|null)$)[a-z$]/i;
/** Ends a text without quotes, or would. */
const ends = /:(?:\s|$)|\s#|[\p{Cc}\p{Cs}]/u;
const endsInBrackets = /[,[\]{}]/;

/** Whether YAML reads the text without quotes as itself. */
function isPlain(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || truths.test(text) || ends.test(text)) return false;
  // a bracket that stays open reads as if a comma had ended the expression
  if (flow && looksLikeExpression(text) && openBrackets(text) > 0) return false;
  if (usual.test(text)) return !flow || !endsInBrackets.test(text);
  return flow ? isReadInBrackets(text) : isRead(text);
}

const isRead = remembered((text) => hasText(parsed(`a: ${text}\nb: 1`), 'value', text));
const isReadInBrackets = remembered((text) => hasText(parsed(`{ a: ${text}, b: 1 }`), 'value', text));
const isReadAsKey = remembered((text) => hasText(parsed(`${text}: 1\nb: 1`), 'key', text));
const isReadAsKeyInBrackets = remembered((text) => hasText(parsed(`{ ${text}: 1, b: 1 }`), 'key', text));

function isPlainKey(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || ends.test(text)) return false;
  if (/^[a-z]\w*$/i.test(text) && usual.test(text)) return true;
  return flow ? isReadAsKeyInBrackets(text) : isReadAsKey(text);
}

/** Whether the first of two pairs has the text, and the second is whole. */
function hasText(around: unknown, part: 'key' | 'value', text: string): boolean {
  const [first, second, more] = isMap(around) ? around.items : [];
  const other = part === 'key' ? first?.value : second?.value;
  return isText(first?.[part], text) && isScalar(other) && other.value === 1 && second !== undefined && !more;
}

function isText(node: unknown, text: string): boolean {
  return (
    isScalar(node) &&
    node.value === text &&
    node.type === 'PLAIN' &&
    node.anchor === undefined &&
    node.tag === undefined
  );
}

function parsed(text: string): unknown {
  const { contents, errors, warnings } = parseDocument(text, { prettyErrors: false });
  return errors.length === 0 && warnings.length === 0 && (isMap(contents) || isSeq(contents))
    ? contents
    : undefined;
}

/** The author's own lines, moved to where the block stands now. */
function blockAsWritten(node: Scalar): Written {
  const token = node.srcToken?.type === 'block-scalar' ? node.srcToken : undefined;
  const headers = token?.props.flatMap((prop) => (prop.type === 'block-scalar-header' ? [prop.source] : []));
  const header = headers?.[0] ?? '|';
  const lines = (token?.source ?? '').split('\n').map((line) => line.replace(/\r$/, ''));
  // what stands behind the last newline
  lines.pop();
  const digit = /\d/.exec(header)?.[0];
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const indent = digit === undefined ? first.search(/[^ ]|$/) : (token?.indent ?? 0) + Number(digit);
  const moved = lines.map((line) => line.slice(indent));
  while (!header.includes('+') && moved.at(-1) === '') moved.pop();
  return { header: digit === undefined ? header : header.replace(digit, '2'), lines: moved };
}
