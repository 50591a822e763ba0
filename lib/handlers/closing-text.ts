import { undoKey } from '../history/ledger-undo.ts';
import { formatDuration, formatObjective } from '../model/duration.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Run } from '../model/run.ts';

/** As many are named; of the others it is said how many they are. */
const namedMax = 20;

/** `failed after 12 m 3 s, RTO 75 m: …` */
export function closedLine(run: Run): string {
  const seconds = (Date.parse(run.endedAt ?? run.startedAt) - Date.parse(run.startedAt)) / 1000;
  const against = run.objectives.rto === undefined ? '' : `, RTO ${formatObjective(run.objectives.rto)}`;
  const why = run.endedBecause ? `: ${run.endedBecause}` : '';
  return `${run.outcome} after ${formatDuration(seconds)}${against}${why}`;
}

/** Whoever takes it from here has to know what is different outside, what was taken back, and what others did for this run. */
export function changedLine(ledger: Ledger): string {
  const own = Object.values(ledger.entries).filter(({ undoes }) => !undoes);
  const left = own
    .filter((entry) => entry.undoneAt === undefined)
    .map((entry) => `${entry.external} on ${entry.root}${entry.doneAt ? '' : ' (begun, perhaps not made)'}`);
  const byHand = stepsWithoutChanges(ledger);
  const stay = [
    ...left,
    ...byHand
      .filter(({ undoneAt }) => undoneAt === undefined)
      .map(({ step, leftBy }) => stepLeft(step, leftBy)),
  ];
  const back = [
    ...own.filter((entry) => entry.undoneAt !== undefined).map(({ external }) => external),
    ...byHand.filter(({ undoneAt }) => undoneAt !== undefined).map(({ step }) => `step ${step}`),
  ];
  const nested = Object.keys(ledger.nested);
  return [
    stay.length > 0
      ? `Changed outside, and not taken back: ${some(stay)}.`
      : back.length > 0
        ? 'Nothing that was changed outside is left.'
        : 'Nothing was changed outside.',
    ...(back.length > 0 ? [`Taken back: ${some(back)}.`] : []),
    ...(ledger.undoStopped ? [`${ledger.undoStopped.by} stopped the taking back.`] : []),
    ...(nested.length > 0 ? [`What it had others do, they tell themselves: run ${some(nested)}.`] : []),
  ].join(' ');
}

/** Of an aborted run: steps that can be taken back and that no entry tells of, such as those that people do by hand. */
function stepsWithoutChanges({ aborted, undo, entries }: Ledger) {
  if (!aborted) return [];
  const told = new Set(Object.values(entries).map(undoKey));
  return Object.values(undo).filter(
    (record) =>
      !told.has(undoKey(record)) &&
      (record.doneAt !== undefined || record.leftBy !== undefined || record.undoneAt !== undefined),
  );
}

function stepLeft(step: string, leftBy: string | undefined): string {
  return `step ${step}${leftBy === undefined ? '' : ` (left by ${leftBy})`}`;
}

function some(items: string[]): string {
  const rest = items.length - namedMax;
  return `${items.slice(0, namedMax).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
