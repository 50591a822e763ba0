import { textWidth, type Face } from '../../../lib/compiler/picture/text-width.ts';
import type { Area } from './areas.ts';
import { classes, type Element, everyElement, readSvg } from './read-svg.ts';

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
/** A way between boxes: where it begins and ends, and its straight pieces. */
export interface Line {
  name: string;
  ends: Area[];
  stretches: Stretch[];
}

/** What a picture shows, read back from its bytes. */
export interface Geometry {
  root: Element;
  width: number;
  height: number;
  boxes: Thing[];
  labels: Thing[];
  frames: Thing[];
  lines: Line[];
  /** The straight pieces of all lines. */
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
  const lines = drawn
    .filter((one) => one.name === 'path' && classes(one).some((word) => /^(way|around|bar)$/.test(word)))
    .map(lineOf);
  return {
    root,
    width,
    height,
    boxes: things('box'),
    labels: things('label'),
    frames: things('frame'),
    lines,
    stretches: lines.flatMap(({ stretches }) => stretches),
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

function lineOf(element: Element): Line {
  const points = pointsOf(element.attributes['d'] ?? '');
  const name = `${element.attributes['class'] ?? ''} ${element.attributes['d'] ?? ''}`;
  return {
    name,
    ends: [points.slice(0, 1), points.slice(-1)].map(areaOf),
    stretches: points.slice(1).map((point, index) => ({ ...areaOf([points[index] ?? point, point]), name })),
  };
}
