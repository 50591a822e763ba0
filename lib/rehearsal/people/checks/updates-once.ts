import type { Run } from '../../../model/run.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { channelCalls, harmed, stoodStill, violation } from '../asked.ts';

/** The janitor comes every minute, and an update is tried again the next time. */
const lateMs = 130_000;
/** These know no repeats: what is sent again because its answer was lost arrives twice (lib/wire/phone.ts). */
const mayRepeat: readonly string[] = ['mail', 'sms'];

/** 30. An update is sent once for each time that it is due. */
export const updatesOnce: Invariant = {
  number: 30,
  title: 'Each update once',
  boundedOnly: true,
  check: (watched) =>
    watched.table.runs().flatMap((run) => [...twice(run, watched), ...missing(run, watched)]),
};

const isUpdate = /-update-\d+-/;

function twice(run: Run, { last }: Watched): Violation[] {
  const seen = new Map<string, number>();
  return last.messages.flatMap(({ key = '', channel, to, person = '', at }): Violation[] => {
    if (!key.startsWith(run.run) || !isUpdate.test(key) || mayRepeat.includes(channel)) return [];
    const one = `${key} ${channel} ${to} ${person}`;
    const count = (seen.get(one) ?? 0) + 1;
    seen.set(one, count);
    return count === 2
      ? [violation(30, run, at, `${person || to} was told the same update twice: ${key}`)]
      : [];
  });
}

function missing(run: Run, watched: Watched): Violation[] {
  const { manifests, directory, last, endedAt } = watched;
  const updates = manifests[run.runbook]?.updates;
  const audiences = directory?.channels.audiences ?? {};
  if (!updates) return [];
  const over = Date.parse(run.endedAt ?? '') || endedAt;
  const told = updates.to.filter((to) => audiences[to]?.public !== true);
  return told.flatMap((to) => {
    const found: Violation[] = [];
    for (let turn = 1; ; turn += 1) {
      const due = Date.parse(run.startedAt) + turn * updates.every * 1000;
      if (due + lateMs > over) return found;
      const sent = last.messages.some(({ key }) => key?.startsWith(`${run.run}-update-${turn}-${to}`));
      const topic = last.published.some(({ message, at }) => at >= due && message.includes(to));
      if (sent || topic || isExcused(due, watched)) continue;
      found.push(violation(30, run, due, `the update ${turn} for ${to} was not sent`));
    }
  });
}

function isExcused(due: number, watched: Watched): boolean {
  const { last, broken } = watched;
  const down =
    Object.values(last.channels).includes('down') || broken.some(({ what }) => what === 'channels');
  const by = due + lateMs;
  return (
    down ||
    stoodStill(watched, due, by) ||
    harmed(watched, [...channelCalls, 'run', 'list', 'ask', 'event'], due, by)
  );
}
