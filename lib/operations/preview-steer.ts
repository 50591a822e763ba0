import { readLedger } from '../history/ledger.ts';
import { getRun } from '../history/runs.ts';
import { readStop } from '../history/stop-switch.ts';
import { formatDuration, formatTime } from '../model/duration.ts';
import { heldMs, type Run } from '../model/run.ts';
import type { Looked } from './looked.ts';
import { hasBranches, type Next, nextAfter } from './next-step.ts';
import type { OperationParts } from './parts.ts';

/** More than runs stand within one another. */
const depthMax = 10;

/** What holding a run does: nothing new begins, and nobody is woken for it. */
export async function holdLines(looked: Looked, parts: OperationParts): Promise<string[]> {
  const { run, report } = looked;
  if (report.held)
    return [
      `Nothing changes: ${report.held.by} holds the run already, since ${time(report.held.since)}.`,
      goOn(run),
    ];
  return [
    `The run stops before its next step${nextWords(nextOf(looked))}.`,
    ...goingOn(looked),
    ...(await nestedLines(run, 'is held with it', parts)),
    `While it is held, no step's own time counts; the run's deadline stays ${time(run.deadlineAt)}.`,
    'Nobody is paged for it.',
    goOn(run),
  ];
}

/** What letting a run go on does; of one that goes step by step: one step. */
export async function continueLines(looked: Looked, parts: OperationParts): Promise<string[]> {
  const { run, report, recorded } = looked;
  const above = await heldAbove(run, parts);
  const blocked = [
    ...(above
      ? [`It goes on only when run ${above.run}, whose step it is, does, too: ${above.by} holds that.`]
      : []),
    ...(await stopLines(parts)),
  ];
  if (!report.held) return ['Nothing changes: nobody holds the run.', ...blocked];
  const heldFor = (recorded.now - Date.parse(report.held.since)) / 1000;
  const all = heldMs(run, Date.parse(run.startedAt), recorded.now) / 1000;
  const held = `It was held for ${formatDuration(heldFor)}${all - heldFor > 1 ? ` (${formatDuration(all)} in all)` : ''}, which counts for no step's own time.`;
  const running = report.steps.find(({ status }) => status === 'running');
  const first = running ? `"${running.title}", which had begun` : nextName(nextOf(looked));
  if (!report.stepping) return [`The run goes on with ${first}.`, held, ...blocked];
  return [
    `One step goes: ${first}. When it has ended, the run is held again.`,
    ...(hasBranches(recorded.manifest) ? [branchesLine] : []),
    held,
    ...blocked,
  ];
}

const branchesLine =
  'Where branches go on beside one another, all of them go until the first of them has ended a step; that holds them all.';

/** What going step by step does, and what ending it does. */
export async function steppingLines(looked: Looked, on: boolean, parts: OperationParts): Promise<string[]> {
  const { run, report, recorded } = looked;
  const { stepping, held } = report;
  if (!on) {
    const no = stepping
      ? `The run is not held after each step any more (${stepping.by} said so at ${time(stepping.since)}).`
      : 'The run does not go step by step now.';
    return held
      ? [no, ...(await continueLines({ ...looked, report: { ...report, stepping: null } }, parts))]
      : [no];
  }
  return [
    ...(stepping ? [`${stepping.by} has it go step by step already, since ${time(stepping.since)}.`] : []),
    held
      ? `The run stays held, by ${held.by} since ${time(held.since)}.`
      : `The run is held now, before its next step${nextWords(nextOf(looked))}.`,
    ...(held ? [] : goingOn(looked)),
    `After each step it is held again; \`rebound continue ${run.run}\` lets one step go. A question that people are asked is none: what follows their answer is.`,
    ...(hasBranches(recorded.manifest) ? [branchesLine] : []),
    ...(recorded.manifest?.steps.some(({ uses }) => uses === 'runbook')
      ? [
          'A run that a step starts is one step: it is held with this one, and goes through to its end when it goes on.',
        ]
      : []),
    ...(await nestedLines(run, 'is held with it', parts)),
    `While it is held, no step's own time counts; the run's deadline stays ${time(run.deadlineAt)}.`,
    `\`rebound step ${run.run} --off\` ends it.`,
  ];
}

/** The stop switch: nothing is changed, whoever lets what go on. */
export async function stopLines({ table }: OperationParts): Promise<string[]> {
  const stop = await readStop(table);
  return stop
    ? [`Nothing is changed by it: ${stop.by} stopped everything at ${time(stop.at)}: ${stop.because}.`]
    : [];
}

export function nextOf({ recorded, report }: Looked): Next {
  return nextAfter(recorded.manifest, report.steps);
}

/** Behind `with`. */
export function nextName(next: Next): string {
  switch (next.kind) {
    case 'step':
      return `"${next.title}"${next.condition === undefined ? '' : `, if ${next.condition}`}`;
    case 'open':
      return `what "${next.behind}" leads to`;
    case 'end':
      return 'its end';
    case 'unknown':
      return 'whatever comes next';
  }
}

/** Behind `before its next step`. */
function nextWords(next: Next): string {
  if (next.kind === 'unknown') return '';
  if (next.kind === 'end') return ', of which there is none: it ends';
  return `, ${nextName(next)}`;
}

function goOn({ run }: Run): string {
  return `\`rebound continue ${run}\` lets it go on.`;
}

/** What is neither stopped nor finished by holding. */
function goingOn({ report }: Looked): string[] {
  const running = report.steps.filter(({ status }) => status === 'running').map(({ title }) => `"${title}"`);
  const asked = report.asks.filter(({ decision }) => !decision).map(({ title }) => `"${title}"`);
  return [
    ...(running.length > 0
      ? [
          `${running.join(' and ')} ${running.length === 1 ? 'is' : 'are'} going on: what is begun outside goes on there, and is looked at again when the run goes on.`,
        ]
      : []),
    ...(asked.length > 0
      ? [`Open questions stay open, their time goes on, and they can be answered: ${asked.join(', ')}.`]
      : []),
  ];
}

async function nestedLines(run: Run, what: string, parts: OperationParts, depth = 0): Promise<string[]> {
  if (depth >= depthMax) return [];
  const ledger = await readLedger(parts.table, run.run);
  const lines: string[] = [];
  for (const id of Object.keys(ledger?.nested ?? {})) {
    const nested = await getRun(parts.table, id);
    if (nested?.status !== 'open') continue;
    lines.push(
      `Run ${id} (${nested.runbook}), which a step of ${depth === 0 ? 'it' : `run ${run.run}`} started, ${what}.`,
    );
    lines.push(...(await nestedLines(nested, what, parts, depth + 1)));
  }
  return lines;
}

async function heldAbove(
  run: Run,
  { table }: OperationParts,
): Promise<{ run: string; by: string } | undefined> {
  for (let { parent } = run, depth = 0; parent !== undefined && depth < depthMax; depth += 1) {
    const above: Run | undefined = await getRun(table, parent);
    const hold = above?.held.at(-1);
    if (above && hold && hold.to === undefined) return { run: above.run, by: hold.by };
    parent = above?.parent;
  }
  return undefined;
}

const time = (at: string): string => formatTime(Date.parse(at));
