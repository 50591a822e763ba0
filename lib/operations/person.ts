import { fail } from '../model/errors.ts';

const lengthMax = 100;

/**
 * A person's name as it is kept: one line without what a terminal would obey, so that it looks the same on every screen and
 * two spellings are not two voices. BadInput when nothing is left of it, or too much.
 */
export function personOf(by: string): string {
  const name = by
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  if (name !== '' && name.length <= lengthMax) return name;
  return fail('BadInput', {
    what: name === '' ? 'nobody is named' : `a name of ${name.length} characters is none`,
    todo: `say who it is, in at most ${lengthMax} characters: --as NAME`,
  });
}
