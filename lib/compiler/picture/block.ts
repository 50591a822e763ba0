import type { Scene } from './scene.ts';

/** What is laid out already, but has no place yet. The run comes in on its axis at the top, and goes out on it at the bottom. */
export interface Block {
  /** Room that it takes on either side of its axis, in pixels. */
  left: number;
  right: number;
  height: number;
  /** What is at its top: a box, at which an arrow points, or a line that goes on. */
  entry: 'box' | 'line';
  /** What is at its bottom: the edge of a box, or a line that has to lead somewhere. */
  exit: 'box' | 'line';
  /** Nothing goes out: every way in it ends the run. */
  ends: boolean;
  /** The run has come in; the run has gone out. */
  reached: boolean;
  passed: boolean;
  /** The same with the axis in the middle, where it can be elsewhere. */
  centred?: () => Block;
  /** Puts it into a scene: where its axis is, and where it begins. */
  place: (axis: number, top: number, scene: Scene) => void;
}

export const widthOf = (block: Block): number => block.left + block.right;

/** Distances in pixels that several kinds of blocks keep. */
export const gap = {
  /** Between two boxes of a sequence: an arrow. */
  below: 26,
  /** Between two lanes. */
  lanes: 28,
  /** From a box to the line that branches below it, and from the last lane to the line that joins. */
  branch: 14,
  /** Room for a line beside what it goes around. */
  around: 18,
  /** Indent of lanes that are stacked. */
  indent: 24,
  /** Between a label and what follows it. */
  label: 20,
  /** From a frame to what is in it. */
  frame: 16,
} as const;

/** Widths of a box in pixels. */
export const boxWidth = { max: 268, min: 184 } as const;
