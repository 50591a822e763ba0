import { describe, expect, test } from '@jest/globals';
import { modelOf } from '../../../lib/compiler/picture/model-of.ts';
import { picture, type PictureOptions } from '../../../lib/compiler/picture/picture.ts';
import { stepStates } from '../../../lib/compiler/picture/states.ts';
import { generated } from '../generated.ts';
import { insideOf, withoutWayIn } from './connections.ts';
import { drawables, seed } from './drawables.ts';
import { geometryOf } from './geometry.ts';
import { judge } from './judge.ts';
import { aLongOne } from './long-one.ts';
import { manifestFor } from './manifest-for.ts';
import { troubles } from './troubles.ts';
import { saidInModel, saidInPicture } from './what-is-said.ts';

describe(`${drawables.length} generated runbooks, seed ${seed}`, () => {
  test.each([1440, 800, 390])(
    '%d pixels: nothing overlaps or is cut, lines end at boxes, frames hold what is theirs',
    (width) => {
      // on a phone a deeply nested one may be wider than the screen; it is then moved, not shrunk
      const widthMax = width === 1440 ? 1440 : Infinity;
      for (const [index, drawable] of drawables.entries())
        judge(index, drawable, { width, asks: index % 2 === 0 }, widthMax);
    },
  );

  test('with states, and in columns', () => {
    for (const [index, drawable] of drawables.slice(0, 80).entries()) {
      const states = Object.fromEntries(
        drawable.steps.map(({ id }, n) => [id, stepStates[(n + index) % stepStates.length] ?? 'waiting']),
      );
      judge(index, drawable, { states, columns: 1 + (index % 3) });
    }
  });

  test('light and dark differ in their style sheet only', () => {
    const bare = (svg: string) => svg.replace(/<style>.*<\/style>/s, '');
    for (const drawable of drawables.slice(0, 20)) {
      const [light, dark, auto] = (['light', 'dark', 'auto'] as const).map((theme) =>
        picture(drawable, { theme }),
      );
      expect(new Set([light, dark, auto]).size).toBe(3);
      expect(bare(dark ?? '')).toBe(bare(light ?? ''));
      expect(bare(auto ?? '')).toBe(bare(light ?? ''));
    }
  });
});

test('compiled runbooks are drawn from their manifests', () => {
  for (const [index, { runbook }] of generated.slice(0, 80).entries()) judge(index, manifestFor(runbook), {});
});

describe('60 steps, all control in one another', () => {
  const drawable = aLongOne(60);

  test.each([1440, 800])('are readable at %d', (width) => {
    expect(drawable.steps.length).toBeGreaterThanOrEqual(60);
    judge(0, drawable, { width, asks: true }, width);
  });

  test('are readable on a phone, moved there', () => {
    judge(0, drawable, { width: 390 }, Infinity);
    expect(geometryOf(picture(drawable, { width: 390 })).width).toBeLessThan(600);
  });

  test.each([2, 3])('are shorter in %d columns, and as readable', (columns) => {
    judge(0, drawable, { columns });
    const height = (given: PictureOptions) => geometryOf(picture(drawable, given)).height;
    expect(height({ columns })).toBeLessThan(height({}) * 0.75);
  });

  test('have the columns that there is room for', () => {
    judge(0, drawable, { columns: 9, width: 500 }, 500);
  });
});

describe('the test itself', () => {
  const svg = picture(aLongOne(6));
  const shifted = (from: RegExp, to: (text: string) => string) => troubles(svg.replace(from, to));

  test('sees a box that is moved onto another', () => {
    const [first, second] = geometryOf(svg).boxes;
    const path = /<path class="shape" d="[^"]*"\/>/g;
    const inBoxes = svg.indexOf('data-step="step_1"');
    const shape = svg.slice(inBoxes).match(path)?.[0] ?? '';
    const next = svg.slice(svg.indexOf('data-step="step_2"')).match(path)?.[0] ?? '';
    const moved = svg.slice(0, inBoxes) + svg.slice(inBoxes).replace(shape, next);
    expect(first && second).toBeTruthy();
    expect(troubles(moved).join('\n')).toMatch(/overlaps/);
    expect(troubles(moved).join('\n')).toMatch(/runs out of/);
  });

  test('sees a line through a box and one that leads nowhere, small text, and what is outside', () => {
    const { top = 0, bottom = 0 } = geometryOf(svg).boxes[1] ?? {};
    const through = `<path class="way" d="M0 ${(top + bottom) / 2}L700 ${(top + bottom) / 2}"`;
    const lines = shifted(/<path class="way" d="[^"]*"/, () => through).join('\n');
    expect(lines).toMatch(/a line crosses/);
    expect(lines).toMatch(/ends nowhere, at 0 /);
    expect(shifted(/font-size="12"/, () => 'font-size="10"').join('\n')).toMatch(/has 10 pixels/);
    expect(shifted(/viewBox="0 0 \d+ /, () => 'viewBox="0 0 300 ').join('\n')).toMatch(/outside the picture/);
  });

  test('sees a box that nothing leads to, and one that has left its frame', () => {
    const geometry = geometryOf(svg.replaceAll(/<path class="way" d="[^"]*"\/>/g, ''));
    expect(withoutWayIn(geometry)).toContain('step_1');
    const frame = geometry.frames.find(({ id }) => id !== 'Always');
    const inside = frame ? insideOf(frame, geometry) : [];
    expect(inside.length).toBeGreaterThan(1);
    const moved = geometry.boxes.map((box) =>
      box.id === inside[0] ? { ...box, left: box.left - 900, right: box.right - 900 } : box,
    );
    expect(frame && insideOf(frame, { ...geometry, boxes: moved })).not.toContain(inside[0]);
  });

  test('sees a word that is cut', () => {
    const geometry = geometryOf(svg.replace('>Restore the data</text>', '>Restore the…</text>'));
    expect(saidInPicture(geometry)).not.toMatchObject(saidInModel(modelOf(aLongOne(6))));
    expect(saidInPicture(geometryOf(svg))).toMatchObject(saidInModel(modelOf(aLongOne(6))));
  });
});
