import { short } from './outlines.ts';
import type { PlacedSign } from './scene.ts';

/** A sign as paths on a field of 12 × 12: lines, and what is filled. Drawn, because fonts lack some of the characters. */
interface Drawing {
  line?: string;
  fill?: string;
}

const circle = 'M6 .8C8.9.8 11.2 3.1 11.2 6S8.9 11.2 6 11.2.8 8.9.8 6 3.1.8 6 .8Z';
const question = 'M4.2 4.7C4.2 2.6 8 2.6 8 4.6C8 6.1 6 6 6 7.5';
const questionDot = 'M5.3 8.6h1.5v1.4h-1.5z';

/** States as on every screen: ○ ◔ ✓ ? ✕ – ↩ ▨, and a person for what one skipped. The others stand for a kind of step, or for what is said about it. */
const drawings: Record<PlacedSign['sign'], Drawing> = {
  waiting: { line: circle },
  running: { line: circle, fill: 'M6 6V.8C8.9.8 11.2 3.1 11.2 6Z' },
  done: { line: 'M1.2 6.8 4.6 10.2 10.8 2.2' },
  asks: { line: `${circle}${question}`, fill: questionDot },
  failed: { line: 'M1.8 1.8 10.2 10.2M10.2 1.8 1.8 10.2' },
  skipped: { line: 'M1.5 6H10.5' },
  'skipped-by-hand': {
    line: 'M4.6 4.6C2.8 4.6 2.8 1 4.6 1S6.4 4.6 4.6 4.6ZM.8 11C1 6.4 8 6.4 8.4 11M8 3H11.6',
  },
  undone: { line: 'M4.2 1.2 1 4.2 4.2 7.2M1 4.2H7.6C10.8 4.2 10.8 10.2 7.6 10.2H4' },
  unknown: { line: 'M1 1H11V11H1ZM1 6 6 1M1 11 11 1M6 11 11 6' },
  reads: { line: 'M5 1C7.2 1 9 2.8 9 5S7.2 9 5 9 1 7.2 1 5 2.8 1 5 1ZM8 8 11.2 11.2' },
  changes: { line: 'M1 11 1.7 8.2 8.6 1.3 10.7 3.4 3.8 10.3ZM7.2 2.7 9.3 4.8' },
  tells: { line: 'M1 4.4V7.6H3.2L9 10.6V1.4L3.2 4.4ZM11 4.6V7.4' },
  control: { line: 'M1 2H11V10H1Z' },
  choose: { line: 'M6 .8 11.2 6 6 11.2.8 6Z' },
  parallel: { line: 'M1 1.5H11M3.5 1.5V10.5M8.5 1.5V10.5M1 10.5H11' },
  // a stack: once for each
  for_each: { line: 'M1 1H8.2V8.2H1ZM10.6 3.4V10.8H3.2' },
  again: {
    line: 'M10.6 6C10.6 8.6 8.6 10.6 6 10.6S1.4 8.6 1.4 6 3.4 1.4 6 1.4H9.4M7.4 -.6 9.4 1.4 7.4 3.4',
  },
  fails: { line: 'M6 1 11.4 10.8H.6ZM6 4.4V7.4', fill: 'M5.3 8.4h1.4v1.3h-1.4z' },
  waits: { line: `${circle}M6 2.8V6.2L8.4 7.8` },
  nested: { line: 'M2 .8H7.2L10.2 3.8V11.2H2ZM7.2 .8V3.8H10.2' },
  starts: { line: circle, fill: 'M4.6 3.4 9 6 4.6 8.6Z' },
  ends: { line: circle, fill: 'M3.8 3.8H8.2V8.2H3.8Z' },
  undo: { line: 'M4.2 1.2 1 4.2 4.2 7.2M1 4.2H7.6C10.8 4.2 10.8 10.2 7.6 10.2H4' },
  ask: {
    line: 'M6 5.6C3.2 5.6 3.2 .8 6 .8S8.8 5.6 6 5.6ZM1.2 11.2C1.6 6.6 10.4 6.6 10.8 11.2Z',
  },
};

/** A sign as SVG. */
export function drawSign({ sign, x, y }: PlacedSign, classes: string): string {
  const { line, fill } = drawings[sign];
  const paths = [
    line === undefined ? '' : `<path class="sign-line" d="${line}"/>`,
    fill === undefined ? '' : `<path class="sign-fill" d="${fill}"/>`,
  ];
  return `<g class="sign ${classes}" transform="translate(${short(x)} ${short(y)})">${paths.join('')}</g>`;
}
