import { type Block, gap, widthOf } from './block.ts';
import { moved, tipOf, writeNode } from './box.ts';
import { hasPassed, type Node } from './model.ts';
import type { PlacedFrame, Scene } from './scene.ts';
import { goesOn, type Lane, rowOf } from './side-by-side.ts';
import { isReached } from './states.ts';

/** Below the words of a frame, and between lanes that are stacked. */
const below = 8;
/** Between the bar where branches begin and the first boxes. */
const fork = 22;

type LayLanes = (room: number) => { lanes: Lane[]; wide: boolean };

/** A frame around steps: branches that run at the same time, or what is done for each item of a list. */
export function framedBlock(node: Node, role: 'parallel' | 'for_each', width: number, lay: LayLanes): Block {
  const { lanes, wide } = lay(width - 2 * gap.frame);
  const inner = role === 'for_each' || !wide ? oneBelow(lanes, role) : besides(lanes);
  const total = Math.max(inner.width + 2 * gap.frame, 220);
  const content = writeNode(node, total, { left: gap.frame, right: gap.frame });
  const height = content.height + below + inner.height + gap.frame;
  const half = total / 2;
  const place = (axis: number, top: number, scene: Scene) => {
    const at = { x: axis - half, y: top };
    scene.frames.push({
      ...at,
      width: total,
      height,
      id: node.id,
      role,
      ...(node.state === undefined ? {} : { state: node.state }),
      tip: tipOf(node),
      ...moved(content, at),
    });
    inner.place(axis - inner.width / 2, top + content.height + below, scene);
  };
  return {
    left: half,
    right: half,
    height,
    entry: 'box',
    exit: 'box',
    ends: lanes.length > 0 && !lanes.some(goesOn),
    reached: isReached(node.state),
    passed: hasPassed(node),
    place,
  };
}

interface Inside {
  width: number;
  height: number;
  place: (x: number, y: number, scene: Scene) => void;
}

/** Branches side by side, between two bars. */
function besides(lanes: Lane[]): Inside {
  const row = rowOf(lanes);
  const tallest = Math.max(0, ...lanes.map((lane) => lane.flow?.height ?? 0));
  const height = tallest + fork * 2;
  const place = (x: number, y: number, scene: Scene) => {
    for (const end of [y, y + height])
      scene.lines.push({
        points: [
          { x: x + Math.max(0, (row.axes[0] ?? 0) - 60), y: end },
          { x: x + Math.min(row.width, (row.axes.at(-1) ?? 0) + 60), y: end },
        ],
        arrow: false,
        role: 'bar',
        gone: false,
      });
    for (const [index, { flow }] of lanes.entries()) {
      const axis = x + (row.axes[index] ?? 0);
      const line = (from: number, to: number, arrow: boolean, gone: boolean) =>
        scene.lines.push({
          points: [
            { x: axis, y: from },
            { x: axis, y: to },
          ],
          arrow,
          role: 'way',
          gone,
        });
      if (flow) line(y, y + fork, flow.entry === 'box', flow.reached);
      flow?.place(axis, y + fork, scene);
      if (flow?.ends !== true)
        line(y + (flow ? fork + flow.height : 0), y + height, false, flow?.passed ?? false);
    }
  };
  return { width: row.width, height, place };
}

/** Branches below one another, each in a frame of its own; the one body of a loop without another frame. */
function oneBelow(lanes: Lane[], role: 'parallel' | 'for_each'): Inside {
  const pad = role === 'for_each' ? 0 : gap.frame;
  const width = Math.max(0, ...lanes.map(({ flow }) => (flow ? widthOf(flow) : 0))) + 2 * pad;
  const heights = lanes.map(({ flow }) => (flow?.height ?? 0) + 2 * pad);
  const height = heights.reduce((sum, one) => sum + one + below, 0) - (lanes.length > 0 ? below : 0);
  const place = (x: number, y: number, scene: Scene) => {
    let top = y;
    for (const [index, { flow }] of lanes.entries()) {
      const tall = heights[index] ?? 0;
      if (pad > 0)
        scene.frames.push(
          laneFrame({ x, y: top, width, height: tall }, `branch ${index + 1} of ${lanes.length}`),
        );
      if (flow) placeBody(flow, x + pad + flow.left, top + pad, scene);
      top += tall + below;
    }
  };
  return { width, height, place };
}

/** Steps in a frame of their own. A line that comes from no box, or leads to none, has a bar where it begins or ends. */
function placeBody(flow: Block, axis: number, top: number, scene: Scene): void {
  const bar = (y: number) =>
    scene.lines.push({
      points: [
        { x: axis - 30, y },
        { x: axis + 30, y },
      ],
      arrow: false,
      role: 'bar',
      gone: false,
    });
  if (flow.entry === 'line') bar(top);
  flow.place(axis, top, scene);
  if (flow.exit === 'line' && !flow.ends) bar(top + flow.height);
}

const laneFrame = (
  area: { x: number; y: number; width: number; height: number },
  tip: string,
): PlacedFrame => ({
  ...area,
  id: '',
  role: 'lane',
  tip,
  texts: [],
  signs: [],
});
