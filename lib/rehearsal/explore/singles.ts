import type { CallKind } from '../calls.ts';
import { ownPath, type Path } from './path.ts';
import type { Question, Site, Survey } from './result.ts';

/** One deviation from a rehearsal: at a call, or in what somebody does with a question. `place` names what it stands for among its likes. */
export interface Single {
  path: Path;
  place: string;
}

/**
 * Every single deviation of the rehearsals, the most telling first: of each place (function, step, operation, fault) its first occurrence, then
 * the second of each, and so on. What repeats a hundred times, such as the janitor's looks, comes last.
 */
export function singlesOf(surveys: readonly Survey[]): Path[] {
  const seen = new Map<string, number>();
  const ranked = surveys.flatMap((survey) =>
    [...faultsOf(survey), ...turnsOf(survey), ...happeningsOf(survey)].map(({ path, place }) => {
      const rank = seen.get(place) ?? 0;
      seen.set(place, rank + 1);
      return { path, rank };
    }),
  );
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ path }) => path);
}

function faultsOf({ rehearsal, sites }: Survey): Single[] {
  return sites.flatMap((site) =>
    site.faults.map((fault) => ({
      path: { ...ownPath(rehearsal), faults: [{ kind: site.kind, nth: site.nth, fault }] },
      place: `${placeOf(site)} ${fault}`,
    })),
  );
}

function placeOf({ function: name, step, runbook, kind, operation }: Site): string {
  return [name, runbook, step, kind, operation].join(' ');
}

function turnsOf({ rehearsal, result }: Survey): Single[] {
  return result.questions.flatMap((question) =>
    turnsAt(question).map((does) => ({
      path: { ...ownPath(rehearsal), people: [{ ask: question.ask, does }] },
      place: `person ${question.step} ${question.kind} ${does}`,
    })),
  );
}

/** What else somebody can do with a question than what they did. */
export function turnsAt({ options, answer, kind }: Question): string[] {
  const words = options.filter((option) => option !== answer && (option !== 'retry' || kind === 'failure'));
  const abort = options.includes('abort') ? [] : ['abort'];
  return [...words, ...abort, 'silent', 'late', ...(answer === null ? [] : ['twice'])];
}

/** Where it matters what happens besides: who holds what, and what is done outside. */
const moments: readonly CallKind[] = ['lock', 'ledger', 'ask', 'change', 'run'];

function happeningsOf({ rehearsal, sites, result }: Survey): Single[] {
  const written = sites.filter(({ kind, write }) => moments.includes(kind) && write);
  const [main] = result.runs;
  if (!main) return [];
  return written.flatMap((site) =>
    (['alarm-again', 'second-run', 'restart'] as const).map((what) => ({
      path: { ...ownPath(rehearsal), happens: [{ what, kind: site.kind, nth: site.nth }] },
      place: `${placeOf(site)} ${what}`,
    })),
  );
}
