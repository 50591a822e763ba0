import type { Manifest } from '../../compiler/manifest.ts';
import type { System } from '../../model/transport.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { type Ending, isBad } from '../explore/ending.ts';
import type { PathResult, Survey } from '../explore/result.ts';
import { failureOf } from './failures.ts';
import { Histogram } from './histogram.ts';
import { type Place, placeOf } from './places.ts';
import type { ModeReport } from './report.ts';
import { type Ways, waysOf } from './ways.ts';

type Endings = Partial<Record<Ending, number>>;

/** Bad endings that are alike: the path that shows it in the fewest steps. */
export interface Group {
  ending: Ending;
  place: Place;
  failure: string;
  likes: number;
  shortest: PathResult;
}

/** What results come to, counted as they come: it does not grow with how many there are. */
export class Collected {
  readonly #manifest: Manifest;
  readonly #ways: Ways;
  readonly surveys: Survey[] = [];
  readonly modes: Record<'bounded' | 'any', ModeReport> = {
    bounded: { mode: 'bounded', paths: 0, well: 0, endings: {} },
    any: { mode: 'any', paths: 0, well: 0, endings: {} },
  };
  readonly cells = new Map<string, { place: Place; failure: string; endings: Endings }>();
  readonly groups = new Map<string, Group>();
  readonly times = new Histogram();
  readonly steps = new Map<string, Histogram>();
  readonly reached = new Set<string>();
  /** Ends of the author's that a run came to. */
  readonly #ended = new Set<string>();
  readonly systems = new Set<System>();
  /** By step: paths whose last question it was, that nobody answered, and that did not recover. */
  readonly unanswered = new Map<string, number>();
  /** By step: its seconds in all paths that recovered later than the RTO. */
  readonly lateSeconds = new Map<string, number>();
  paths = 0;
  happened = 0;
  singles = 0;

  constructor(manifest: Manifest, runbook: Pick<Runbook, 'steps'>) {
    this.#manifest = manifest;
    this.#ways = waysOf(runbook, manifest);
  }

  survey(survey: Survey): void {
    this.surveys.push(survey);
    for (const [system, calls] of Object.entries(survey.systems))
      if ((calls ?? 0) > 0) this.systems.add(system as System);
    this.#count(survey.result);
  }

  add(result: PathResult): void {
    const { ending, path } = result;
    const { faults, people, happens, any } = path;
    this.paths += 1;
    if (result.happened) this.happened += 1;
    if (any === undefined && faults.length + people.length + happens.length === 1) this.singles += 1;
    const mode = this.modes[any === undefined ? 'bounded' : 'any'];
    mode.paths += 1;
    if (!isBad(ending)) mode.well += 1;
    mode.endings[ending] = (mode.endings[ending] ?? 0) + 1;
    const place = placeOf(result, this.#manifest);
    const failure = failureOf(path);
    const cell = this.cells.get(`${place.id}\n${failure}`) ?? { place, failure, endings: {} };
    cell.endings[ending] = (cell.endings[ending] ?? 0) + 1;
    this.cells.set(`${place.id}\n${failure}`, cell);
    this.#count(result);
    if (isBad(ending)) this.#group(result, place, failure);
    const last = result.questions.findLast(({ runbook }) => runbook === this.#manifest.runbook);
    if (ending === 'human' && last?.answer === null)
      this.unanswered.set(last.step, (this.unanswered.get(last.step) ?? 0) + 1);
  }

  /** Ways that no path took: an author's end that no run came to, an arm of which no step began. */
  neverTaken(): { id: string; title: string; line: number }[] {
    return [
      ...this.#ways.ends.filter(({ id }) => !this.#ended.has(id)),
      ...this.#ways.arms.filter(({ steps }) => !steps.some((id) => this.reached.has(id))),
    ].map(({ id, title, line }) => ({ id, title, line }));
  }

  #count({ recoveredAfter, steps, reached, runs }: PathResult): void {
    if (recoveredAfter !== null) this.times.add(recoveredAfter);
    for (const id of reached) this.reached.add(id);
    for (const { id, step, isEndOf } of this.#ways.ends)
      if (
        !this.#ended.has(id) &&
        runs.some((run) => run.runbook === this.#manifest.runbook && isEndOf(run))
      ) {
        this.#ended.add(id);
        this.reached.add(step);
      }
    const { rto } = this.#manifest.objectives;
    const late = recoveredAfter !== null && rto !== undefined && recoveredAfter > rto;
    for (const [id, seconds] of Object.entries(steps)) {
      const histogram = this.steps.get(id) ?? new Histogram();
      histogram.add(Math.round(seconds));
      this.steps.set(id, histogram);
      if (late) this.lateSeconds.set(id, (this.lateSeconds.get(id) ?? 0) + Math.round(seconds));
    }
  }

  #group(result: PathResult, place: Place, failure: string): void {
    const key = `${result.ending}\n${place.id}\n${failure}`;
    const group = this.groups.get(key);
    if (!group) {
      this.groups.set(key, { ending: result.ending, place, failure, likes: 1, shortest: result });
      return;
    }
    group.likes += 1;
    if (partsOf(result) < partsOf(group.shortest)) group.shortest = result;
  }
}

function partsOf({ path }: PathResult): number {
  return path.faults.length + path.people.length + path.happens.length + (path.any === undefined ? 0 : 100);
}
