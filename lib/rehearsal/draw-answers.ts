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
export function answersOf(random: Random, cast: Cast, kind: Ask['kind']): Reply['says'] {
  const by = kind === 'approval' ? cast.leads : cast.owner;
  const soon = random() < 0.15 ? 57 + Math.floor(random() * 8000) / 1000 : 3 + Math.floor(random() * 15);
  const said = { ...aWord(random, cast, kind), after: soon, by };
  if (random() < 0.6) return [said];
  const between = random() < 0.7 ? Math.floor(random() * 40) / 1000 : 1 + Math.floor(random() * 30);
  return [said, { ...aWord(random, cast, kind), after: soon + between, by: random() < 0.3 ? by : 'carol' }];
}

type Word = Omit<Reply['says'][number], 'after' | 'by'>;

function aWord(random: Random, cast: Cast, kind: Ask['kind']): Word {
  const words = wordsOf(cast, kind);
  return words[Math.floor(random() * words.length)] ?? { answer: 'abort' };
}

function wordsOf({ namespace }: Cast, kind: Ask['kind']): Word[] {
  switch (kind) {
    case 'approval':
      return [{ answer: 'approve' }, { answer: 'approve' }, { answer: 'reject' }];
    case 'decision':
      return ['restore_it', 'restore_it', 'hand_over', 'widen', 'leave', 'abort'].map((answer) => ({
        answer,
      }));
    case 'manual':
      return ['done', 'done', 'cannot', 'abort'].map((answer) => ({ answer }));
    case 'wait':
      return ['go-on', 'abort'].map((answer) => ({ answer }));
    case 'failure':
      return [
        { answer: 'retry' },
        { answer: 'retry', values: { backup: `nightly-${namespace}-20261123000000` } },
        { answer: 'retry', values: { backup: `nightly-${namespace}-20261123000000` } },
        { answer: 'retry', values: { namespace: 'payments' } },
        { answer: 'skip' },
        { answer: 'skip' },
        { answer: 'back', to: 'choice' },
        { answer: 'back', to: 'choice' },
        { answer: 'back' },
        { answer: 'by-hand' },
        { answer: 'by-hand' },
        { answer: 'abort' },
      ];
  }
}
