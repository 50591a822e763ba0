import type { Ask } from '../model/ask.ts';
import type { Random } from '../model/clock.ts';
import type { Cast, Reply, Schedule } from './schedule.ts';

/** What is said to the questions of a kind, one list for each question; the last one repeats. */
export type Answers = Partial<Record<Ask['kind'], Reply['says'][]>>;

/** Replies of the first who is asked, in the place of the helpful ones; after these failures are aborted. */
export function withAnswers(
  people: Schedule['people'],
  { owner, leads }: Cast,
  answers: Answers,
): Schedule['people'] {
  const kinds = Object.entries(answers).flatMap(([kind, all]) =>
    all.map((says): Reply => ({ to: kind as Ask['kind'], says })),
  );
  const kept = (who: string) => (people[who] ?? []).filter(({ to }) => answers[to] === undefined);
  const last: Reply = { to: 'failure', says: [{ answer: 'abort', after: 20, by: owner }] };
  return {
    ...people,
    [owner]: [
      ...kept(owner),
      ...kinds.filter(({ to }) => to !== 'approval'),
      ...(answers.failure ? [last] : []),
    ],
    [leads]: [...kept(leads), ...kinds.filter(({ to }) => to === 'approval')],
  };
}

/** What one question is told: a word, or two of nearly the same moment, or one that comes when its time is over. */
export function answersOf(
  random: Random,
  { owner, leads }: Cast,
  kind: Ask['kind'],
  words: readonly Word[],
): Reply['says'] {
  const by = kind === 'approval' ? leads : owner;
  const soon = random() < 0.15 ? 57 + Math.floor(random() * 8000) / 1000 : 3 + Math.floor(random() * 15);
  const said = { ...one(random, words), after: soon, by };
  if (random() < 0.6) return [said];
  const between = random() < 0.7 ? Math.floor(random() * 40) / 1000 : 1 + Math.floor(random() * 30);
  return [said, { ...one(random, words), after: soon + between, by: random() < 0.3 ? by : 'carol' }];
}

export type Word = Omit<Reply['says'][number], 'after' | 'by'>;

function one(random: Random, words: readonly Word[]): Word {
  return words[Math.floor(random() * words.length)] ?? { answer: 'abort' };
}

const plain = (...answers: string[]): Word[] => answers.map((answer) => ({ answer }));

export const ofApproval = plain('approve', 'approve', 'reject');
export const ofDecision = plain('restore_it', 'restore_it', 'hand_over', 'widen', 'leave', 'abort');
export const ofManual = plain('done', 'done', 'cannot', 'abort');

/** Of a step that could not be done: with an older backup, or with what lies outside of the target. */
export const ofFailedChange = ({ namespace }: Cast): Word[] => {
  const older: Word = { answer: 'retry', values: { backup: `nightly-${namespace}-20261123000000` } };
  const outside: Word = { answer: 'retry', values: { namespace: 'payments' } };
  return [
    older,
    older,
    older,
    outside,
    { answer: 'back', to: 'choice' },
    ...plain('retry', 'skip', 'back', 'by-hand', 'abort'),
  ];
};

/** Of a step that could not look: it may be well all the same. */
export const ofFailedLook = (): Word[] => [
  { answer: 'back', to: 'choice' },
  ...plain('skip', 'skip', 'skip', 'skip', 'by-hand', 'by-hand', 'retry', 'retry', 'back', 'abort'),
];
