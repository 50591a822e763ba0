import { type Block, gap, widthOf } from './block.ts';
import { sequence } from './layout.ts';
import type { Scene } from './scene.ts';

/** Between two columns: the line that leads up to the next one is in its middle. */
const gutter = 56;

/**
 * A sequence in as many columns as asked for, or as there is room for: from the end of one a line leads to the top of the next.
 * `lay` lays the sequence out for the width of a column.
 */
export function columnsBlock(lay: (width: number) => Block[], count: number, width: number): Block {
  const blocks = lay(Math.floor((width - gutter * (count - 1)) / count));
  if (count <= 1) return sequence(blocks);
  const columns = split(blocks, count).map(sequence);
  const total = columns.reduce((sum, column) => sum + widthOf(column), gutter * (columns.length - 1));
  return total > width ? columnsBlock(lay, count - 1, width) : beside(columns, total);
}

function beside(columns: Block[], width: number): Block {
  const left = columns[0]?.left ?? 0;
  return {
    left,
    right: width - left,
    height: Math.max(...columns.map((column) => column.height)) + 2 * gap.below,
    entry: 'box',
    exit: 'line',
    ends: true,
    reached: true,
    passed: false,
    place: (axis, top, scene) => placeColumns(columns, axis - left, top, scene),
  };
}

function placeColumns(columns: Block[], start: number, top: number, scene: Scene): void {
  let x = start;
  for (const [index, column] of columns.entries()) {
    const axis = x + column.left;
    const right = x + widthOf(column);
    column.place(axis, top + gap.below, scene);
    const next = columns[index + 1];
    const bottom = top + gap.below + column.height;
    if (next && !column.ends)
      scene.lines.push({
        points: [
          { x: axis, y: bottom },
          { x: axis, y: bottom + gap.branch },
          { x: right + gutter / 2, y: bottom + gap.branch },
          { x: right + gutter / 2, y: top + 4 },
          { x: right + gutter + next.left, y: top + 4 },
          { x: right + gutter + next.left, y: top + gap.below },
        ],
        arrow: next.entry === 'box',
        role: 'way',
        gone: column.passed && (next.reached || next.passed),
      });
    x = right + gutter;
  }
}

/** Into so many parts of about the same height, in order. */
function split(blocks: Block[], count: number): Block[][] {
  const heightOf = (block: Block) => block.height + gap.below;
  const share = blocks.reduce((sum, block) => sum + heightOf(block), 0) / Math.max(1, count);
  const columns: Block[][] = [];
  let above = 0;
  for (const block of blocks) {
    const at = Math.min(count - 1, Math.floor((above + heightOf(block) / 2) / share));
    columns[at] = [...(columns[at] ?? []), block];
    above += heightOf(block);
  }
  return columns.filter((column) => column !== undefined && column.length > 0);
}
