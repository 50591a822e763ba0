import type { RunEvent } from '../model/event.ts';
import type { Directory } from '../model/people.ts';
import type { Recorded } from './recorded.ts';

/** What a sentence may look at besides its own event. */
export interface Telling extends Pick<Recorded, 'run' | 'events' | 'asks' | 'now'> {
  directory?: Directory;
  /** `"Restore"`: the step's title, or the state's. */
  title: (event: RunEvent) => string;
  /** Whether the step is a question: what was asked tells of it. */
  isQuestion: (event: RunEvent) => boolean;
  /** Where the same attempt of the step began and ended; `event` may be either. */
  stepOf: (event: RunEvent) => { begin?: RunEvent; end?: RunEvent };
  /** The polls in a row that this one is of, and when something else came of the step. */
  waitOf: (event: RunEvent) => { first: RunEvent; last: RunEvent; end?: string };
  /** The page by another channel that came right after one that failed. */
  pagedInstead: (event: RunEvent) => RunEvent | undefined;
  /** Whether the same person was paged by that channel before, about the same. */
  wasPaged: (event: RunEvent) => boolean;
  /** Whether what was intended was seen to be made. */
  isMade: (event: RunEvent) => boolean;
}

/** A page that falls through to the next channel does so at once. */
const insteadMs = 30_000;
const reaching = new Set<RunEvent['kind']>(['paged', 'told', 'page-failed']);
const asking = new Set(['approve', 'decide', 'manual', 'wait']);

export function tellingOf(
  { run, events, asks, manifest, now }: Pick<Recorded, 'run' | 'events' | 'asks' | 'manifest' | 'now'>,
  directory: Directory | undefined,
): Telling {
  const byStep = Map.groupBy(events, sameAttempt);
  const own = (event: RunEvent): RunEvent[] => byStep.get(sameAttempt(event)) ?? [event];
  const externals = (kind: RunEvent['kind']) =>
    new Set(events.filter((event) => event.kind === kind).flatMap(({ text }) => externalIn(text) ?? []));
  const made = externals('changed');
  return {
    run,
    events,
    asks,
    now,
    ...(directory ? { directory } : {}),
    title: ({ step, state }) => {
      const title = manifest?.steps.find(({ id }) => id === step)?.title;
      const name = title ?? (state === '' ? step : state);
      return name === '' ? 'The run' : `"${name}"`;
    },
    isQuestion: ({ uses = '' }) => asking.has(uses),
    stepOf: (event) => {
      const all = own(event);
      const index = all.indexOf(event);
      const begin = all.slice(0, index + 1).findLast(({ kind }) => kind === 'step-started');
      const end = all.slice(index).find(({ kind }) => kind === 'step-done' || kind === 'step-failed');
      return { ...(begin ? { begin } : {}), ...(end ? { end } : {}) };
    },
    waitOf: (event) => {
      const all = own(event).filter(({ kind }) => says.has(kind));
      const index = all.indexOf(event);
      const before = all.slice(0, index).findLastIndex(({ kind }) => kind !== 'step-waiting');
      const behind = all.slice(index).findIndex(({ kind }) => kind !== 'step-waiting');
      const end = behind < 0 ? undefined : all[index + behind]?.at;
      return {
        first: all[before + 1] ?? event,
        last: all.at(behind < 0 ? -1 : index + behind - 1) ?? event,
        ...(end === undefined ? {} : { end }),
      };
    },
    pagedInstead: (event) => {
      const next = events
        .slice(events.indexOf(event) + 1)
        .find(({ kind, person }) => person === event.person && reaching.has(kind));
      const soon = Date.parse(next?.at ?? '') - Date.parse(event.at) <= insteadMs;
      return next && next.kind !== 'page-failed' && next.channel !== undefined && soon ? next : undefined;
    },
    wasPaged: (event) =>
      events
        .slice(0, events.indexOf(event))
        .some(
          ({ kind, text, step, generation }) =>
            kind === 'paged' && text === event.text && step === event.step && generation === event.generation,
        ),
    isMade: ({ text }) => {
      const external = externalIn(text);
      return external !== undefined && made.has(external);
    },
  };
}

/** What a step itself says: others happen beside it. */
const says = new Set<RunEvent['kind']>(['step-started', 'step-waiting', 'step-done', 'step-failed']);

const sameAttempt = ({ step, iteration, generation, state }: RunEvent): string =>
  JSON.stringify([step, iteration, generation, state.endsWith(' · undo')]);

/** `rb-<run>-…` of an event's text. */
function externalIn(text: string): string | undefined {
  return /\brb-[a-z0-9-]+/.exec(text)?.[0];
}
