import type { Ask } from '../../model/ask.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';
import type { Message, Question } from '../../wire/channels.ts';
import { roundsOf } from './due-pages.ts';
import { howToAnswer, shortText } from '../page-text.ts';

/** More lines than these nobody reads on a phone; the run's page has all. */
const linesMax = 12;

/** What a person is sent who is asked at `level`: the facts, how many more alarms `joined` the run, and what they can answer. */
export function questionMessage(
  run: Run,
  ask: Ask,
  level: number,
  link: string,
  key: string,
  joined: number,
): Omit<Message, 'to' | 'urgency'> {
  const target = run.target ? describeTarget(run.target) : undefined;
  const lines = [...ask.plans.flatMap((plan) => plan.lines), ...(ask.checklist ?? [])];
  const question: Question = {
    ask: ask.id,
    text: shortText(ask.question),
    plan: ask.planHash,
    lines:
      lines.length <= linesMax
        ? lines
        : [...lines.slice(0, linesMax - 1), `… and ${lines.length - linesMax + 1} more`],
    answers: answersOf(ask),
    endsAt: ask.levelEndsAt,
    // oxlint-disable-next-line unicorn/no-thenable -- who is asked then
    then: nextOf(ask, level),
    turn: `${level} ${roundsOf(level, { ask })}`,
  };
  return {
    key: `${ask.id}-${key}`,
    run: run.run,
    title: ask.title,
    text: howToAnswer(ask, joined),
    link,
    question,
    ...(target === undefined ? {} : { target }),
  };
}

/** Who is asked when the time of the level is over: the last one again, until the run's deadline. */
function nextOf({ levels }: Ask, level: number): string {
  return levels[level + 1]?.who ?? `${levels[level]?.who ?? ''} again`;
}

const labels: Record<string, string> = {
  approve: 'Approve',
  reject: 'Reject',
  retry: 'Try it again',
  skip: 'Skip it',
  'by-hand': 'Finish by hand',
  abort: 'Abort the run',
  done: 'Done',
  cannot: 'Cannot be done',
  'go-on': 'Go on',
};
const styles: Record<string, 'primary' | 'danger'> = {
  approve: 'primary',
  reject: 'danger',
  abort: 'danger',
};

/** What can be said with one press. What brings more (back to which step, what was written down, why it is skipped) is said elsewhere. */
function answersOf({ options, labels: own, record }: Ask): Question['answers'] {
  const written = Object.keys(record ?? {}).length > 0;
  return options
    .filter((answer) => answer !== 'back' && answer !== 'skip' && !(answer === 'done' && written))
    .map((answer) => {
      const style = styles[answer];
      return { answer, label: own?.[answer] ?? labels[answer] ?? answer, ...(style ? { style } : {}) };
    });
}
