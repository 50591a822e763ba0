import { adviceOf } from '../advice/advice-of.ts';
import type { Manifest } from '../../compiler/manifest.ts';
import { behavioursOf } from '../../sandbox/behaviours-of.ts';
import { badEndings, type Ending, isBad } from '../explore/ending.ts';
import type { Survey } from '../explore/result.ts';
import type { Subject } from '../explore/subject.ts';
import type { Collected, Group } from './collect.ts';
import { byFailure } from './failures.ts';
import { placesOf } from './places.ts';
import type { BadReport, OwnReport, Report } from './report.ts';

/** How many bad endings are told with their story; the others are counted. */
const toldMax = 12;

export interface ReportParts {
  subject: Subject;
  /** The runbook's file, as it stands. */
  text: string;
  collected: Collected;
  /** How many single deviations there are. */
  singles: number;
  max: number;
  complete: boolean;
  fingerprint: string;
  /** What happened in a path, a few lines. */
  story: (id: string) => Promise<string[]>;
  /** Lines of the rehearsals in the file, in their order. */
  lines: readonly number[];
}

export function manifestOf({ compiled, runbook }: Subject): Manifest {
  const found = compiled.find(({ manifest }) => manifest.runbook === runbook.runbook);
  if (!found) throw new Error(`${runbook.runbook} is not among what was compiled`);
  return found.manifest;
}

/** The same parts give the same report. */
export async function buildReport(parts: ReportParts): Promise<Report> {
  const { subject, collected, complete, fingerprint, max, lines } = parts;
  const { runbook, seed } = subject;
  const manifest = manifestOf(subject);
  const { times, surveys } = collected;
  const rto = manifest.objectives.rto ?? null;
  const cells = [...collected.cells.values()];
  const met = new Set(cells.map(({ place }) => place.id));
  const known = placesOf(manifest);
  const others = new Map(cells.map(({ place }) => [place.id, place]));
  const rows = [
    ...known.filter(({ id }) => met.has(id)),
    ...[...others.values()].filter(({ id }) => !known.some((place) => place.id === id)).toSorted(byId),
  ];
  const failures = [...new Set(cells.map(({ failure }) => failure))].toSorted(byFailure);
  const title = (id: string) => manifest.steps.find((step) => step.id === id);
  const report: Report = {
    version: 1,
    level: 'simulated',
    runbook: runbook.runbook,
    title: runbook.title,
    file: runbook.file,
    seed,
    max,
    complete,
    fingerprint,
    own: surveys.map((survey, n) => ownOf(survey, runbook.rehearsals[n]?.name ?? '', lines[n] ?? 1)),
    modes: [collected.modes.bounded, collected.modes.any],
    paths: collected.paths,
    reachedPaths: collected.happened,
    singles: { all: parts.singles, played: collected.singles },
    rows,
    columns: failures.map((failure) => ({ id: failure, title: failure })),
    matrix: cells
      .map(({ place, failure, endings }) => ({ row: place.id, column: failure, endings: sorted(endings) }))
      .toSorted((a, b) => rankOf(rows, a.row) - rankOf(rows, b.row) || byFailure(a.column, b.column)),
    times: { ...times.spread(), rto, late: rto === null ? 0 : times.above(rto), counts: times.sorted() },
    steps: [...collected.steps]
      .flatMap(([id, histogram]) => {
        const step = title(id);
        return step && step.kind !== 'control'
          ? [{ id, title: step.title, line: step.line, ...histogram.spread() }]
          : [];
      })
      .toSorted((a, b) => (b.p50 ?? 0) - (a.p50 ?? 0) || (b.worst ?? 0) - (a.worst ?? 0) || byId(a, b)),
    neverReached: neverReachedOf(manifest, collected),
    bad: await badOf(parts),
    advice: [],
    ...worldOf(collected),
  };
  return { ...report, advice: adviceOf({ report, subject, text: parts.text, collected }) };
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** In the order of the file; a step that is itself an end is told once. */
function neverReachedOf({ steps }: Manifest, collected: Collected): Report['neverReached'] {
  const ways = collected.neverTaken();
  return [
    ...steps
      .filter(({ id }) => !collected.reached.has(id) && !ways.some((way) => way.id === id))
      .map(({ id, title, line }) => ({ id, title, line })),
    ...ways,
  ].toSorted((a, b) => a.line - b.line || byId(a, b));
}

function rankOf(rows: readonly { id: string }[], id: string): number {
  return rows.findIndex((row) => row.id === id);
}

function sorted(endings: Partial<Record<Ending, number>>): Partial<Record<Ending, number>> {
  return Object.fromEntries(Object.entries(endings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownOf({ result, unmet }: Survey, name: string, line: number): OwnReport {
  const [first] = result.runs;
  return {
    name,
    ending: result.ending,
    outcome: first?.outcome ?? null,
    seconds: first?.seconds ?? null,
    unmet: unmet.map(({ text }) => text),
    violations: result.violations.map(({ text }) => text),
    line,
  };
}

/** The worst first, as docs/safety.md has its rules in order; those of the rehearsals themselves before all others. */
async function badOf({ subject, collected, fingerprint, story }: ReportParts): Promise<BadReport[]> {
  const { runbook, seed } = subject;
  const own: Group[] = collected.surveys
    .filter(({ result }) => isBad(result.ending))
    .map(({ result }) => ({
      ending: result.ending,
      place: { id: 'anywhere', title: 'The rehearsal itself' },
      failure: 'nothing',
      likes: 1,
      shortest: result,
    }));
  const groups = [...collected.groups.values()].toSorted(
    (a, b) =>
      badEndings.findIndex((one) => one === a.ending) - badEndings.findIndex((one) => one === b.ending) ||
      b.likes - a.likes ||
      byId(a.shortest, b.shortest),
  );
  const bad: BadReport[] = [];
  for (const { ending, place, failure, likes, shortest } of [...own, ...groups])
    bad.push({
      ending,
      id: shortest.id,
      command: `rebound rehearse ${runbook.runbook} --replay '${shortest.id}@${fingerprint}'${seed === 1 ? '' : ` --seed ${seed}`}`,
      likes,
      row: place.title,
      column: failure,
      violations: shortest.violations.map(({ text }) => text.split('\n')[0] ?? ''),
      story: bad.length < toldMax ? await story(shortest.id) : [],
    });
  return bad;
}

function worldOf({ systems }: Collected): Pick<Report, 'world' | 'guesses'> {
  const behaviours = behavioursOf([...systems].sort());
  const sources = ['recorded', 'api-model', 'documentation', 'guess'] as const;
  return {
    world: sources.map((source) => {
      const count = behaviours.filter((one) => one.source === source).length;
      const share = behaviours.length === 0 ? 0 : Math.round((count / behaviours.length) * 100) / 100;
      return { source, count, share };
    }),
    guesses: behaviours.filter(({ source }) => source === 'guess').map(({ what }) => what),
  };
}
