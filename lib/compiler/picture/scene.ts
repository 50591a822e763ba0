import type { Kind, Sign } from './model.ts';
import type { StepState } from './states.ts';
import type { Face } from './text-width.ts';

/** A rectangle in pixels, from its upper left corner. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** One line of text; `y` is its baseline. */
export interface Text {
  x: number;
  y: number;
  text: string;
  face: Face;
  size: number;
  /** What it is, for its colour. */
  role: 'title' | 'remark' | 'state' | 'label' | 'head' | 'facts';
}

/** A sign of 12 × 12 pixels, from its upper left corner. */
export interface PlacedSign extends Point {
  sign: Sign | StepState;
  /** State signs have the colour of the state. */
  role: 'remark' | 'state';
}

export interface PlacedBox extends Area {
  id: string;
  kind: Kind;
  state?: StepState;
  /** All of what it says, for a pointer that rests on it. */
  tip: string;
  texts: Text[];
  signs: PlacedSign[];
  /** Where the part about a failure begins; absent: there is none. */
  failureFrom?: number;
}

/** A condition on a line. */
export interface PlacedLabel extends Area {
  tip: string;
  texts: Text[];
}

/** A frame around steps that belong together. */
export interface PlacedFrame extends Area {
  id: string;
  /** `lane`: one way of several, `parallel` and `for_each`: what the group is. */
  role: 'lane' | 'parallel' | 'for_each';
  state?: StepState;
  tip: string;
  texts: Text[];
  signs: PlacedSign[];
}

/** A way from point to point, with right angles. */
export interface PlacedLine {
  points: Point[];
  arrow: boolean;
  /** `around`: past a step whose condition does not hold; `bar`: where branches begin and end together. */
  role: 'way' | 'around' | 'bar';
  /** The run went this way. */
  gone: boolean;
}

/** Everything that is drawn, with its place. */
export interface Scene {
  width: number;
  height: number;
  heading: Text[];
  frames: PlacedFrame[];
  lines: PlacedLine[];
  labels: PlacedLabel[];
  boxes: PlacedBox[];
  legend: { texts: Text[]; boxes: PlacedBox[]; lines: PlacedLine[]; signs: PlacedSign[] };
}
