import { fail } from '../model/errors.ts';
import { asItLooks, isSameName } from '../model/look-alike.ts';
import { nearest } from '../model/nearest.ts';
import { personCalled } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';

const nameLengthMax = 100;
/** Of a reason, a note: who has more to say keeps it elsewhere, and says where. */
export const saidLengthMax = 2000;

/**
 * A person's name as it is kept: one line without what a terminal would obey, so that it looks the same on every screen and
 * two spellings are not two voices. BadInput when nothing is left of it, or too much.
 */
export function personOf(by: string): string {
  const name = harmless(by.normalize('NFC'));
  if (name !== '' && name.length <= nameLengthMax) return name;
  return fail('BadInput', {
    what: name === '' ? 'nobody is named' : `a name of ${name.length} characters is none`,
    todo: `say who it is, in at most ${nameLengthMax} characters: --as NAME`,
  });
}

/**
 * Who that is, as it is kept: with people.yaml the id of the person with that id or full name; without it the name itself. BadInput
 * with the nearest when people.yaml knows nobody of that name, and saying so when it only looks like one.
 */
export function whoIs(by: string, directory?: Directory): string {
  const name = personOf(by);
  if (!directory) return name;
  const person = personCalled(directory, name);
  if (person) return person.id;
  const people = Object.values(directory.people);
  const like = people.find(({ id, name: full }) => isSameName(id, name) || isSameName(full, name));
  const close =
    like?.id ??
    nearest(
      name,
      people.flatMap(({ id, name: full }) => [id, full]),
    );
  return fail('BadInput', {
    what: `people.yaml knows nobody called "${name}"`,
    nobody: name,
    ...(like ? { why: looksLike(name, like.id) } : {}),
    todo:
      close === undefined
        ? `say who it is, with --as NAME or for every command with REBOUND_AS=NAME: ${namesOf(people.map(({ id }) => id))}`
        : `did you mean ${close}? Say so: --as ${personCalled(directory, close)?.id ?? close}`,
  });
}

/** Who starts a run: a recovery waits for no name. One that people.yaml does not have is kept as it was given, and one more has to say yes. */
export function starterCalled(by: string, directory?: Directory): string {
  const name = personOf(by);
  return (directory && personCalled(directory, name)?.id) ?? name;
}

/** Nobody looks for themselves among more. */
const namesShownMax = 8;

/** `ana, ben or cleo`, and how many more there are. */
function namesOf(ids: readonly string[]): string {
  const [last = '', ...before] = ids.slice(0, namesShownMax).toReversed();
  if (ids.length > namesShownMax)
    return `${ids.slice(0, namesShownMax).join(', ')} or one of ${ids.length - namesShownMax} more in people.yaml`;
  return before.length === 0 ? last : `${before.toReversed().join(', ')} or ${last}`;
}

/**
 * A text of a person as it is kept and shown: one line, without what a terminal obeys or an eye does not see. HTML stays text, the
 * screens escape it. BadInput when it is longer than `max` characters: what somebody said is not cut.
 */
export function sayable(text: string, max: number, what = 'a reason'): string {
  const said = harmless(text);
  const length = Array.from(said).length;
  if (length <= max) return said;
  return fail('BadInput', {
    what: `${what} of ${length} characters is too long`,
    why: `at most ${max} are kept`,
    todo: 'say it shorter: what is longer is put where files are kept, and where that is, is said here',
  });
}

/** An ESC or C1 sequence whole: without its first character the rest would be rubbish in the text. */
const sequences =
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]P^_X]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/gu;

/** One line without control, direction and invisible characters. */
export function harmless(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(sequences, '')
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
}

function looksLike(name: string, known: string): string {
  const odd = Array.from(name).find((letter) => asItLooks(letter) !== letter);
  const point = odd?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const which = odd === undefined ? '' : `: its "${odd}" (U+${point}) only looks like "${asItLooks(odd)}"`;
  return `it looks like "${known}" and is not${which}`;
}
