import type { Kind } from './model.ts';
import type { Area, Point } from './scene.ts';

/** A shape's path, and lines inside it. Absolute commands M, L and Q only, which end within the area. */
export interface Outline {
  path: string;
  inside?: string;
}

/** Numbers as short as they can be, in tenths of a pixel. */
export const short = (value: number): string => String(Math.round(value * 10) / 10);

const at = (x: number, y: number): string => `${short(x)} ${short(y)}`;

/** A rectangle with round corners. */
export function roundRectangle({ x, y, width, height }: Area, radius: number): string {
  const r = Math.min(radius, width / 2, height / 2);
  const [right, bottom] = [x + width, y + height];
  return [
    `M${at(x + r, y)}`,
    `L${at(right - r, y)}Q${at(right, y)} ${at(right, y + r)}`,
    `L${at(right, bottom - r)}Q${at(right, bottom)} ${at(right - r, bottom)}`,
    `L${at(x + r, bottom)}Q${at(x, bottom)} ${at(x, bottom - r)}`,
    `L${at(x, y + r)}Q${at(x, y)} ${at(x + r, y)}Z`,
  ].join('');
}

/**
 * The shape of each kind of step: a plain box looks; double sides, as in flowcharts, change; a speech bubble asks; an arrow sends
 * word; pointed sides decide; one round side lets time pass; a sheet with a folded corner is another runbook; round ends are where a run begins and ends.
 */
export const outlines: Record<Kind, (area: Area) => Outline> = {
  reads: (area) => ({ path: roundRectangle(area, 7) }),
  control: (area) => ({ path: roundRectangle(area, 7) }),
  changes: (area) => {
    const inset = Math.min(7, area.width / 5);
    const bar = (x: number) => `M${at(x, area.y)}L${at(x, area.y + area.height)}`;
    return {
      path: roundRectangle(area, 2),
      inside: bar(area.x + inset) + bar(area.x + area.width - inset),
    };
  },
  asks: (area) => ({ path: bubble(area) }),
  tells: ({ x, y, width, height }) => {
    const tip = Math.min(13, height / 2);
    const right = x + width;
    return {
      path: `M${at(x, y)}L${at(right - tip, y)}L${at(right, y + height / 2)}L${at(right - tip, y + height)}L${at(x, y + height)}Z`,
    };
  },
  choose: ({ x, y, width, height }) => {
    const tip = Math.min(16, height / 2);
    const [right, bottom, middle] = [x + width, y + height, y + height / 2];
    return {
      path: `M${at(x + tip, y)}L${at(right - tip, y)}L${at(right, middle)}L${at(right - tip, bottom)}L${at(x + tip, bottom)}L${at(x, middle)}Z`,
    };
  },
  waits: ({ x, y, width, height }) => {
    const round = Math.min(20, width / 3);
    const [right, bottom, middle] = [x + width, y + height, y + height / 2];
    return {
      path: `M${at(x, y)}L${at(right - round, y)}Q${at(right, y)} ${at(right, middle)}Q${at(right, bottom)} ${at(right - round, bottom)}L${at(x, bottom)}Z`,
    };
  },
  nested: ({ x, y, width, height }) => {
    const fold = Math.min(15, height / 3);
    const [right, bottom] = [x + width, y + height];
    return {
      path: `M${at(x, y)}L${at(right - fold, y)}L${at(right, y + fold)}L${at(right, bottom)}L${at(x, bottom)}Z`,
      inside: `M${at(right - fold, y)}L${at(right - fold, y + fold)}L${at(right, y + fold)}`,
    };
  },
  starts: (area) => ({ path: roundRectangle(area, 24) }),
  ends: (area) => ({ path: roundRectangle(area, 24) }),
};

/** A box with a tail on its left side. */
function bubble({ x, y, width, height }: Area): string {
  const tail = Math.min(9, width / 4);
  const r = Math.min(9, height / 3);
  const [left, right, bottom] = [x + tail, x + width, y + height];
  const tailTop = y + Math.min(16, height / 3);
  const tailLow = tailTop + Math.min(12, height / 3);
  return [
    `M${at(left + r, y)}`,
    `L${at(right - r, y)}Q${at(right, y)} ${at(right, y + r)}`,
    `L${at(right, bottom - r)}Q${at(right, bottom)} ${at(right - r, bottom)}`,
    `L${at(left + r, bottom)}Q${at(left, bottom)} ${at(left, bottom - r)}`,
    `L${at(left, tailLow)}L${at(x, tailTop + 2)}L${at(left, tailTop)}`,
    `L${at(left, y + r)}Q${at(left, y)} ${at(left + r, y)}Z`,
  ].join('');
}

/** Lines at 45 degrees over an area: what is not known. */
export function hatching({ x, y, width, height }: Area): string {
  const lines: string[] = [];
  for (let sum = 10; sum < width + height; sum += 10) {
    const from = { x: x + Math.min(sum, width), y: y + Math.max(0, sum - width) };
    const to = { x: x + Math.max(0, sum - height), y: y + Math.min(sum, height) };
    lines.push(`M${at(from.x, from.y)}L${at(to.x, to.y)}`);
  }
  return lines.join('');
}

/** A way with its corners rounded. */
export function wayPath(points: Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${at(point.x, point.y)}`;
      if (after === undefined) return `L${at(point.x, point.y)}`;
      const r = Math.min(7, distance(before, point) / 2, distance(point, after) / 2);
      const near = towards(point, before, r);
      const far = towards(point, after, r);
      return `L${at(near.x, near.y)}Q${at(point.x, point.y)} ${at(far.x, far.y)}`;
    })
    .join('');
}

/** The head of an arrow whose tip is at the end of a way. */
export function arrowHead(points: Point[]): string {
  const tip = points.at(-1);
  const from = points.at(-2);
  if (tip === undefined || from === undefined) return '';
  const back = towards(tip, from, 8);
  const [dx, dy] = [(tip.x - back.x) / 2, (tip.y - back.y) / 2];
  return `M${at(tip.x, tip.y)}L${at(back.x + dy, back.y - dx)}L${at(back.x - dy, back.y + dx)}Z`;
}

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / whole, y: from.y + ((to.y - from.y) * by) / whole };
}
