import type { Ask, Voice } from '../../../model/ask.ts';
import type { ChannelMessage } from '../../../sandbox/world.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { textOf } from '../../read.ts';
import { asksIn, violation } from '../asked.ts';
import type { Reply } from '../words.ts';

/** 21. What was decided is what everybody sees: in the messages that asked, in the history, and in what each person was told. */
export const sameForAll: Invariant = {
  number: 21,
  title: 'Everybody sees the same decision',
  boundedOnly: false,
  check: (watched) => [
    ...asksIn(watched).flatMap((ask) => [...shownIn(ask, watched), ...writtenOf(ask, watched)]),
    ...watched.replies.flatMap((reply) => told(reply, watched)),
  ],
};

/** The words of each answer, as they stand in a message that is settled. */
const verbs: Record<string, string> = {
  approve: 'approved',
  reject: 'rejected',
  abort: 'aborted',
  skip: 'skipped',
  retry: 'tried again',
};

function shownIn(ask: Ask, { last }: Watched): Violation[] {
  return last.messages
    .filter((message) => message.ask === ask.id && message.settled?.kind === 'decided')
    .filter((message) => message.channel !== 'pagerduty' && !agrees(message, ask.decision))
    .map(({ channel, settled }) =>
      violation(
        21,
        ask,
        settled?.at ?? 0,
        `a message by ${channel} says "${settled?.text ?? ''}" of "${ask.title}", decided is ${nameOf(ask.decision)}`,
      ),
    );
}

function agrees({ settled }: ChannelMessage, decision: Voice | undefined): boolean {
  const text = settled?.text ?? '';
  if (!decision) return false;
  if (decision.by === 'rebound') return text.includes('the run is over') || text.includes('rebound');
  return text.includes(`${decision.by} `) && text.includes(verbs[decision.answer] ?? decision.answer);
}

const nameOf = (decision: Voice | undefined): string =>
  decision ? `${decision.answer} by ${decision.by}` : 'nothing';

/** The history's own lines of it. */
function writtenOf(ask: Ask, { table }: Watched): Violation[] {
  // What failed by hand is asked about in the same place, under the same title.
  const alike = table
    .asks(ask.run)
    .filter(
      ({ step, iteration, generation, title }) =>
        step === ask.step &&
        iteration === ask.iteration &&
        generation === ask.generation &&
        title === ask.title,
    );
  return table
    .events(ask.run)
    .filter(
      ({ kind, step, iteration, generation, text }) =>
        kind === 'decided' &&
        step === ask.step &&
        iteration === ask.iteration &&
        generation === ask.generation &&
        text.includes(`"${ask.title}"`),
    )
    .filter(({ text }) => !alike.some(({ decision }) => says(text, decision)))
    .map(({ at, text }) =>
      violation(21, ask, Date.parse(at), `an event says ${text}, decided is ${nameOf(ask.decision)}`),
    );
}

function says(text: string, decision: Voice | undefined): boolean {
  if (!decision) return false;
  const { by, answer } = decision;
  return text.includes(by) && (text.includes(answer) || text.includes(verbs[answer] ?? answer));
}

/** `… is decided: approve, by ana.` · `… already decided by ana at 03:16 UTC: approve.` */
const decidedNow = /is decided: ([\w-]+), by ([^.]+)\./;
const decidedBefore = /already decided by (.+?) at [^:]*:\d\d[^:]*: ([\w-]+)/;

function told({ by, run, ask: id, at, text, error }: Reply, { table }: Watched): Violation[] {
  const ask = table.asks(run).find((one) => one.id === id);
  if (!ask) return [];
  const now = decidedNow.exec(text);
  const before = decidedBefore.exec(text);
  const facts = error?.code === 'AlreadyDecided' ? error.facts : undefined;
  const found = [
    ...(now ? [{ answer: now[1], by: now[2] }] : []),
    ...(before ? [{ answer: before[2], by: before[1] }] : []),
    ...(facts?.['answer'] === undefined
      ? []
      : [{ answer: textOf(facts['answer']), by: textOf(facts['by']) }]),
  ];
  return found
    .filter((one) => one.answer !== ask.decision?.answer || one.by !== ask.decision?.by)
    .map((one) =>
      violation(
        21,
        ask,
        at,
        `${by} was told that "${ask.title}" is decided: ${one.answer} by ${one.by}; it is ${nameOf(ask.decision)}`,
      ),
    );
}
