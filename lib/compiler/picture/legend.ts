import { everyPart, type Kind, type Model } from './model.ts';
import type { PlacedBox, PlacedSign, Scene, Text } from './scene.ts';
import { stateWords, stepStates, type StepState } from './states.ts';
import { textWidth } from './text-width.ts';

const row = 24;
const swatch = { width: 34, height: 18 } as const;
const meanings: Partial<Record<Kind, string>> = {
  reads: 'only looks',
  changes: 'changes something outside',
  asks: 'asks people and waits',
  tells: 'tells people',
  choose: 'takes one way',
  waits: 'lets time pass',
  nested: 'runs another runbook',
  ends: 'begins or ends the run',
};

/** What the shapes, and in a run the signs, mean: only those that the picture has. */
export function layLegend(
  model: Model,
  at: { x: number; y: number; width: number },
): { legend: Scene['legend']; bottom: number } {
  const legend: Scene['legend'] = { texts: [], boxes: [], lines: [], signs: [] };
  const parts = everyPart([...model.parts, ...(model.always ? [model.always] : [])]);
  let x = at.x;
  let y = at.y;
  const entry = (sample: number, text: string, draw: (x: number, y: number) => void) => {
    const width = sample + 7 + Math.ceil(textWidth(text, 'sans', 12));
    if (x > at.x && x + width > at.x + at.width) {
      x = at.x;
      y += row;
    }
    draw(x, y);
    legend.texts.push(textAt(x + sample + 7, y + 13, text));
    x += width + 20;
  };
  // in a run colours are for states
  const plain = parts.some(({ node }) => node.state !== undefined) ? 'waiting' : undefined;
  const kinds = new Set<Kind>([...parts.map(({ node }) => node.kind), 'ends']);
  for (const [kind, meaning] of Object.entries(meanings)) {
    const known = [...kinds].find((one) => one === kind);
    if (known === undefined) continue;
    entry(swatch.width, meaning, (left, top) => legend.boxes.push(sampleBox(known, plain, left, top)));
  }
  if (parts.some(({ condition }) => condition !== undefined))
    entry(swatch.width, 'past a step whose condition does not hold', (left, top) =>
      legend.lines.push({
        points: [
          { x: left, y: top + 9 },
          { x: left + swatch.width, y: top + 9 },
        ],
        arrow: false,
        role: 'around',
        gone: false,
      }),
    );
  if (parts.some(({ node }) => node.remarks.some(({ sign }) => sign === 'undo')))
    entry(12, 'can be undone', (left, top) => legend.signs.push(signAt('undo', 'remark', left, top)));
  const seen = new Set(parts.map(({ node }) => node.state));
  for (const state of stepStates.filter((one) => seen.has(one)))
    entry(12, stateWords[state], (left, top) => legend.signs.push(signAt(state, 'state', left, top)));
  return { legend, bottom: y + row };
}

const textAt = (x: number, y: number, text: string): Text => ({
  x,
  y,
  text,
  face: 'sans',
  size: 12,
  role: 'facts',
});

const signAt = (sign: PlacedSign['sign'], role: PlacedSign['role'], x: number, top: number): PlacedSign => ({
  sign,
  role,
  x,
  y: top + 3,
});

const sampleBox = (kind: Kind, state: StepState | undefined, x: number, y: number): PlacedBox => ({
  x,
  y,
  ...swatch,
  id: '',
  kind,
  ...(state === undefined ? {} : { state }),
  tip: '',
  texts: [],
  signs: [],
});
