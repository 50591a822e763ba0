import { type Block, gap } from './block.ts';
import type { Point, Scene } from './scene.ts';
import { cornered, goesOn, type Lane, lanesPassed, sidesOf } from './side-by-side.ts';

/** Between two ways that stand below one another. */
const between = 22;
/** From the line on the left to the block's edge, and the same on the right. */
const rail = 9;

/** A box that decides, its ways below one another like an outline: for when there is no room for them side by side. */
export function stacked(header: Block, lanes: Lane[]): Block {
  const widest = Math.max(0, ...lanes.map(laneWidth));
  const half = Math.max((gap.indent + widest + gap.around) / 2, header.left, header.right);
  const tops: number[] = [];
  let y = header.height + gap.branch + 10;
  for (const lane of lanes) {
    tops.push(y);
    y += laneHeight(lane) + between;
  }
  const ends = !lanes.some(goesOn);
  const height = ends ? y - between : y - between + gap.branch + 4;
  const taken = lanes.some((lane) => lane.flow?.reached === true);
  const place = (axis: number, top: number, scene: Scene) => {
    header.place(axis, top, scene);
    for (const [index, lane] of lanes.entries()) {
      const gone = lane.flow === undefined ? header.passed && header.reached && !taken : lane.flow.reached;
      placeLane(lane, gone, {
        x: axis - half + gap.indent,
        y: top + (tops[index] ?? 0),
        from: { x: axis, y: top + header.height },
        in: axis - half + rail,
        out: axis - half + gap.indent + widest + gap.around - rail,
        to: { x: axis, y: top + height },
        scene,
      });
    }
  };
  return {
    left: half,
    right: half,
    height,
    entry: 'box',
    exit: 'line',
    ends,
    reached: header.reached,
    passed: lanesPassed(header, lanes),
    place,
  };
}

function laneWidth(lane: Lane): number {
  const { left, right } = sidesOf(lane.flow ? { flow: lane.flow } : {});
  return Math.max(left + right, lane.label?.width ?? 0);
}

function laneHeight(lane: Lane): number {
  const label = lane.label?.height ?? 0;
  return lane.flow === undefined
    ? label
    : label + flowGap(lane.flow) + lane.flow.height + (lane.flow.ends ? 0 : 10);
}

const flowGap = (flow: Block): number => (flow.entry === 'box' ? gap.label : gap.label / 2);

interface Around {
  /** The lane's corner. */
  x: number;
  y: number;
  /** Where the decision is left, and where the runbook goes on. */
  from: Point;
  to: Point;
  /** Where the lines on the left and on the right are. */
  in: number;
  out: number;
  scene: Scene;
}

function placeLane(lane: Lane, gone: boolean, around: Around): void {
  const { x, y, from, to, scene } = around;
  const way = (points: Point[], arrow: boolean, passed = gone) =>
    scene.lines.push({ points, arrow, role: 'way', gone: passed });
  const label = { width: lane.label?.width ?? 0, height: lane.label?.height ?? 0 };
  const middle = y + label.height / 2;
  const bend = from.y + gap.branch;
  way(
    [from, { x: from.x, y: bend }, { x: around.in, y: bend }, { x: around.in, y: middle }, { x, y: middle }],
    true,
  );
  if (lane.label) scene.labels.push(lane.label.at(x, y));
  const end = { x: x + label.width, y: middle };
  if (lane.flow === undefined) {
    way([end, { x: around.out, y: middle }, { x: around.out, y: to.y }, to], false);
    return;
  }
  const axis = x + lane.flow.left;
  const flowTop = y + label.height + flowGap(lane.flow);
  way(intoFlow(end, y + label.height, { x: axis, y: flowTop }), lane.flow.entry === 'box');
  lane.flow.place(axis, flowTop, scene);
  const bottom = flowTop + lane.flow.height;
  if (lane.flow.ends) return;
  const out = { x: around.out, y: bottom + 10 };
  way(
    [{ x: axis, y: bottom }, { x: axis, y: out.y }, out, { x: out.x, y: to.y }, to],
    false,
    gone && lane.flow.passed,
  );
}

/** From a label, whose right end and bottom are given, to what is below it: the label may be too short to be above that. */
function intoFlow(end: Point, bottom: number, to: Point): Point[] {
  if (to.x < end.x - 8) return [{ x: to.x, y: bottom }, to];
  if (to.x > end.x + 8) return [end, { x: to.x, y: end.y }, to];
  const from = { x: end.x - 12, y: bottom };
  return cornered(from, to, (bottom + to.y) / 2 - 4);
}
