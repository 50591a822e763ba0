import { type Block, boxWidth, widthOf } from './block.ts';
import { boxBlock } from './box.ts';
import { layLegend } from './legend.ts';
import { columnsBlock } from './columns.ts';
import { aligned, layOut } from './layout.ts';
import { endsRun, type Model } from './model.ts';
import type { Scene, Text } from './scene.ts';
import { wrapText } from './wrap-text.ts';

const margin = 16;
/** Least width of a heading, so that a narrow picture does not stack its title word by word. */
const headingMin = 420;

/** Places everything of a runbook, in at most `width` pixels as far as boxes of the least width allow. */
export function sceneOf(
  model: Model,
  width: number,
  { legend = true, columns = 1 }: { legend?: boolean; columns?: number } = {},
): Scene {
  const room = width - 2 * margin;
  const flow = columnsBlock((column) => blocksOf(model, column), columns, room);
  const wide = Math.max(widthOf(flow), Math.min(room, headingMin));
  const heading = headingOf(model, wide);
  const scene: Scene = {
    width: Math.ceil(wide + 2 * margin),
    height: 0,
    heading: heading.texts,
    frames: [],
    lines: [],
    labels: [],
    boxes: [],
    legend: { texts: [], boxes: [], lines: [], signs: [] },
  };
  const top = margin + heading.height + 18;
  const axis = margin + (wide - widthOf(flow)) / 2 + flow.left;
  flow.place(axis, top, scene);
  const bottom = top + flow.height;
  const drawn = legend ? layLegend(model, { x: margin, y: bottom + 30, width: wide }) : undefined;
  if (drawn) scene.legend = drawn.legend;
  return { ...scene, height: Math.ceil((drawn?.bottom ?? bottom) + margin) };
}

function blocksOf(model: Model, width: number): Block[] {
  const least = Math.max(width, boxWidth.min);
  const start = boxBlock(model.start, Math.min(least, 240), false);
  const end = boxBlock(model.end, Math.min(least, 220), true);
  const always = model.always === undefined ? [] : layOut([model.always], width);
  const blocks = [start, ...layOut(model.parts, width), ...(endsRun(model.parts) ? [] : [end]), ...always];
  return aligned(blocks, width);
}

function headingOf(model: Model, width: number): { texts: Text[]; height: number } {
  const texts: Text[] = [];
  let y = margin;
  for (const text of wrapText(model.title, width, 'bold', 18)) {
    texts.push({ x: margin, y: y + 18, text, face: 'bold', size: 18, role: 'head' });
    y += 24;
  }
  y += 2;
  for (const text of wrapText(model.facts, width, 'sans', 12)) {
    texts.push({ x: margin, y: y + 12, text, face: 'sans', size: 12, role: 'facts' });
    y += 16;
  }
  return { texts, height: y - margin };
}
