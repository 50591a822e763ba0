import { inLettersOfAName } from '../letters-of-a-name.ts';
import { parseDuration } from '../../model/duration.ts';
import type { Estate } from '../../model/estate.ts';
import { nearest } from '../../model/nearest.ts';
import { isKnown } from '../../model/on-call.ts';
import type { Directory } from '../../model/people.ts';
import { runbookName } from '../../runbook/shapes.ts';
import { usualOwner, type WhomToAsk, whomToAsk } from './whom-to-ask.ts';

/** What a first runbook is made of. */
export interface Answers extends WhomToAsk {
  name: string;
  title: string;
  owner: string;
  target: Target;
  /** Name or ARN; empty: somebody starts it by hand. */
  alarm: string;
  /** Seconds. */
  rto: number;
}

export const targets = ['cluster', 'namespace', 'database'] as const;
export type Target = (typeof targets)[number];

/** One question: its flag, what is asked, what is taken when nobody says anything, and why an answer cannot be used. */
export interface Question {
  flag: 'name' | 'title' | 'owner' | 'target' | 'alarm' | 'rto';
  ask: string;
  /** What the flag takes, for who left it out. */
  takes: string;
  usual: (given: Partial<Record<Question['flag'], string>>, directory?: Directory) => string;
  wrong: (answer: string, estate: Estate, directory?: Directory) => string | undefined;
}

/** Less is no time for people: two questions, a restore and a look. */
export const rtoLeast = 900;
/** A run's history holds 25,000 events: longer ones are several runbooks. */
const rtoMost = 86_400;

export const questions: readonly Question[] = [
  {
    flag: 'name',
    ask: 'What is it called?',
    takes: 'a name, such as restore-payments',
    usual: () => 'my-first-runbook',
    wrong: (answer) =>
      runbookName.safeParse(answer).success
        ? undefined
        : `a name is small letters, digits and -, at most 60, such as ${nameFrom(answer)}`,
  },
  {
    flag: 'title',
    ask: 'What does it do, in one line?',
    takes: 'one line for people',
    usual: ({ name = '' }) => capitalised(name.replaceAll('-', ' ')),
    wrong: (answer) =>
      answer.length > 120 || /\p{Cc}|\$|\{\{/u.test(answer)
        ? 'a title is one line of at most 120 characters, without "$" and "{{"'
        : undefined,
  },
  {
    flag: 'owner',
    ask: 'Who is asked when a step fails?',
    takes: 'a person or a group, such as platform-oncall',
    usual: (_, directory) => usualOwner(directory),
    wrong: wrongOwner,
  },
  {
    flag: 'target',
    ask: 'What does it recover?',
    takes: targets.join(', '),
    usual: () => 'namespace',
    wrong: wrongTarget,
  },
  {
    flag: 'alarm',
    ask: 'Which CloudWatch alarm finds it?',
    takes: "an alarm's name or ARN, or by-hand",
    usual: () => 'by-hand',
    wrong: (answer) =>
      answer.length <= 255 &&
      (/^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/.test(answer) || !/[:*?$]/.test(answer))
        ? undefined
        : 'it takes the name of an alarm, its ARN, or by-hand',
  },
  {
    flag: 'rto',
    ask: 'How long may it take until all is well again?',
    takes: 'a duration, such as 1h',
    usual: () => '1h',
    wrong: (answer) => {
      const seconds = parseDuration(answer);
      if (seconds === undefined) return 'it takes a duration such as 45m or 2h';
      return seconds < rtoLeast || seconds > rtoMost ? 'it has to be between 15m and 24h' : undefined;
    },
  },
];

export function answersOf(said: Record<Question['flag'], string>, directory?: Directory): Answers {
  const { name, title, owner, target, alarm, rto } = said;
  return {
    name,
    title,
    owner,
    ...whomToAsk(owner, directory),
    target: targets.find((one) => one === target) ?? 'namespace',
    alarm: alarm === 'by-hand' ? '' : alarm,
    rto: parseDuration(rto) ?? rtoLeast,
  };
}

function wrongOwner(answer: string, _: Estate, directory?: Directory): string | undefined {
  if (/^\$|\{\{|\p{Cc}/u.test(answer)) return 'it takes a name, such as platform-oncall';
  if (!directory || isKnown(directory, answer)) return undefined;
  const names = [...Object.keys(directory.groups), ...Object.keys(directory.people)];
  const close = nearest(answer, names);
  return `people.yaml has no such person or group${close ? ` (did you mean ${close}?)` : `; it has ${names.slice(0, 12).join(', ')}`}`;
}

function wrongTarget(answer: string, { clusters, databases }: Estate): string | undefined {
  const known = targets.find((one) => one === answer);
  if (!known) {
    const close = nearest(answer, targets);
    return close ? `did you mean ${close}?` : `it takes one of ${targets.join(', ')}`;
  }
  // a database is verified by what uses it, which runs on a cluster
  if (Object.keys(clusters).length === 0)
    return 'rebound.yaml has no cluster yet: write clusters: { prod-blue: { endpoint: public } } into it first';
  return known === 'database' && Object.keys(databases).length === 0
    ? 'rebound.yaml has no database yet: write databases: { payments-db: {} } into it first'
    : undefined;
}

/** What was meant, in the letters that a name may have. */
function nameFrom(answer: string): string {
  const name = inLettersOfAName(answer);
  return name === '' ? 'restore-payments' : name;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
