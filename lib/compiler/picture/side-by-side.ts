import { type Block, gap } from './block.ts';
import type { Label } from './label.ts';
import type { Point, Scene } from './scene.ts';

/** One way, laid out: a condition, steps, or both. */
export interface Lane {
  label?: Label;
  flow?: Block;
}

/** A way with nothing in it goes on, and so does one whose last step does. */
export const goesOn = (lane: Lane): boolean => lane.flow?.ends !== true;

/** Room of a lane on either side of its axis. */
export function sidesOf(lane: Lane): { left: number; right: number } {
  const label = (lane.label?.width ?? 0) / 2;
  return { left: Math.max(label, lane.flow?.left ?? 0), right: Math.max(label, lane.flow?.right ?? 0) };
}

export interface Row {
  lanes: Lane[];
  /** The lanes' axes, from the left end of the row. */
  axes: number[];
  width: number;
}

/** Lanes from left to right in the author's order. */
export function rowOf(lanes: Lane[]): Row {
  const axes: number[] = [];
  let x = 0;
  for (const lane of lanes) {
    const { left, right } = sidesOf(lane);
    axes.push(x + left);
    x += left + right + gap.lanes;
  }
  return { lanes, axes, width: Math.max(0, x - gap.lanes) };
}

/**
 * A box that decides, its ways side by side below it. If only one of them goes on, it goes on straight below the box; otherwise
 * the box is in the middle.
 */
export function sideBySide(header: Block, lanes: Lane[], centred = false): Block {
  const row = rowOf(lanes);
  const axis = centred ? row.width / 2 : axisOf(row);
  const labelRow = Math.max(0, ...lanes.map((lane) => lane.label?.height ?? 0));
  const lanesTop = header.height + gap.branch * 2;
  const flowTop = lanesTop + labelRow + gap.label;
  const lowest = flowTop + Math.max(0, ...lanes.map((lane) => lane.flow?.height ?? 0));
  const ends = !lanes.some(goesOn);
  const height = ends ? lowest : lowest + gap.branch;
  const taken = lanes.some((lane) => lane.flow?.reached === true);
  const place = (at: number, top: number, scene: Scene) => {
    header.place(at, top, scene);
    const from = { x: at, y: top + header.height };
    for (const [index, lane] of lanes.entries()) {
      const x = at - axis + (row.axes[index] ?? 0);
      const gone = header.reached && header.passed && (lane.flow === undefined ? !taken : lane.flow.reached);
      const way = (points: Point[], arrow: boolean, passed = gone) =>
        scene.lines.push({ points, arrow, role: 'way', gone: passed });
      way(cornered(from, { x, y: top + lanesTop }, top + header.height + gap.branch), false);
      const below = top + lanesTop + (lane.label?.height ?? 0);
      if (lane.label) scene.labels.push(lane.label.at(x - lane.label.width / 2, top + lanesTop));
      if (lane.flow)
        way(
          [
            { x, y: below },
            { x, y: top + flowTop },
          ],
          lane.flow.entry === 'box',
        );
      lane.flow?.place(x, top + flowTop, scene);
      const bottom = lane.flow === undefined ? below : top + flowTop + lane.flow.height;
      const out = { x: at, y: top + height };
      if (goesOn(lane))
        way(cornered({ x, y: bottom }, out, out.y), false, gone && lane.flow?.passed !== false);
    }
  };
  return {
    left: Math.max(axis, header.left),
    right: Math.max(row.width - axis, header.right),
    height,
    entry: 'box',
    ends,
    reached: header.reached,
    passed: header.passed && lanes.some((lane) => lane.flow === undefined || lane.flow.passed),
    ...(centred ? {} : { centred: () => sideBySide(header, lanes, true) }),
    place,
  };
}

function axisOf({ lanes, axes, width }: Row): number {
  const on = axes.filter((_, index) => goesOn(lanes[index] ?? {}));
  const [only] = on;
  if (on.length === 1 && only !== undefined) return only;
  const [first] = axes;
  const last = axes.at(-1);
  return first === undefined || last === undefined ? width / 2 : (first + last) / 2;
}

/** Down, across at `y`, and down again; straight down where there is nothing to cross. */
export function cornered(from: Point, to: Point, y: number): Point[] {
  return Math.abs(from.x - to.x) < 0.5 ? [from, to] : [from, { x: from.x, y }, { x: to.x, y }, to];
}
