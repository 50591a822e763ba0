/** A text in the letters that a runbook's name may have: small letters, digits and `-`, at most 60. Empty when it has none of them. */
export function inLettersOfAName(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}
