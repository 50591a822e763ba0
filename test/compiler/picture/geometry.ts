import { textWidth, type Face } from '../../../lib/compiler/picture/text-width.ts';
import { classes, type Element, everyElement, readSvg } from './read-svg.ts';

export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export interface Thing extends Area {
  /** The step; empty for what belongs to none. */
  id: string;
  /** For messages: what it is, and what it says. */
  name: string;
  texts: (Area & { text: string; size: number })[];
}
export interface Stretch extends Area {
  name: string;
}

/** What a picture shows, read back from its bytes. */
export interface Geometry {
  root: Element;
  width: number;
  height: number;
  boxes: Thing[];
  labels: Thing[];
  frames: Thing[];
  /** The straight pieces of the ways between boxes. */
  stretches: Stretch[];
  /** Every text, with its size, those of the heading and the legend too. */
  texts: (Area & { text: string; size: number })[];
}

export function geometryOf(svg: string): Geometry {
  const root = readSvg(svg);
  const all = everyElement(root);
  const [, , width = 0, height = 0] = (root.attributes['viewBox'] ?? '').split(' ').map(Number);
  const legend = new Set(all.filter((one) => classes(one).includes('legend')).flatMap(everyElement));
  const drawn = all.filter((one) => !legend.has(one));
  const things = (name: string) =>
    drawn.filter((one) => one.name === 'g' && classes(one).includes(name)).map(thingOf);
  const lines = drawn.filter(
    (one) => one.name === 'path' && classes(one).some((word) => /^(way|around|bar)$/.test(word)),
  );
  return {
    root,
    width,
    height,
    boxes: things('box'),
    labels: things('label'),
    frames: things('frame'),
    stretches: lines.flatMap(stretchesOf),
    texts: all.filter((one) => one.name === 'text').map(textOf),
  };
}

function thingOf(element: Element): Thing {
  const shape = element.children.find((child) => classes(child).includes('shape'));
  const texts = element.children.filter((child) => child.name === 'text').map(textOf);
  const said = element.children.find((child) => child.name === 'title')?.text ?? '';
  return {
    id: element.attributes['data-step'] ?? '',
    ...areaOf(pointsOf(shape?.attributes['d'] ?? '')),
    name: `${element.attributes['class'] ?? ''} "${said}"`,
    texts,
  };
}

/** Where a text is, by the table of widths. */
function textOf(element: Element): Area & { text: string; size: number } {
  const [x, y, size] = ['x', 'y', 'font-size'].map((name) => Number(element.attributes[name])) as [
    number,
    number,
    number,
  ];
  const face: Face = classes(element).includes('mono')
    ? 'mono'
    : classes(element).includes('bold')
      ? 'bold'
      : 'sans';
  const width = textWidth(element.text, face, size);
  return {
    left: x,
    right: x + width,
    top: y - size * 0.8,
    bottom: y + size * 0.24,
    text: element.text,
    size,
  };
}

/** The points of a path of absolute M, L and Q; others are an error, because this would not understand them. */
function pointsOf(path: string): { x: number; y: number }[] {
  if (!/^[MLQZ\d. -]*$/.test(path)) throw new Error(`not a path that can be read: ${path}`);
  const values = path.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  if (values.length % 2 === 1) throw new Error(`a point without y: ${path}`);
  return values.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: values[index + 1] ?? 0 }] : []));
}

function areaOf(points: { x: number; y: number }[]): Area {
  const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

function stretchesOf(element: Element): Stretch[] {
  const points = pointsOf(element.attributes['d'] ?? '');
  return points.slice(1).map((point, index) => ({
    ...areaOf([points[index] ?? point, point]),
    name: `${element.attributes['class'] ?? ''} ${element.attributes['d'] ?? ''}`,
  }));
}

/** How far two areas reach into each other, in pixels; 0 when they only touch. */
function overlap(a: Area, b: Area): number {
  const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, Math.min(x, y));
}

const isInside = (inner: Area, outer: Area, slack = 0.2): boolean =>
  inner.left >= outer.left - slack &&
  inner.right <= outer.right + slack &&
  inner.top >= outer.top - slack &&
  inner.bottom <= outer.bottom + slack;

const slack = 0.2;

/** Finds what is at the same height as something, without asking everything. */
function byHeight<T extends Area>(things: T[]): (area: Area) => T[] {
  const bands = new Map<number, T[]>();
  const bandsOf = ({ top, bottom }: Area) => {
    const first = Math.floor(top / 200);
    return Array.from({ length: Math.floor(bottom / 200) - first + 1 }, (_, index) => first + index);
  };
  for (const thing of things)
    for (const band of bandsOf(thing)) bands.set(band, [...(bands.get(band) ?? []), thing]);
  return (area) => [...new Set(bandsOf(area).flatMap((band) => bands.get(band) ?? []))];
}

/** Everything that is wrong with how a picture is laid out, in words. */
export function troubles(svg: string, widthMax = 1440): string[] {
  const geometry = geometryOf(svg);
  return [
    ...overlaps(geometry),
    ...crossings(geometry),
    ...outside(geometry),
    ...unreadable(geometry, widthMax),
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

/** A line in a thing, not only at its edge. */
function crosses(line: Area, thing: Area): boolean {
  return (
    line.left < thing.right - slack &&
    line.right > thing.left + slack &&
    line.top < thing.bottom - slack &&
    line.bottom > thing.top + slack
  );
}
