import type { Manifest } from '../../compiler/manifest.ts';
import type { System } from '../../model/transport.ts';
import { type Ending, isBad } from '../explore/ending.ts';
import type { PathResult, Survey } from '../explore/result.ts';
import { failureOf } from './failures.ts';
import { Histogram } from './histogram.ts';
import { type Place, placeOf } from './places.ts';
import type { ModeReport } from './report.ts';

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
  readonly states = new Set<string>();
  readonly systems = new Set<System>();
  /** By step: paths in which nobody answered its question, and it did not recover. */
  readonly unanswered = new Map<string, number>();
  paths = 0;
  happened = 0;
  singles = 0;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
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
    if (ending === 'human')
      for (const { answer, step } of result.questions)
        if (answer === null) this.unanswered.set(step, (this.unanswered.get(step) ?? 0) + 1);
  }

  #count({ recoveredAfter, steps, reached }: PathResult): void {
    if (recoveredAfter !== null) this.times.add(recoveredAfter);
    for (const id of reached) this.reached.add(id);
    for (const [id, seconds] of Object.entries(steps)) {
      const histogram = this.steps.get(id) ?? new Histogram();
      histogram.add(Math.round(seconds));
      this.steps.set(id, histogram);
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
