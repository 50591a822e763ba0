/**
 * How a path can end well. `recovered`: also when there was nothing to do; `human`: a human decided, or was told that it failed; `aborted`: a
 * human stopped it, what it had done was taken back; `refused`: it did not begin, and somebody knows.
 */
export const goodEndings = ['recovered', 'human', 'aborted', 'refused'] as const;

/** And badly: each a rule of docs/safety.md that was broken. */
export const badEndings = [
  'two-writers',
  'unrecorded',
  'done-twice',
  'changed-after-no',
  'guessed',
  'silent',
  'stuck',
  'lock-kept',
  'two-decisions',
  'not-recovered',
  'outside-target',
  'secret-written',
  'history-untrue',
  'people-misled',
  'crashed',
] as const;

export type GoodEnding = (typeof goodEndings)[number];
export type BadEnding = (typeof badEndings)[number];
export type Ending = GoodEnding | BadEnding;

export function isBad(ending: Ending): ending is BadEnding {
  return badEndings.some((one) => one === ending);
}

/** As people read it. */
export const endingWords: Record<Ending, string> = {
  recovered: 'recovered',
  human: 'reached a human',
  aborted: 'aborted, and taken back',
  refused: 'refused',
  'two-writers': 'two runs changed one target',
  unrecorded: 'changed without a record',
  'done-twice': 'done twice',
  'changed-after-no': 'changed after a no',
  guessed: 'went on after a missing or unknown fact',
  silent: 'ended badly, and nobody was told',
  stuck: 'stuck beyond its deadline',
  'lock-kept': 'the lock was kept',
  'two-decisions': 'two decisions of one question',
  'not-recovered': 'called recovered, and the world is not',
  'outside-target': 'changed outside the target',
  'secret-written': 'a secret was written down',
  'history-untrue': 'the history does not tell what happened',
  'people-misled': 'people were asked, heard or told wrongly',
  crashed: 'a handler crashed',
};

/** Which of the bad endings breaking an invariant is (its number; 0: a handler crashed; above 11: the rules about people). */
export function badEndingOf({ invariant, text }: { invariant: number; text: string }): BadEnding {
  if (invariant === 7) {
    if (/^still holds |^still has a place /.test(text)) return 'lock-kept';
    return /^its history |^its report /.test(text) ? 'history-untrue' : 'stuck';
  }
  return byInvariant[invariant] ?? 'people-misled';
}

const byInvariant: Record<number, BadEnding> = {
  0: 'crashed',
  1: 'two-writers',
  2: 'unrecorded',
  3: 'done-twice',
  4: 'changed-after-no',
  5: 'guessed',
  6: 'silent',
  8: 'two-decisions',
  9: 'not-recovered',
  10: 'outside-target',
  11: 'secret-written',
};
