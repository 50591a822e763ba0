import { type Block, boxWidth, gap, widthOf } from './block.ts';
import { boxBlock } from './box.ts';
import { framedBlock } from './framed.ts';
import { guardBlock } from './guard.ts';
import { makeLabel } from './label.ts';
import { guardRoom, makeMeasures, type Measures, shares, stackedRoom } from './measure.ts';
import type { Part, Way } from './model.ts';
import { sideWays } from './parts-of.ts';
import type { Scene } from './scene.ts';
import { type Axis, type Lane, sideBySide } from './side-by-side.ts';
import { stacked } from './stacked.ts';

/** Lays out parts one below the other, in at most `width` pixels as far as boxes of the least width allow. */
export function layOut(parts: Part[], width: number): Block[] {
  return sequenceBlocks(parts, width, makeMeasures());
}

function sequenceBlocks(parts: Part[], width: number, measures: Measures): Block[] {
  return aligned(
    parts.map((part) => partBlock(part, width, measures)),
    width,
  );
}

/** All blocks of a sequence have one axis; where that would take too much room, each has it in its middle. */
export function aligned(blocks: Block[], width: number): Block[] {
  const fits =
    Math.max(...blocks.map(({ left }) => left)) + Math.max(...blocks.map(({ right }) => right)) <= width;
  return fits ? blocks : blocks.map((block) => block.centred?.() ?? block);
}

function partBlock(part: Part, width: number, measures: Measures): Block {
  if (part.condition === undefined) return ownBlock(part, width, measures);
  const inner = ownBlock(part, width - guardRoom, measures);
  return guardBlock(part.condition, inner, part.node.state, Math.max(width - guardRoom, boxWidth.min));
}

function ownBlock(part: Part, width: number, measures: Measures): Block {
  const base = baseBlock(part, width, measures);
  if (part.sides === undefined) return base;
  const ways = sideWays(part);
  const block = branched(base, ways, width, measures, base.ends ? 'middle' : 'first');
  // straight on and the exceptions beside it, where there is room
  return widthOf(block) <= width || base.ends ? block : branched(base, ways, width, measures, 'middle');
}

/** A part without what is done instead of it. */
function baseBlock(part: Part, width: number, measures: Measures): Block {
  const box = clampBox(width);
  if (part.ways === undefined) return boxBlock(part.node, box, part.ends);
  const { grouping, list } = part.ways;
  if (grouping !== 'choose') {
    const measured = list.map(measures.way);
    return framedBlock(part.node, grouping, width, (room) => {
      const widths = shares(measured, room);
      const lanes = lanesOf(
        list,
        widths ?? list.map(() => Math.max(boxWidth.min, room - 2 * gap.frame)),
        measures,
      );
      return { lanes, wide: widths !== undefined };
    });
  }
  return branched(boxBlock(part.node, box, false), list, width, measures);
}

/** A block, and the ways from it: side by side, or, where there is no room for that, below one another. */
function branched(header: Block, list: Way[], width: number, measures: Measures, axis?: Axis): Block {
  const widths = shares(list.map(measures.way), width);
  if (widths !== undefined) return sideBySide(header, lanesOf(list, widths, measures), axis);
  const room = Math.max(boxWidth.min, width - stackedRoom);
  return stacked(
    header,
    lanesOf(
      list,
      list.map(() => room),
      measures,
    ),
  );
}

const clampBox = (width: number): number => Math.min(boxWidth.max, Math.max(boxWidth.min, Math.floor(width)));

function lanesOf(ways: Way[], widths: number[], measures: Measures): Lane[] {
  return ways.map((way, index) => {
    const width = widths[index] ?? boxWidth.min;
    const flow = way.parts.length === 0 ? undefined : sequence(sequenceBlocks(way.parts, width, measures));
    const label =
      way.label === undefined ? undefined : makeLabel(way.label, Math.min(boxWidth.max, Math.max(width, 60)));
    return { ...(label === undefined ? {} : { label }), ...(flow === undefined ? {} : { flow }) };
  });
}

/** Blocks one below the other as one block. */
export function sequence(blocks: Block[]): Block {
  const [first] = blocks;
  const last = blocks.at(-1);
  const height = blocks.reduce((sum, block, index) => sum + block.height + gapAbove(block, index), 0);
  return {
    left: Math.max(0, ...blocks.map(({ left }) => left)),
    right: Math.max(0, ...blocks.map(({ right }) => right)),
    height,
    entry: first?.entry ?? 'line',
    exit: last?.exit ?? 'line',
    ends: last?.ends ?? false,
    reached: first?.reached ?? false,
    passed: last?.passed ?? false,
    place: (axis, top, scene) => placeSequence(blocks, axis, top, scene),
  };
}

const gapAbove = (block: Block, index: number): number =>
  index === 0 ? 0 : block.entry === 'box' ? gap.below : gap.below / 2;

function placeSequence(blocks: Block[], axis: number, top: number, scene: Scene): void {
  const before = scene.lines.length;
  placeBlocks(blocks, axis, top, scene);
  // steps of a way that was not taken count as passed, but nothing went there
  if (!blocks.some(({ reached }) => reached))
    scene.lines.splice(
      before,
      Infinity,
      ...scene.lines.slice(before).map((line) => ({ ...line, gone: false })),
    );
}

function placeBlocks(blocks: Block[], axis: number, top: number, scene: Scene): void {
  let y = top;
  for (const [index, block] of blocks.entries()) {
    const before = blocks[index - 1];
    const below = y + gapAbove(block, index);
    if (before !== undefined && !before.ends)
      scene.lines.push({
        points: [
          { x: axis, y },
          { x: axis, y: below },
        ],
        arrow: block.entry === 'box',
        role: 'way',
        gone: before.passed && (block.reached || block.passed),
      });
    block.place(axis, below, scene);
    y = below + block.height;
  }
}
