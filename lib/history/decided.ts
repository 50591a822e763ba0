import type { Ask, Voice } from '../model/ask.ts';
import { formatDuration, formatTime } from '../model/duration.ts';
import { fail } from '../model/errors.ts';
import { describeTarget } from '../model/target.ts';
import type { Table } from '../wire/table.ts';
import { aloneLine } from './break-glass.ts';
import { commandOf } from './command.ts';
import { noticeOf, putNotice, type SettleNotice } from './notices.ts';
import { getRun } from './runs.ts';

/**
 * Puts what people have to hear of a decision, before the state machine hears of it and after it is durable. Whoever tells the state
 * machine (the answer, the next level, the janitor) comes by here first, and the question stays listed until one of them succeeded: so a
 * process that dies between the decision and this, or between this and the telling, loses neither. Repeated, it is one message.
 */
export async function putDecided(table: Table, ask: Ask, decision: Voice): Promise<void> {
  // Nobody is paged for a wait.
  if (ask.kind === 'wait') return;
  await putNotice(table, settledBy(ask, decision));
  if (decision.breakGlass !== undefined) await tellEverybody(table, ask, decision);
}

/** How the messages of a question change when it is decided. */
export function settledBy(ask: Ask, decision: Voice): SettleNotice {
  return {
    key: noticeOf(ask.run, `decided-${ask.id}`),
    run: ask.run,
    at: decision.at,
    kind: 'settle',
    ask: ask.id,
    title: ask.title,
    text: settledText(decision),
    as: 'decided',
  };
}

const verbs: Record<string, string> = {
  approve: 'approved',
  reject: 'rejected',
  abort: 'aborted',
  skip: 'skipped it',
  retry: 'has it tried again',
};

/** `ana approved at 03:16 UTC: "as drilled"` */
export function settledText({ by, answer, at, because, breakGlass }: Voice): string {
  const verb = Object.hasOwn(verbs, answer) ? verbs[answer] : `answered ${answer}`;
  const alone = breakGlass === undefined ? '' : ' alone, by break-glass,';
  const why = because ? `: "${because}"` : '';
  return `${by} ${verb}${alone} at ${formatTime(Date.parse(at)).slice(-9)}${why}`;
}

/** Everybody who was asked and did not answer, the owner and the commander hear that one person went on alone. */
async function tellEverybody(table: Table, ask: Ask, decision: Voice): Promise<void> {
  const run = await getRun(table, ask.run);
  if (!run) return fail('NotFound', { what: `there is no run ${ask.run}`, run: ask.run });
  const commander = await commandOf(table, run);
  const asked = ask.levels.map(({ who }) => who);
  const who = [...asked, ...(ask.mayApprove ?? []), run.owner, commander?.by].filter(
    (one) => one !== undefined,
  );
  const waited = formatDuration((Date.parse(decision.at) - Date.parse(ask.openedAt)) / 1000);
  await putNotice(table, {
    key: noticeOf(ask.run, `break-glass-${ask.id}`),
    run: ask.run,
    at: decision.at,
    kind: 'page',
    who: [...new Set(who)],
    everybody: true,
    title: `Break-glass: ${run.title}`,
    text: [
      `${aloneLine(ask.title, decision)}.`,
      `Target ${describeTarget(run.target ?? {})}, run ${ask.run}.`,
      `Nobody of ${[...new Set(asked)].join(', ')} had decided for ${waited}.`,
      `Whoever disagrees: rebound abort ${ask.run}`,
    ].join(' '),
    urgency: 'now',
    alarming: true,
    ask: ask.id,
  });
}
