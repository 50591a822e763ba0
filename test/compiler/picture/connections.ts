import { byHeight, isInside, slack, touches } from './areas.ts';
import type { Geometry, Thing } from './geometry.ts';

/** Lines that begin or end nowhere: not at the edge of a box, a label or a frame, and not on another line. */
export function looseEnds({ boxes, labels, frames, lines, stretches }: Geometry): string[] {
  const thingsNear = byHeight([...boxes, ...labels, ...frames]);
  const stretchesNear = byHeight(stretches);
  return lines
    .filter(({ name }) => !name.startsWith('bar'))
    .flatMap((line) =>
      line.ends
        .filter(
          (end) =>
            !thingsNear(end).some((thing) => touches(end, thing)) &&
            !stretchesNear(end).some(({ name, ...stretch }) => name !== line.name && touches(end, stretch)),
        )
        .map(({ left, top }) => `ends nowhere, at ${left} ${top}: ${line.name}`),
    );
}

/** Boxes and frames that no line comes to, by id: the start, the first step of a loop or of a branch in a frame, and what can never be reached. */
export function withoutWayIn({ boxes, frames, lines }: Geometry): string[] {
  const ends = byHeight(lines.flatMap((line) => line.ends));
  const steps = [...boxes, ...frames].filter(({ id }) => id !== '');
  return steps
    .filter((step) => !ends(step).some((end) => touches(end, { ...step, bottom: step.top })))
    .map(({ id }) => id);
}

/** What a frame has in it, by id, the steps in its steps too. */
export function insideOf(frame: Thing, { boxes, frames }: Geometry): string[] {
  return [...boxes, ...frames]
    .filter((thing) => thing !== frame && thing.id !== '' && isInside(thing, frame))
    .filter(({ top }) => top > frame.top + slack)
    .map(({ id }) => id);
}
