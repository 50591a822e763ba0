/**
 * How we know what an outside system does. `recorded`: seen on the real thing, and kept. `api-model`: the system's own
 * machine-readable definition. `documentation`: its documentation or its source text. `guess`: nobody knows yet.
 */
export type Source = 'recorded' | 'api-model' | 'documentation' | 'guess';

export interface Behaviour {
  source: Source;
  /** What the sandbox does, one line. */
  what: string;
  /** Where it is from; for a guess, what it rests on. */
  from: string;
}
