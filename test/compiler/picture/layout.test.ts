import { describe, expect, test } from '@jest/globals';
import { picture } from '../../../lib/compiler/picture/picture.ts';
import { stepStates } from '../../../lib/compiler/picture/states.ts';
import { plainText } from '../../../lib/compiler/picture/wrap-text.ts';
import { generated } from '../generated.ts';
import { manifestFor } from './manifest-for.ts';
import { drawables, seed } from './drawables.ts';
import { geometryOf, troubles } from './geometry.ts';
import { aLongOne } from './long-one.ts';

describe(`200 generated runbooks, seed ${seed}`, () => {
  test.each([1440, 700, 390])('%d pixels: nothing overlaps, nothing runs out of its box', (width) => {
    for (const [index, drawable] of drawables.entries()) {
      const svg = picture(drawable, { width, asks: index % 2 === 0 });
      // on a phone a deeply nested one may be wider than the screen; it is then moved, not shrunk
      const widthMax = width === 1440 ? 1440 : Infinity;
      expect({ index, troubles: troubles(svg, widthMax) }).toEqual({ index, troubles: [] });
    }
  });

  test('with states, and in columns', () => {
    for (const [index, drawable] of drawables.slice(0, 60).entries()) {
      const states = Object.fromEntries(
        drawable.steps.map(({ id }, n) => [id, stepStates[(n + index) % stepStates.length] ?? 'waiting']),
      );
      const svg = picture(drawable, { states, columns: 1 + (index % 3) });
      expect({ index, troubles: troubles(svg) }).toEqual({ index, troubles: [] });
    }
  });

  test('every step is there once, with its whole title', () => {
    for (const [index, drawable] of drawables.entries()) {
      const { boxes, frames } = geometryOf(picture(drawable));
      const said = [...boxes, ...frames]
        .filter(({ id }) => id.startsWith('step_'))
        .map(({ id, texts }) => `${id}: ${closed(texts.map(({ text }) => text).join(''))}`);
      const wanted = drawable.steps.map(({ id, title }) => `${id}: ${closed(plainText(title))}`);
      expect({ index, steps: said.length }).toEqual({ index, steps: wanted.length });
      for (const one of wanted) expect(said.some((text) => text.startsWith(one))).toBe(true);
    }
  });
});

/** Without the spaces at which lines are broken. */
const closed = (text: string): string => text.replaceAll(' ', '');

test('compiled runbooks are drawn from their manifests', () => {
  for (const [index, { runbook }] of generated.entries())
    expect({ index, troubles: troubles(picture(manifestFor(runbook))) }).toEqual({ index, troubles: [] });
});

describe('60 steps', () => {
  const drawable = aLongOne(60);

  test('are readable at 1440', () => {
    expect(drawable.steps.length).toBeGreaterThanOrEqual(60);
    expect(troubles(picture(drawable))).toEqual([]);
  });

  test.each([2, 3])('are half as long in %d columns, and as readable', (columns) => {
    const svg = picture(drawable, { columns });
    expect(troubles(svg)).toEqual([]);
    expect(geometryOf(svg).height).toBeLessThan(geometryOf(picture(drawable)).height * 0.75);
  });

  test('have the columns that there is room for', () => {
    expect(troubles(picture(drawable, { columns: 9, width: 500 }), 500)).toEqual([]);
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

  test('sees a line through a box, small text, and what is outside', () => {
    expect(
      shifted(/<path class="way" d="[^"]*"/, () => '<path class="way" d="M0 300L700 300"').join('\n'),
    ).toMatch(/a line crosses/);
    expect(shifted(/font-size="12"/, () => 'font-size="10"').join('\n')).toMatch(/has 10 pixels/);
    expect(shifted(/viewBox="0 0 \d+ /, () => 'viewBox="0 0 300 ').join('\n')).toMatch(/outside the picture/);
  });
});
