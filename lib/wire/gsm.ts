/** The GSM 7-bit default alphabet, without its line breaks and its escape. Source: 3GPP TS 23.038, section 6.2.1. */
const basic =
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Its extension table: each of these takes the place of two. */
const extension = '^{}\\[~]|€';

const places = new Map<string, number>([
  ...Array.from(basic, (letter) => [letter, 1] as const),
  ...Array.from(extension, (letter) => [letter, 2] as const),
]);

/** What stands for letters that the alphabet has not, where taking their accents away does not make one of it. */
const others: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '‑': '-',
  '…': '...',
  '·': '-',
  '•': '*',
  '→': '->',
  '←': '<-',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  þ: 'th',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
};

/** The text in letters of the GSM 7-bit alphabet: accents that it has not are taken away, and what has no counterpart is `?`. */
export function toGsm(text: string): string {
  let result = '';
  for (const letter of text) result += places.has(letter) ? letter : without(letter);
  return result;
}

/** How many places of an SMS it takes, of which one has 160; the text is `toGsm`'s. */
export function gsmLength(text: string): number {
  let length = 0;
  for (const letter of text) length += places.get(letter) ?? 1;
  return length;
}

/** At most so many places, the last three of them `...` where something is left out; empty when not even one letter would stand. */
export function cutGsm(text: string, length: number): string {
  if (gsmLength(text) <= length) return text;
  if (length < 4) return '';
  let kept = '';
  let used = 0;
  for (const letter of text) {
    used += places.get(letter) ?? 1;
    if (used > length - 3) break;
    kept += letter;
  }
  return kept.trimEnd() === '' ? '' : `${kept.trimEnd()}...`;
}

/** Whether it is in the alphabet. */
export function isGsm(text: string): boolean {
  return Array.from(text).every((letter) => places.has(letter));
}

function without(letter: string): string {
  const known = others[letter];
  if (known !== undefined) return known;
  const bare = Array.from(letter.normalize('NFKD')).filter((part) => !/\p{M}/u.test(part));
  const inside = bare.map((part) => (places.has(part) ? part : (others[part] ?? '?'))).join('');
  return inside === '' ? '' : inside;
}
