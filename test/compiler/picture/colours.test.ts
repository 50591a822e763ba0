import { expect, test } from '@jest/globals';
import { pictureStyle } from '../../../lib/compiler/picture/style.ts';

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test.each(['light', 'dark'] as const)('%s: text is readable on every fill', (theme) => {
  const sheet = pictureStyle(theme).replace(/@media.*/s, '');
  const text = /\.rebound-picture text\{fill:(#\w{6})\}/.exec(sheet)?.[1] ?? '';
  const quiet = /\.text-facts\{fill:(#\w{6})\}/.exec(sheet)?.[1] ?? '';
  const paper = /\.paper\{fill:(#\w{6})\}/.exec(sheet)?.[1] ?? '';
  const pairs = [...sheet.matchAll(/\.([a-z-]+)>\.shape\{fill:(#\w{6});stroke:(#\w{6})\}/g)];
  expect(pairs).toHaveLength(21);
  for (const [, name, fill = '', ink = ''] of pairs) {
    expect({ name, readable: contrast(text, fill) >= 7 }).toEqual({ name, readable: true });
    expect({ name, quiet: contrast(quiet, fill) >= 4.5 }).toEqual({ name, quiet: true });
    // a label's edge is no sign: it only sets the label off
    if (name !== 'label' && name !== 'frame')
      expect({ name, sign: contrast(ink, fill) >= 4.5 }).toEqual({ name, sign: true });
  }
  expect(contrast(text, paper)).toBeGreaterThanOrEqual(7);
});
