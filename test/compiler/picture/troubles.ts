import { byHeight, crosses, isInside, overlap, slack } from './areas.ts';
import { looseEnds } from './connections.ts';
import { type Geometry, geometryOf, type Thing } from './geometry.ts';

/** Everything that is wrong with how a picture is laid out, in words. */
export const troubles = (svg: string, widthMax = 1440): string[] => troublesIn(geometryOf(svg), widthMax);

export function troublesIn(geometry: Geometry, widthMax: number): string[] {
  return [
    ...overlaps(geometry),
    ...crossings(geometry),
    ...outside(geometry),
    ...unreadable(geometry, widthMax),
    ...looseEnds(geometry),
  ];
}

function overlaps({ boxes, labels, frames }: Geometry): string[] {
  const found: string[] = [];
  const things = [...boxes, ...labels];
  const order = new Map([...things, ...frames].map((thing, index) => [thing, index]));
  const earlier = (a: Thing, b: Thing) => (order.get(a) ?? 0) < (order.get(b) ?? 0);
  const near = byHeight(things);
  const framesNear = byHeight(frames);
  for (const thing of things) {
    for (const other of near(thing))
      if (earlier(thing, other) && overlap(thing, other) > slack)
        found.push(`${thing.name} overlaps ${other.name}`);
    for (const frame of framesNear(thing)) {
      if (overlap(thing, frame) > slack && !isInside(thing, frame))
        found.push(`${thing.name} crosses ${frame.name}`);
      if (frame.texts.some((text) => overlap(thing, text) > slack))
        found.push(`${thing.name} covers the words of ${frame.name}`);
    }
  }
  for (const frame of frames)
    for (const other of framesNear(frame)) {
      const nested = isInside(frame, other) || isInside(other, frame);
      if (earlier(frame, other) && overlap(frame, other) > slack && !nested)
        found.push(`${frame.name} crosses ${other.name}`);
    }
  return found;
}

function crossings({ boxes, labels, frames, stretches }: Geometry): string[] {
  const near = byHeight(stretches);
  const words = frames.flatMap((frame) =>
    frame.texts.map((text) => ({ ...text, name: `the words of ${frame.name}` })),
  );
  return [...boxes, ...labels, ...words].flatMap((thing) =>
    near(thing)
      .filter((line) => crosses(line, thing))
      .map((line) => `a line crosses ${thing.name}: ${line.name}`),
  );
}

function outside({ boxes, labels, frames, stretches, texts, width, height }: Geometry): string[] {
  const things = [...boxes, ...labels, ...frames];
  const page = { left: 0, top: 0, right: width, bottom: height };
  return [
    ...things.flatMap((thing) =>
      thing.texts
        .filter((text) => !isInside(text, thing))
        .map(({ text }) => `"${text}" runs out of ${thing.name}`),
    ),
    ...[...things, ...stretches, ...texts]
      .filter((one) => !isInside(one, page))
      .map((one) => `outside the picture: ${'name' in one ? one.name : one.text}`),
  ];
}

function unreadable({ texts, width }: Geometry, widthMax: number): string[] {
  const scale = Math.min(1, widthMax / width);
  return [
    ...(width > widthMax ? [`${width} pixels wide, at most ${widthMax}`] : []),
    ...texts
      .filter(({ size }) => size * scale < 11)
      .map((text) => `"${text.text}" has ${text.size * scale} pixels`),
  ];
}
