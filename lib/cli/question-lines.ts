import { formatDuration } from '../model/duration.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Json } from '../model/json.ts';
import { isSameName } from '../model/look-alike.ts';
import type { AskReport } from '../operations/operations.ts';
import { inlineText, markdownLines } from './markdown-lines.ts';
import type { Paint } from './screen.ts';

/** The question itself, as the headline. Of work by hand the text stands below it; what failed may be known already. */
export function headOf(ask: AskReport, failureIsKnown: boolean): string {
  if (ask.kind === 'manual') return `By hand: ${ask.title}`;
  if (!failureIsKnown) return ask.question;
  const choice = choiceOf(ask);
  return /^Try it again\b/.test(choice) && ask.undo === undefined
    ? choice.replace('it again', `"${ask.title}" again`)
    : `"${ask.title}": ${choice}`;
}

/** What can be decided: the last sentence of a failure's question. */
export function choiceOf({ question }: AskReport): string {
  return question.slice(question.lastIndexOf('. ') + 1).trim();
}

/** What a person has to see besides the question: plans, options with their meaning, what to do, what to write down, ways back. */
export function detailLines(ask: AskReport, paint: Paint): string[] {
  return [
    ...planLines(ask),
    ...(ask.kind === 'manual' ? markdownLines(ask.question, paint) : []),
    ...(ask.checklist ?? []).map((point) => `[ ] ${inlineText(point, paint)}`),
    ...writtenLines(ask.record ?? {}),
    ...Object.entries(ask.labels ?? {}).map(
      ([word, meaning]) =>
        `${paint('bold', word)}: ${meaning}${word === ask.recommend ? ' (recommended)' : ''}`,
    ),
    ...givenLines(ask.given ?? {}),
    ...(ask.back ?? []).map(
      ({ step, title }, index) => `${index === 0 ? 'back to' : '     or'} ${step} (${title})`,
    ),
  ];
}

/** `asked: platform-leads until 03:18:02 UTC (5 m 0 s), then platform-managers (5 m 0 s); 1 has to say yes` */
export function whoIsAsked(ask: AskReport): string {
  const until = `${ask.levelEndsAt.slice(11, 19)} UTC`;
  if (ask.kind === 'wait') return `until ${until}`;
  const [now, ...later] = ask.levels.slice(ask.level);
  const next = later.map((level) => `, then ${level.who} (${formatDuration(level.for)})`).join('');
  const asked = now ? `${now.who} until ${until} (${formatDuration(now.for)})` : 'nobody';
  return `asked: ${asked}${next}${ask.kind === 'approval' ? `; ${whoHasToSayYes(ask)}` : ''}`;
}

/** `2 have to say yes, not ana, who started it` · `1 of payments-data and 1 of platform-leads have to say yes, and only ana may` */
export function whoHasToSayYes({
  quorum,
  mayApprove,
  startedBy,
}: Pick<AskReport, 'quorum' | 'mayApprove' | 'startedBy'>): string {
  const may = mayApprove ? `, and only ${mayApprove.join(', ')} may` : '';
  const only = `${may}${startedBy === undefined ? '' : `, not ${startedBy}, who started it`}`;
  if (typeof quorum === 'number') return `${quorum} ${quorum === 1 ? 'has' : 'have'} to say yes${only}`;
  const groups = Object.entries(quorum).map(([group, count]) => `${count} of ${group}`);
  return `${groups.join(' and ')} have to say yes${only}`;
}

/** Whether the person at the terminal started the run, and so cannot say yes to it. */
export function isStarter({ kind, startedBy }: AskReport, login: string): boolean {
  return kind === 'approval' && startedBy !== undefined && isSameName(startedBy, login);
}

/** How each answer is given on the command line. `which`: there are other questions. */
export function commandsFor(ask: AskReport, which: boolean): string[] {
  const one = which ? (ask.iteration === 0 ? ` --step ${ask.step}` : ` --ask ${ask.id.slice(0, 8)}`) : '';
  const set = Object.keys(ask.record ?? {}).map((name) => ` --set ${name}=VALUE`);
  return ask.options.map((option) => {
    const more =
      option === 'skip'
        ? ' --because TEXT'
        : option === 'back'
          ? ` --to ${ask.back?.[0]?.step ?? 'STEP'}`
          : option === 'done'
            ? set.join('')
            : option === 'approve' && typeof ask.quorum !== 'number'
              ? ` --for ${Object.keys(ask.quorum).join('|')}`
              : '';
    return `rebound answer ${ask.run.slice(0, 6)} ${option}${more}${one}`;
  });
}

/** What a value of a type looks like: `text`, `duration such as 15m`. */
export function kindOf({ type, choices, pattern }: InputSpec): string {
  if (choices) return choices.join(' or ');
  if (type === 'string') return pattern === undefined ? 'text' : `text that matches ${pattern}`;
  const examples: Partial<Record<InputSpec['type'], string>> = {
    boolean: 'yes or no',
    duration: 'duration such as 15m',
    time: 'time such as 2026-11-24T03:05Z',
  };
  return examples[type] ?? type;
}

function planLines({ plans, planHash }: AskReport): string[] {
  if (plans.length === 0) return [];
  const lines = plans.flatMap((plan) => [
    `${plan.title}${plan.iteration === 0 ? '' : ` (item ${plan.iteration})`}:`,
    ...plan.lines.map((line) => `  ${line}`),
  ]);
  return [`What will be done (plan ${planHash.slice(0, 4)}):`, ...lines.map((line) => `  ${line}`)];
}

function writtenLines(record: Record<string, InputSpec>): string[] {
  const entries = Object.entries(record);
  if (entries.length === 0) return [];
  return [
    'to be written down:',
    ...entries.map(
      ([name, spec]) =>
        `  ${name} (${kindOf(spec)})${spec.description === undefined ? '' : `: ${spec.description}`}`,
    ),
  ];
}

function givenLines(given: Record<string, Json>): string[] {
  const entries = Object.entries(given);
  if (entries.length === 0) return [];
  return [
    `it was given ${entries.map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}`,
    'retry takes other values: name=value',
  ];
}
