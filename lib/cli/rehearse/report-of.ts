import { picture } from '../../compiler/picture/picture.ts';
import { watch } from '../../rehearsal/explore/player.ts';
import { parsePath } from '../../rehearsal/explore/path.ts';
import { resultOf } from '../../rehearsal/explore/result-of.ts';
import type { Subject } from '../../rehearsal/explore/subject.ts';
import { buildReport, manifestOf } from '../../rehearsal/report/build-report.ts';
import { Collected } from '../../rehearsal/report/collect.ts';
import { htmlReport } from '../../rehearsal/report/html-report.ts';
import { markdownReport } from '../../rehearsal/report/markdown-report.ts';
import type { Report } from '../../rehearsal/report/report.ts';
import { stepMarks } from '../../rehearsal/report/step-marks.ts';
import { terminalReport } from '../../rehearsal/report/terminal-report.ts';
import { badCount, unmetCount } from '../../rehearsal/report/words.ts';
import type { Paint } from '../screen.ts';
import type { Explored } from './exploring.ts';
import { placesOf } from './places-of.ts';
import { storyLines } from './story-lines.ts';
import { momentsOf } from './tell.ts';

/** What came of one runbook, to be shown, written and judged. */
export interface Reported {
  runbook: string;
  /** Plain data, the same bytes for the same seed. */
  report: Report;
  complete: boolean;
  /** Every path ended well, and every expectation holds. */
  well: boolean;
  /** Paths and rehearsals played, those that ended badly, and expectations that do not hold. */
  paths: number;
  bad: number;
  unmet: number;
  /** For a terminal. */
  lines: (paint: Paint, columns: number | undefined) => string[];
  /** By how the file's name ends. */
  files: Record<string, string>;
}

export interface ReportParts {
  explored: Explored;
  /** The runbook's file. */
  text: string;
  max: number;
  fingerprint: string;
}

export async function reportOf({ explored, text, max, fingerprint }: ReportParts): Promise<Reported> {
  const { subject, surveys, results, singles, complete } = explored;
  const manifest = manifestOf(subject);
  const collected = new Collected(manifest, subject.runbook);
  for (const survey of surveys) collected.survey(survey);
  for (const result of results) collected.add(result);
  const lines = placesOf(text).map(({ line }) => line);
  const story = (id: string) => storyOf(id, subject);
  const parts = { subject, text, collected, singles, max, complete, fingerprint, story, lines };
  const report = await buildReport(parts);
  const bad = badCount(report);
  const unmet = unmetCount(report);
  const drawn = picture(manifest, { states: stepMarks(report, manifest), width: 900, legend: false });
  return {
    runbook: report.runbook,
    report,
    complete,
    well: bad === 0 && unmet === 0,
    paths: results.length + surveys.length,
    bad,
    unmet,
    lines: (paint, columns) => terminalReport(report, { paint, columns }),
    files: {
      json: `${JSON.stringify(report, null, 2)}\n`,
      md: markdownReport(report),
      html: htmlReport(report, drawn),
    },
  };
}

async function storyOf(id: string, subject: Subject): Promise<string[]> {
  const path = parsePath(id);
  if (!path) return [];
  const watched = await watch(path, subject);
  return storyLines(momentsOf(watched, resultOf(path, watched, subject), (_, text) => text));
}
