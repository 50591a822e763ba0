/** How a step stands in a run, in the words of every screen. Each has a sign of its own, because colours are only a help. */
export const stepStates = [
  'waiting',
  'running',
  'done',
  'asks',
  'failed',
  'skipped',
  'skipped-by-hand',
  'undone',
  'unknown',
] as const;
export type StepState = (typeof stepStates)[number];

/** What a screen says for a state. */
export const stateWords: Record<StepState, string> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  asks: 'asks somebody now',
  failed: 'failed',
  skipped: 'skipped',
  'skipped-by-hand': 'skipped by a person',
  undone: 'undone',
  unknown: 'not known',
};

/** By the step's id, or by the name of the state for an ending that is no step. */
export type StepStates = Readonly<Record<string, StepState>>;

/** The run has come to the step. */
export function isReached(state: StepState | undefined): boolean {
  return state !== undefined && state !== 'waiting' && state !== 'skipped' && state !== 'unknown';
}

const passed = new Set<StepState>(['done', 'skipped', 'skipped-by-hand', 'undone']);

/** The run has gone on from the step. */
export function isPassed(state: StepState | undefined): boolean {
  return state !== undefined && passed.has(state);
}
