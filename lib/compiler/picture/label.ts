import { boxWidth } from './block.ts';
import type { Way } from './model.ts';
import type { PlacedLabel, Text } from './scene.ts';
import { textWidth } from './text-width.ts';
import { wrapText } from './wrap-text.ts';

const size = 12;
const line = 16;
const padding = { x: 9, y: 5 } as const;
/** So many lines of a condition are drawn; the whole one is in its tip. */
const linesMax = 8;

/** A condition as a label, without a place. */
export interface Label {
  width: number;
  height: number;
  at: (x: number, y: number) => PlacedLabel;
}

export type LabelText = NonNullable<Way['label']>;

const faceOf = (label: LabelText) => (label.code ? 'mono' : 'sans');

/** How wide a label is if it may be as wide as it likes, up to the width of a box. */
export function labelWidth(label: LabelText): number {
  return Math.min(Math.ceil(textWidth(label.text, faceOf(label), size)) + 2 * padding.x, boxWidth.max);
}

/** A label of that width at most. */
export function makeLabel(label: LabelText, widthMax: number): Label {
  const face = faceOf(label);
  const whole = wrapText(label.text, widthMax - 2 * padding.x, face, size);
  const lines = whole.length > linesMax ? [...whole.slice(0, linesMax - 1), '…'] : whole;
  const width = Math.ceil(Math.max(...lines.map((text) => textWidth(text, face, size)))) + 2 * padding.x;
  const height = lines.length * line + 2 * padding.y;
  const textAt = (x: number, y: number, text: string, index: number): Text => ({
    x: x + padding.x,
    y: y + padding.y + index * line + line / 2 + size * 0.36,
    text,
    face,
    size,
    role: 'label',
  });
  return {
    width,
    height,
    at: (x, y) => ({
      x,
      y,
      width,
      height,
      tip: label.text,
      texts: lines.map((text, index) => textAt(x, y, text, index)),
    }),
  };
}
