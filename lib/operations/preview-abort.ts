import { asksOf } from '../history/asks.ts';
import { readLedger } from '../history/ledger.ts';
import { undoKey } from '../history/ledger-undo.ts';
import { getRun } from '../history/runs.ts';
import { toTakeBack } from '../history/to-take-back.ts';
import type { Manifest } from '../compiler/manifest.ts';
import type { Ask } from '../model/ask.ts';
import { formatTime } from '../model/duration.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Run } from '../model/run.ts';
import { secondAfterMs } from './abort-run.ts';
import type { OperationParts } from './parts.ts';

/** More than runs stand within one another. */
const depthMax = 10;

interface Of {
  run: Run;
  ledger: Ledger | undefined;
  asks: Ask[];
  manifest: Manifest | undefined;
}

/**
 * What aborting a run does: what is taken back, in order; what cannot be; which questions it answers; which runs it ends. `by`: the id of
 * the question that is answered with it.
 */
export async function abortLines(run: Run, parts: OperationParts, by?: string): Promise<string[]> {
  const of = await ofRun(run, parts);
  const { ledger, manifest } = of;
  if (ledger?.aborted) return againLines(of, ledger.aborted, parts);
  const always = (manifest?.steps ?? []).filter((step) => step.always).map(({ title }) => `"${title}"`);
  return [
    'From now on the run begins no change.',
    ...(await nestedLines(of, parts)),
    ...questionLines(of.asks.filter(({ id, undo }) => undo === undefined && id !== by)),
    ...backLines(of),
    ...(always.length > 0 ? [`Then ${always.join(' and ')}, as after every ending.`] : []),
    'The run ends as aborted, its lock is released, and people are told how it ended. It does not go on any more.',
  ];
}

/** What ending the taking back leaves behind. */
export async function leftLines(run: Run, parts: OperationParts): Promise<string[]> {
  return leftIn(await ofRun(run, parts));
}

function leftIn(of: Of): string[] {
  const left = backSteps(of);
  return [
    left.length === 0
      ? 'Nothing is left to be taken back.'
      : `This ends the taking back. Not taken back, and stays: ${left.map(({ words }) => words).join(', ')}.`,
  ];
}

/** The second abort ends the taking back; right behind the first one it is the same. */
async function againLines(
  of: Of,
  aborted: NonNullable<Ledger['aborted']>,
  { clock }: OperationParts,
): Promise<string[]> {
  const first = `${aborted.by} aborted the run at ${formatTime(Date.parse(aborted.at))}.`;
  if (of.ledger?.undoStopped) return [first, 'Nothing changes: the taking back is stopped already.'];
  if (clock.now() - Date.parse(aborted.at) < secondAfterMs)
    return [first, 'Nothing changes: in a moment, once more would end the taking back.'];
  return [first, ...leftIn(of), ...questionLines(of.asks)];
}

function backLines(of: Of): string[] {
  const { ledger } = of;
  const back = backSteps(of);
  const keys = new Set(back.map(({ key }) => key));
  const entries = Object.values(ledger?.entries ?? {}).filter(({ undoes, undoneAt }) => !undoes && !undoneAt);
  const stay = entries.filter((entry) => !keys.has(undoKey(entry)));
  const begun = entries.filter(({ doneAt }) => doneAt === undefined);
  return [
    ...(begun.length > 0
      ? [
          `${begun.map(({ external }) => external).join(', ')}: begun and not seen done. First Rebound waits until nothing of it can be on its way any more.`,
        ]
      : []),
    ...(back.length > 0 ? ['Then it is taken back, in this order:'] : []),
    ...back.map(({ words }, index) => `  ${index + 1}. ${words}`),
    ...(stay.length > 0
      ? [
          `Nothing takes these back, they stay: ${stay.map(({ external, step }) => `${external} (${titleOf(step, of)})`).join(', ')}.`,
        ]
      : []),
    ...(entries.length === 0 && back.length === 0
      ? ['Nothing was changed outside, so nothing is taken back.']
      : []),
  ];
}

function backSteps(of: Of): { key: string; words: string }[] {
  const { ledger, asks, manifest } = of;
  if (!ledger) return [];
  const changes = (step: string) => manifest?.steps.find(({ id }) => id === step)?.kind === 'changes';
  return toTakeBack(ledger, asks, changes).map((record) => {
    const key = undoKey(record);
    const own = Object.values(ledger.entries).filter((entry) => !entry.undoes && undoKey(entry) === key);
    const made = own.map(({ external }) => external).join(', ');
    return { key, words: `${titleOf(record.step, of)}${made === '' ? '' : ` (${made})`}` };
  });
}

function questionLines(asks: readonly Ask[]): string[] {
  const open = asks.filter(({ decision }) => !decision).map(({ title }) => `"${title}"`);
  return open.length === 0 ? [] : [`Open questions are answered with abort: ${open.join(', ')}.`];
}

/** Runs of its steps take back what they did before it does. */
async function nestedLines({ ledger }: Of, parts: OperationParts, depth = 0): Promise<string[]> {
  if (!ledger || depth >= depthMax) return [];
  const lines: string[] = [];
  for (const id of Object.keys(ledger.nested)) {
    const nested = await getRun(parts.table, id);
    if (nested?.status !== 'open') continue;
    const of = await ofRun(nested, parts);
    lines.push(`Run ${id} (${nested.runbook}), which a step of it started, is aborted and ends first:`);
    const own = [
      ...(await nestedLines(of, parts, depth + 1)),
      ...questionLines(of.asks.filter(({ undo }) => undo === undefined)),
      ...backLines(of),
    ];
    lines.push(...own.map((line) => `  ${line}`));
  }
  return lines;
}

async function ofRun(run: Run, { table, manifests }: OperationParts): Promise<Of> {
  const [ledger, asks] = await Promise.all([readLedger(table, run.run), asksOf(table, run.run)]);
  const manifest = Object.hasOwn(manifests, run.runbook) ? manifests[run.runbook] : undefined;
  return { run, ledger, asks, manifest };
}

function titleOf(step: string, { manifest }: Of): string {
  return `"${manifest?.steps.find(({ id }) => id === step)?.title ?? step}"`;
}
