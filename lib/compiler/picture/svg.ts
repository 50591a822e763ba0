import { arrowHead, hatching, outlines, roundRectangle, short, wayPath } from './outlines.ts';
import type {
  Area,
  PlacedBox,
  PlacedFrame,
  PlacedLabel,
  PlacedLine,
  PlacedSign,
  Scene,
  Text,
} from './scene.ts';
import { drawSign } from './signs.ts';
import { stateClass } from './style.ts';
import { plainText } from './wrap-text.ts';

export interface Words {
  /** Name of the picture, unique on a page: the ids of its title and description begin with it. */
  name: string;
  title: string;
  description: string;
  /** Style sheet; undefined when the page has it. */
  style: string | undefined;
}

/** A scene as SVG 1.1: no script, no font, no address outside. */
export function drawScene(scene: Scene, words: Words): string {
  const [width, height] = [short(scene.width), short(scene.height)];
  const { name } = words;
  const sheet = words.style === undefined ? [] : [`<style>\n${words.style}\n</style>`];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="rebound-picture" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-description">`,
    `<title id="${name}-title">${escapeText(words.title)}</title>`,
    `<desc id="${name}-description">${escapeText(words.description)}</desc>`,
    ...sheet,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...scene.heading.map(drawText),
    ...[...scene.frames].map(drawFrame),
    // what was gone lies over what was not
    ...[...scene.lines.filter(({ gone }) => !gone), ...scene.lines.filter(({ gone }) => gone)].map(drawLine),
    ...scene.labels.map(drawLabel),
    ...scene.boxes.map(drawBox),
    '<g class="legend">',
    ...scene.legend.lines.map(drawLine),
    ...scene.legend.boxes.map(drawBox),
    ...scene.legend.signs.map(drawLegendSign),
    ...scene.legend.texts.map(drawText),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** For the content of elements and for attributes. */
export function escapeText(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function drawText({ x, y, text, face, size, role }: Text): string {
  return `<text class="${face} text-${role}" x="${short(x)}" y="${short(y)}" font-size="${size}">${escapeText(text)}</text>`;
}

const tipped = (tip: string): string[] => (tip === '' ? [] : [`<title>${escapeText(tip)}</title>`]);

const signs = (list: PlacedSign[]): string[] => list.map((sign) => drawSign(sign, sign.role));

function drawBox(box: PlacedBox): string {
  const { path, inside } = outlines[box.kind](box);
  const state = box.state === undefined ? '' : ` ${stateClass(box.state)}`;
  const data = box.id === '' ? '' : ` data-step="${escapeText(box.id)}"`;
  const failure = box.failureFrom;
  const sample = box.id === '' ? 'sample' : 'box';
  return [
    `<g class="${sample} ${box.kind}${state}"${data}>`,
    ...tipped(box.tip),
    `<path class="shape" d="${path}"/>`,
    ...(box.state === 'unknown' ? [`<path class="hatch" d="${hatching(inner(box))}"/>`] : []),
    ...(inside === undefined ? [] : [`<path class="inside" d="${inside}"/>`]),
    ...(failure === undefined
      ? []
      : [
          `<path class="inside failure" d="M${short(box.x + 12)} ${short(failure)}L${short(box.x + box.width - 12)} ${short(failure)}"/>`,
        ]),
    ...signs(box.signs),
    ...box.texts.map(drawText),
    '</g>',
  ].join('\n');
}

/** Where hatching does not cross the edge of any shape. */
function inner({ x, y, width, height }: Area): Area {
  return { x: x + 18, y: y + 4, width: width - 36, height: height - 8 };
}

function drawFrame(frame: PlacedFrame): string {
  const state = frame.state === undefined ? '' : ` ${stateClass(frame.state)}`;
  const data = frame.id === '' ? '' : ` data-step="${escapeText(frame.id)}"`;
  return [
    `<g class="frame ${frame.role}${state}"${data}>`,
    ...tipped(frame.tip),
    `<path class="shape" d="${roundRectangle(frame, 10)}"/>`,
    ...signs(frame.signs),
    ...frame.texts.map(drawText),
    '</g>',
  ].join('\n');
}

function drawLabel(label: PlacedLabel): string {
  return [
    '<g class="label">',
    ...tipped(label.tip),
    `<path class="shape" d="${roundRectangle(label, 9)}"/>`,
    ...label.texts.map(drawText),
    '</g>',
  ].join('\n');
}

function drawLine(line: PlacedLine): string {
  const gone = line.gone ? ' gone' : '';
  const path = `<path class="${line.role}${gone}" d="${wayPath(line.points)}"/>`;
  return line.arrow ? `${path}<path class="arrow${gone}" d="${arrowHead(line.points)}"/>` : path;
}

/** A sign that stands alone brings the colour of its state along. */
function drawLegendSign(sign: PlacedSign): string {
  const state = sign.role === 'state' ? stateClass(sign.sign) : 'control';
  return `<g class="${state}">${drawSign(sign, sign.role)}</g>`;
}
