export type Unit = 'µs' | 'ms' | 's' | '/s' | 'bytes' | 'MB' | 'count' | 'per step';

/** One number of a measurement. */
export interface Row {
  /** The measurement's name, where it has several rows followed by `.` and which. */
  name: string;
  /** What it is, for people. */
  what: string;
  /** The median, where it was measured several times. */
  value: number;
  unit: Unit;
  min?: number;
  max?: number;
  /** The most that it should be. */
  aim?: number;
  /** The least that it should be. */
  atLeast?: number;
}

/** A measurement is one file that exports this value, and one line in measurements.ts. */
export interface Measurement {
  /** One line for --list. */
  summary: string;
  measure: () => Promise<Row[]>;
}

/** Every measurement by its name, in the order in which they are made: each is loaded when it is asked for. */
export type Measurements = Record<string, () => Promise<{ measurement: Measurement }>>;

export function isOver({ value, aim }: Row): boolean {
  return aim !== undefined && value > aim;
}

export function isUnder({ value, atLeast }: Row): boolean {
  return atLeast !== undefined && value < atLeast;
}
