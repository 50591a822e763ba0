import { type Block, gap } from './block.ts';
import { makeLabel } from './label.ts';
import type { Scene } from './scene.ts';
import type { StepState } from './states.ts';

/** Where the way around leaves the axis, and where it is back, from the block's ends. */
const bend = 6;

/** A block that is entered only if a condition holds, and the way around it. */
export function guardBlock(
  condition: string,
  inner: Block,
  state: StepState | undefined,
  width: number,
): Block {
  const label = makeLabel({ text: `only if ${condition}`, code: true }, Math.min(width, 268));
  const side = Math.max(inner.right, label.width / 2);
  const labelTop = bend + gap.branch;
  const innerTop = labelTop + label.height + (inner.entry === 'box' ? gap.label : gap.label / 2);
  const height = innerTop + inner.height + gap.branch + bend;
  const place = (axis: number, top: number, scene: Scene) => {
    const line = (from: number, to: number, arrow: boolean, gone: boolean) =>
      scene.lines.push({
        points: [
          { x: axis, y: top + from },
          { x: axis, y: top + to },
        ],
        arrow,
        role: 'way',
        gone,
      });
    const skipped = state === 'skipped';
    line(0, labelTop, false, inner.reached || inner.passed);
    line(labelTop + label.height, innerTop, inner.entry === 'box', inner.reached);
    if (!inner.ends) line(innerTop + inner.height, height, false, inner.passed);
    const around = axis + side + gap.around - bend;
    scene.lines.push({
      points: [
        { x: axis, y: top + bend },
        { x: around, y: top + bend },
        { x: around, y: top + height - bend },
        { x: axis, y: top + height - bend },
        ...(inner.ends ? [{ x: axis, y: top + height }] : []),
      ],
      arrow: false,
      role: 'around',
      gone: skipped,
    });
    scene.labels.push(label.at(axis - label.width / 2, top + labelTop));
    inner.place(axis, top + innerTop, scene);
  };
  return {
    left: Math.max(inner.left, label.width / 2),
    right: side + gap.around,
    height,
    entry: 'line',
    exit: 'line',
    ends: false,
    reached: inner.reached,
    passed: inner.passed,
    ...(inner.centred === undefined
      ? {}
      : { centred: () => guardBlock(condition, inner.centred?.() ?? inner, state, width) }),
    place,
  };
}
