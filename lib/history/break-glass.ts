import type { Ask, Voice } from '../model/ask.ts';
import { iso } from '../model/clock.ts';
import { formatDuration, formatTime } from '../model/duration.ts';
import { fail } from '../model/errors.ts';

/*
 * One person alone at night: when everybody who was asked had their time and nobody decided, somebody who may say yes may do it alone,
 * with the target typed and a reason. Everybody hears of it, and it stays red in the record.
 */

/** From when on it is possible, in milliseconds since the epoch: every level had its time. */
export function glassBreaksAt({ openedAt, levels }: Pick<Ask, 'openedAt' | 'levels'>): number {
  return Date.parse(openedAt) + 1000 * levels.reduce((sum, level) => sum + level.for, 0);
}

/** Refuses what is no break-glass approval, whatever the target: BadInput. Who may say yes is looked at by who asks this. */
export function checkBreakGlass(ask: Ask, voice: Voice): void {
  const facts = { run: ask.run, step: ask.step };
  if (voice.answer !== 'approve' || ask.kind !== 'approval')
    fail('BadInput', {
      what: `${voice.answer} to "${ask.title}" needs no glass to be broken`,
      todo: 'leave --break-glass out: only a yes that others should have said is given so',
      ...facts,
    });
  if (ask.breakGlass === false)
    fail('BadInput', {
      what: `"${ask.title}" is never decided by one person alone`,
      why: 'a step that it covers forbids it',
      todo: `reach somebody of ${whoIsAsked(ask)}`,
      ...facts,
    });
  const from = glassBreaksAt(ask);
  if (!(Date.parse(voice.at) >= from))
    fail('BadInput', {
      what: `"${ask.title}" can be decided alone from ${formatTime(from)} on, and not before`,
      why: `${whoIsAsked(ask)} have until then, ${formatDuration((from - Date.parse(voice.at)) / 1000)} more`,
      todo: 'wait, or reach them by other means',
      possible: iso(from),
      ...facts,
    });
  if (voice.because.trim() === '')
    fail('BadInput', {
      what: `"${ask.title}" is not decided alone without a reason`,
      todo: 'say why: --because TEXT',
      ...facts,
    });
}

/** Refuses another target than the run's: typing it is the last look at what will be changed. BadInput, showing what to type. */
export function checkTyped(ask: Ask, typed: string, target: string): void {
  if (isTyped(typed, target)) return;
  fail('BadInput', {
    what: `"${typed}" is not the target of this run`,
    todo: `when you mean it, type it as it stands here: --break-glass "${target}"`,
    run: ask.run,
    step: ask.step,
  });
}

export const isTyped = (typed: string, target: string): boolean => typed.trim() === target;

/** What has to be told of how these questions were decided; undefined when none was decided alone. */
export function brokenGlass(asks: readonly Pick<Ask, 'title' | 'decision'>[]): string | undefined {
  const alone = asks.flatMap(({ title, decision }) =>
    decision?.breakGlass === undefined ? [] : [aloneLine(title, decision)],
  );
  return alone.length === 0 ? undefined : `By break-glass: ${alone.join('; ')}`;
}

/** `ben approved "Restore over it?" alone at 24 Nov 03:30 UTC: nobody answers` */
export function aloneLine(title: string, { by, at, because }: Voice): string {
  return `${by} approved "${title}" alone at ${formatTime(Date.parse(at))}: ${because}`;
}

function whoIsAsked({ levels }: Ask): string {
  return [...new Set(levels.map(({ who }) => who))].join(', ');
}
