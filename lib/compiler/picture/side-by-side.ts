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

/** The run has gone on from the way that it took; a way with nothing in it leaves no trace. */
export function lanesPassed(header: Block, lanes: Lane[]): boolean {
  const taken = lanes.filter(({ flow }) => flow?.reached === true);
  if (taken.length > 0) return taken.some(({ flow }) => flow?.passed);
  return header.passed && lanes.some(({ flow }) => flow === undefined || flow.passed);
}

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

/** Where a box stands above its ways: above the first; in the middle; or, `auto`, above the only one that goes on, else between them. */
export type Axis = 'auto' | 'first' | 'middle';

/** A box that decides, its ways side by side below it. */
export function sideBySide(header: Block, lanes: Lane[], at: Axis = 'auto'): Block {
  const row = rowOf(lanes);
  const axis = axisOf(row, at);
  const labelRow = Math.max(0, ...lanes.map((lane) => lane.label?.height ?? 0));
  const lanesTop = header.height + gap.branch * 2;
  const flowTop = lanesTop + labelRow + gap.label;
  const lowest = flowTop + Math.max(0, ...lanes.map((lane) => lane.flow?.height ?? 0));
  const ends = !lanes.some(goesOn);
  const height = ends ? lowest : lowest + gap.branch;
  const taken = lanes.some((lane) => lane.flow?.reached === true);
  const place = (x0: number, top: number, scene: Scene) => {
    header.place(x0, top, scene);
    const from = { x: x0, y: top + header.height };
    for (const [index, lane] of lanes.entries()) {
      const x = x0 - axis + (row.axes[index] ?? 0);
      const gone = lane.flow === undefined ? header.passed && header.reached && !taken : lane.flow.reached;
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
      const out = { x: x0, y: top + height };
      if (goesOn(lane))
        way(cornered({ x, y: bottom }, out, out.y), false, gone && lane.flow?.passed !== false);
    }
  };
  return {
    left: Math.max(axis, header.left),
    right: Math.max(row.width - axis, header.right),
    height,
    entry: 'box',
    exit: 'line',
    ends,
    reached: header.reached,
    passed: lanesPassed(header, lanes),
    ...(at === 'middle' ? {} : { centred: () => sideBySide(header, lanes, 'middle') }),
    place,
  };
}

function axisOf({ lanes, axes, width }: Row, at: Axis): number {
  if (at === 'middle') return width / 2;
  if (at === 'first') return axes[0] ?? 0;
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
