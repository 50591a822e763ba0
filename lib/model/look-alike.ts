/** Letters that look like Latin ones in most fonts, side by side (Unicode TR39, confusables): other alphabets, and odd ones of Latin itself. */
const alike: readonly (readonly [string, string])[] = [
  ['асеорхуіјѕһԁԛԝ', 'aceopxyijshdqw'],
  ['АВЕКМНОРСТУХЅІЈԚԜ', 'ABEKMHOPCTYXSIJQW'],
  ['αορνικυ', 'aopviku'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['օսոհ', 'ounh'],
  ['ıɑɡ', 'iag'],
];
const latin = new Map(
  alike.flatMap(([other, like]) => Array.from(other).map((letter, at) => [letter, like[at] ?? letter])),
);

/** The text as it looks: with Latin letters for those that look like them; full-width ones too. */
export function asItLooks(text: string): string {
  return Array.from(text.normalize('NFKC'))
    .map((letter) => latin.get(letter) ?? letter)
    .join('');
}

/**
 * Whether two names may be of one person: the same but for capitals, accents, spaces and signs, or to the eye. Rather once too often:
 * who is not counted says so, and who is counted twice says nothing.
 */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  if (a === '' || b === '') return one.normalize('NFKC').trim() === other.normalize('NFKC').trim();
  return digitless(a.toLowerCase()) === digitless(b.toLowerCase()) || toTheEye(a) === toTheEye(b);
}

/** Letters and digits only, as they look. */
function bare(name: string): string {
  return asItLooks(
    asItLooks(name)
      .normalize('NFKD')
      .replaceAll(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, ''),
  );
}

const digitless = (name: string): string => name.replaceAll('0', 'o').replaceAll('1', 'l');

/** A capital I and a small L, a zero and a capital O are one to the eye; Ian and Lan are two. */
const toTheEye = (name: string): string => name.replaceAll(/[I1]/g, 'l').replaceAll('0', 'O');
