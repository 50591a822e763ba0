export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Numbers in a picture are tenths of a pixel: closer than this is at the same place. */
export const slack = 0.2;

/** How far two areas reach into each other, in pixels; 0 when they only touch. */
export function overlap(a: Area, b: Area): number {
  const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, Math.min(x, y));
}

export const isInside = (inner: Area, outer: Area): boolean =>
  inner.left >= outer.left - slack &&
  inner.right <= outer.right + slack &&
  inner.top >= outer.top - slack &&
  inner.bottom <= outer.bottom + slack;

/** In an area, not only at its edge. */
export const crosses = (line: Area, area: Area): boolean =>
  line.left < area.right - slack &&
  line.right > area.left + slack &&
  line.top < area.bottom - slack &&
  line.bottom > area.top + slack;

/** At an area's edge, or on a line. */
export const touches = (point: Area, area: Area): boolean => isInside(point, area) && !crosses(point, area);

/** Finds what is at the same height as something, without asking everything. */
export function byHeight<T extends Area>(things: T[]): (area: Area) => T[] {
  const bands = new Map<number, T[]>();
  const bandsOf = ({ top, bottom }: Area) => {
    const first = Math.floor((top - slack) / 200);
    const last = Math.floor((bottom + slack) / 200);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  };
  for (const thing of things)
    for (const band of bandsOf(thing)) {
      const known = bands.get(band);
      if (known) known.push(thing);
      else bands.set(band, [thing]);
    }
  return (area) => [...new Set(bandsOf(area).flatMap((band) => bands.get(band) ?? []))];
}
