import type { Block } from './block.ts';
import { hasPassed, type Kind, type Node } from './model.ts';
import type { PlacedBox, PlacedSign, Scene, Text } from './scene.ts';
import { isReached, stateWords } from './states.ts';
import { wrapText } from './wrap-text.ts';

/** Sizes of what is written, in pixels: size, and the height of a line. */
export const written = {
  title: { size: 14, line: 18 },
  remark: { size: 12, line: 16 },
  state: { size: 12, line: 18 },
} as const;
const signWidth = 18;
const padding = 10;

/** Room that a shape needs on its sides, in pixels: left and right of the text. */
const sides: Record<Kind, { left: number; right: number }> = {
  reads: { left: 14, right: 12 },
  changes: { left: 20, right: 18 },
  asks: { left: 23, right: 12 },
  tells: { left: 14, right: 24 },
  control: { left: 14, right: 12 },
  choose: { left: 24, right: 24 },
  waits: { left: 14, right: 28 },
  nested: { left: 14, right: 26 },
  starts: { left: 22, right: 22 },
  ends: { left: 22, right: 22 },
};

/** What is written in a box, from its upper left corner. */
export interface Written {
  texts: Text[];
  signs: PlacedSign[];
  height: number;
  failureFrom?: number;
}

/** The text of a node in a box of that width. */
export function writeNode(node: Node, width: number, side = sides[node.kind]): Written {
  const texts: Text[] = [];
  const signs: PlacedSign[] = [];
  const room = width - side.left - side.right;
  let y = padding;
  const write = (text: string, role: 'title' | 'remark' | 'state', sign?: PlacedSign['sign']) => {
    const { size, line } = written[role];
    const face = role === 'remark' ? 'sans' : 'bold';
    const indent = sign === undefined ? 0 : signWidth;
    if (sign !== undefined)
      signs.push({ sign, x: side.left, y: y + (line - 12) / 2, role: role === 'state' ? 'state' : 'remark' });
    for (const part of wrapText(text, room - indent, face, size)) {
      texts.push({ x: side.left + indent, y: y + line / 2 + size * 0.36, text: part, face, size, role });
      y += line;
    }
  };
  if (node.state !== undefined) write(stateWords[node.state], 'state', node.state);
  write(node.title, 'title');
  y += 2;
  for (const remark of node.remarks) write(remark.text, 'remark', remark.sign);
  if (node.failure === undefined) return { texts, signs, height: y + padding };
  const failureFrom = y + 7;
  y = failureFrom + 6;
  write(node.failure, 'remark', 'asks');
  return { texts, signs, height: y + padding, failureFrom };
}

/** A node as a box of that width. */
export function boxBlock(node: Node, width: number, ends: boolean): Block {
  const content = writeNode(node, width);
  return {
    left: width / 2,
    right: width / 2,
    height: content.height,
    entry: 'box',
    exit: 'box',
    ends,
    reached: isReached(node.state),
    passed: hasPassed(node),
    place: (axis: number, top: number, scene: Scene) => {
      scene.boxes.push(placeBox(node, content, { x: axis - width / 2, y: top, width }));
    },
  };
}

export function placeBox(
  node: Node,
  content: Written,
  at: { x: number; y: number; width: number },
): PlacedBox {
  return {
    ...at,
    height: content.height,
    id: node.id,
    kind: node.kind,
    ...(node.state === undefined ? {} : { state: node.state }),
    tip: tipOf(node),
    ...moved(content, at),
    ...(content.failureFrom === undefined ? {} : { failureFrom: at.y + content.failureFrom }),
  };
}

/** Everything that a node says, in one line. */
export function tipOf(node: Node): string {
  const state = node.state === undefined ? [] : [stateWords[node.state]];
  const failure = node.failure === undefined ? [] : [node.failure];
  return [node.title, ...state, ...node.remarks.map((remark) => remark.text), ...failure].join(' · ');
}

/** Texts and signs, from a corner to the scene's own. */
export function moved(content: Pick<Written, 'texts' | 'signs'>, by: { x: number; y: number }) {
  return {
    texts: content.texts.map((text) => ({ ...text, x: text.x + by.x, y: text.y + by.y })),
    signs: content.signs.map((sign) => ({ ...sign, x: sign.x + by.x, y: sign.y + by.y })),
  };
}
