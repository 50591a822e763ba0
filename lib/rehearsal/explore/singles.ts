import type { CallKind } from '../calls.ts';
import { mulberry32 } from '../../engine/random.ts';
import { happenings, ownPath, type Path, pathId } from './path.ts';
import type { Question, Site, Survey } from './result.ts';

/** One deviation from a rehearsal: at a call, in what somebody does with a question, or what happens besides. */
export interface Single {
  path: Path;
  /** What it stands for among its likes. */
  place: string;
  /** The row of its place: one step, or one function. */
  row: string;
  isStep: boolean;
  /** What it strikes at in its row. */
  operation: string;
  /** Of what is alike otherwise the lower comes first, mostly: writes before reads, and what happens at a change, or in the step that makes it, before the rest. */
  later: number;
}

/** Of a step's own deviations so many come for one of what is around the steps. */
const stepShare = 4;

/**
 * Every single deviation of the rehearsals, the most telling first: of each place (function, step, operation, fault) its first occurrence, then
 * the second of each, and so on: what repeats a hundred times, such as the janitor's looks, comes last. Within that, steps and functions take turns, and
 * within those the operations, so that a small budget has something of each; the seed says which.
 */
export function singlesOf(surveys: readonly Survey[], seed = 1): Path[] {
  const seen = new Map<string, number>();
  const counted = (name: string): number => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count;
  };
  const ranked = surveys
    .flatMap((survey) => [...faultsOf(survey), ...turnsOf(survey), ...happeningsOf(survey)])
    .map((single) => ({
      ...single,
      rank: counted(`place ${single.place}`),
      draw: fractionOf(`${seed} ${pathId(single.path)}`) + single.later,
    }))
    .toSorted((a, b) => a.rank - b.rank || a.draw - b.draw)
    .map((single) => ({ ...single, round: counted(`operation ${single.rank} ${single.operation}`) }))
    .toSorted((a, b) => a.rank - b.rank || a.round - b.round || a.draw - b.draw)
    .map((single) => {
      const count = counted(`row ${single.rank} ${single.row}`);
      return { ...single, turn: single.isStep ? Math.floor(count / stepShare) : count };
    });
  return ranked.toSorted((a, b) => a.rank - b.rank || a.turn - b.turn).map(({ path }) => path);
}

/** In [0, 1), by the text alone. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mulberry32(hash).value;
}

function faultsOf({ rehearsal, sites }: Survey): Single[] {
  const changed = new Set<string>();
  return sites.flatMap((site) => {
    // what a step does when it has changed something is another thing than what it does before
    const where = changed.has(rowOf(site)) ? `${placeOf(site)} after its change` : placeOf(site);
    if (site.kind === 'change') changed.add(rowOf(site));
    return site.faults.map((fault) => ({
      path: { ...ownPath(rehearsal), faults: [{ kind: site.kind, nth: site.nth, fault }] },
      place: `${where} ${fault}`,
      row: rowOf(site),
      isStep: site.step !== '',
      operation: where,
      later: site.write ? 0 : 0.5,
    }));
  });
}

function rowOf({ function: name, step, runbook }: Site): string {
  return `${name} ${runbook} ${step}`;
}

function placeOf({ function: name, step, runbook, kind, operation }: Site): string {
  return [name, runbook, step, kind, operation].join(' ');
}

function turnsOf({ rehearsal, result }: Survey): Single[] {
  return result.questions.flatMap((question) =>
    turnsAt(question).map((does) => ({
      path: { ...ownPath(rehearsal), people: [{ ask: question.ask, does }] },
      place: `person ${question.step} ${question.kind} ${does}`,
      row: `question ${question.step}`,
      isStep: true,
      operation: does,
      later: 0,
    })),
  );
}

/** What else somebody can do with a question than what they did. */
export function turnsAt({ options, answer, kind }: Question): string[] {
  const words = options.filter((option) => option !== answer && (option !== 'retry' || kind === 'failure'));
  const abort = options.includes('abort') ? [] : ['abort'];
  const alone = kind === 'approval' ? ['alone'] : [];
  return [...words, ...abort, 'silent', 'late', ...alone, ...(answer === null ? [] : ['twice'])];
}

/** Where it matters what happens besides: who holds what, and what is done outside. */
const moments: readonly CallKind[] = ['lock', 'ledger', 'ask', 'change', 'run'];

function happeningsOf({ rehearsal, sites, result, other }: Survey): Single[] {
  const [main] = result.runs;
  if (!main) return [];
  const written = sites.filter(({ kind, write }) => moments.includes(kind) && write);
  const changing = new Set(sites.filter(({ kind }) => kind === 'change').map(rowOf));
  return happenings
    .filter((what) => what !== 'other-alarm' || other === true)
    .flatMap((what) =>
      written
        .filter((site) => what !== 'delivered-late' || isDelivered(site))
        .map((site) => ({
          path: { ...ownPath(rehearsal), happens: [{ what, kind: site.kind, nth: site.nth }] },
          place: `${placeOf(site)} ${what}`,
          row: what,
          isStep: false,
          operation: what,
          later: site.kind === 'change' ? 0 : changing.has(rowOf(site)) ? 1 : 2,
        })),
    );
}

/** People's commands are no payloads, and the janitor comes every minute anyway. */
function isDelivered({ function: name }: Site): boolean {
  return name !== '' && name !== 'person' && name !== 'janitor';
}
