/** What is looked at to tell which events belong together. */
export interface ThreadEvent {
  id: number | null;
  previousEventId: number | null;
  type: string;
}

/** Where an event belongs: the root, a branch, or an iteration. */
export interface Place {
  /** Each visit of a Map or Parallel, and each branch or iteration in it, is a thread of its own. */
  thread: string;
  /** Only the iterations: `/Map:0/Inner:2`. */
  iterations: string;
}

interface Opened {
  /** The thread of the Map or Parallel state itself. */
  outer: Place;
  /** The thread's visit, as it is written before its branches and iterations. */
  visit: string;
}

/**
 * Tells branches and iterations apart in a history, whose events interleave: each event follows its predecessor, except
 * where a branch or an iteration begins, and where a Map or a Parallel goes on after them.
 */
export function threadsOf<E extends ThreadEvent>(events: readonly E[]): Map<E, Place> {
  const root: Place = { thread: '', iterations: '' };
  const places = new Map<E, Place>();
  const byId = new Map<number | null, E>();
  /** What each thread was opened by. */
  const opened = new Map<string, Opened>();
  const visits = new Map<string, number>();
  /** The Parallel or Map that a Started event began. */
  const started = new Map<E, Opened>();

  for (const event of events) {
    const before = byId.get(event.previousEventId);
    const place = placeAfter(event, before);
    places.set(event, place);
    byId.set(event.id, event);
    if (!/^(Map|Parallel)StateStarted$/.test(event.type)) continue;
    const count = visits.get(place.thread) ?? 0;
    visits.set(place.thread, count + 1);
    started.set(event, { outer: place, visit: `${place.thread}/${count}` });
  }
  return places;

  function placeAfter(event: E, before: E | undefined): Place {
    const previous = (before && places.get(before)) ?? root;
    if (event.type === 'MapIterationStarted') {
      const of = (before && started.get(before)) ?? opened.get(previous.thread);
      if (!of) return previous;
      const name = `${memberText(event, 'name')}:${memberText(event, 'index')}`;
      return open(of, `${of.visit}:${memberText(event, 'index')}`, `${of.outer.iterations}/${name}`);
    }
    const parallel = before?.type === 'ParallelStateStarted' ? started.get(before) : undefined;
    if (parallel && event.type.endsWith('StateEntered'))
      return open(parallel, `${parallel.visit}:${memberText(event, 'name')}`, parallel.outer.iterations);
    const ends = /^(Map|Parallel)State(Succeeded|Failed|Exited|Started)$/.test(event.type);
    // Several levels may be left at once: what failed inside fails all around it.
    if (ends && before && !isOwn(before.type)) return opened.get(previous.thread)?.outer ?? previous;
    if (event.type === 'ExecutionFailed' || event.type === 'ExecutionSucceeded') return root;
    return previous;
  }

  function open(of: Opened, thread: string, iterations: string): Place {
    opened.set(thread, of);
    return { thread, iterations };
  }
}

/** Events of the Map's or the Parallel's own thread, after which it goes on in that thread. */
function isOwn(type: string): boolean {
  return /^(Map|Parallel)State(Entered|Started|Succeeded|Failed)$/.test(type) || type === 'EvaluationFailed';
}

function memberText(event: ThreadEvent, name: string): string {
  const value: unknown = Object.entries(event).find(([key]) => key === name)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
