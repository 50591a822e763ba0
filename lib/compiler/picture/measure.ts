import { boxWidth, gap } from './block.ts';
import { labelWidth } from './label.ts';
import type { Part, Way } from './model.ts';
import { sideWays } from './parts-of.ts';

/** Widths in pixels: `natural` with all ways side by side, `least` with all of them stacked and narrow boxes. */
export interface Measure {
  natural: number;
  least: number;
}

/** Gives the widths of parts and ways; each is measured once. */
export interface Measures {
  part: (part: Part) => Measure;
  way: (way: Way) => Measure;
}

/** Room that lanes need around them: the lines beside stacked ones, or a frame. */
export const stackedRoom = gap.indent + gap.around;
export const frameRoom = 2 * gap.frame;
/** Room for the way around a step with a condition; on both sides, so that the step stays in the middle. */
export const guardRoom = 2 * gap.around;

export function makeMeasures(): Measures {
  const parts = new Map<Part, Measure>();
  const ways = new Map<Way, Measure>();
  const part = (of: Part): Measure => {
    const known = parts.get(of) ?? measurePart(of, way);
    parts.set(of, known);
    return known;
  };
  const way = (of: Way): Measure => {
    const known = ways.get(of) ?? measureWay(of, part);
    ways.set(of, known);
    return known;
  };
  return { part, way };
}

function measurePart(part: Part, way: Measures['way']): Measure {
  const base = part.ways === undefined ? { natural: 0, least: 0 } : measureWays(part.ways, way);
  const own = part.sides === undefined ? base : measureSides(base, sideWays(part).map(way));
  const around = part.condition === undefined ? 0 : guardRoom;
  return {
    natural: Math.max(boxWidth.max, own.natural) + around,
    least: Math.max(boxWidth.min, own.least) + around,
  };
}

function measureWays(ways: NonNullable<Part['ways']>, way: Measures['way']): Measure {
  const lanes = ways.list.map(way);
  const side = lanes.reduce((sum, lane) => sum + lane.natural, gap.lanes * Math.max(0, lanes.length - 1));
  const least = Math.max(0, ...lanes.map((lane) => lane.least));
  if (ways.grouping === 'choose') return { natural: side, least: least + stackedRoom };
  return { natural: side + frameRoom, least: least + 2 * frameRoom };
}

/** What is done instead stands to the right of the way through, which begins in the middle of the part. */
function measureSides(base: Measure, lanes: Measure[]): Measure {
  const side = lanes.reduce((sum, lane) => sum + lane.natural + gap.lanes, -gap.lanes);
  const least = Math.max(0, ...lanes.map((lane) => lane.least)) + stackedRoom;
  return {
    natural: Math.max(base.natural, base.natural / 2 + side),
    least: Math.max(base.least, least),
  };
}

function measureWay(way: Way, part: Measures['part']): Measure {
  const label = way.label === undefined ? 0 : labelWidth(way.label);
  const inside = way.parts.map(part);
  return {
    natural: Math.max(label, ...inside.map((one) => one.natural)),
    least: Math.max(Math.min(label, boxWidth.min), ...inside.map((one) => one.least)),
  };
}

/**
 * How much of a width each way gets when they are side by side; undefined when there is not enough for that. Each has its least
 * width, and of what is left in proportion to what it would like.
 */
export function shares(lanes: Measure[], width: number): number[] | undefined {
  const room = width - gap.lanes * (lanes.length - 1);
  const least = lanes.reduce((sum, lane) => sum + lane.least, 0);
  const wished = lanes.reduce((sum, lane) => sum + lane.natural - lane.least, 0);
  if (least > room) return undefined;
  const part = wished === 0 ? 0 : Math.min(1, (room - least) / wished);
  return lanes.map((lane) => Math.floor(lane.least + (lane.natural - lane.least) * part));
}
