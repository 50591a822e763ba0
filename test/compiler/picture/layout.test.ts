import { describe, expect, test } from '@jest/globals';
import { picture } from '../../../lib/compiler/picture/picture.ts';
import { stepStates } from '../../../lib/compiler/picture/states.ts';
import { aLongOne, drawables, seed } from './drawables.ts';
import { geometryOf, troubles } from './geometry.ts';

describe(`200 generated runbooks, seed ${seed}`, () => {
  test.each([1440, 700, 390])(
    '%d pixels: nothing overlaps, nothing runs out of its box, nothing is lost',
    (width) => {
      for (const [index, drawable] of drawables.entries()) {
        const svg = picture(drawable, { width, asks: index % 2 === 0 });
        // on a phone a deeply nested one may be wider than the screen; it is then moved, not shrunk
        const widthMax = width === 1440 ? 1440 : Infinity;
        expect({ index, troubles: troubles(svg, widthMax) }).toEqual({ index, troubles: [] });
        const drawn = geometryOf(svg);
        expect(drawn.boxes.length + drawn.frames.length).toBeGreaterThan(drawable.steps.length);
      }
    },
  );

  test('the same with states', () => {
    for (const [index, drawable] of drawables.slice(0, 60).entries()) {
      const states = Object.fromEntries(
        drawable.steps.map(({ id }, n) => [id, stepStates[(n + index) % stepStates.length] ?? 'waiting']),
      );
      expect({ index, troubles: troubles(picture(drawable, { states })) }).toEqual({ index, troubles: [] });
    }
  });
});

test('60 steps are readable at 1440', () => {
  const drawable = aLongOne(60);
  const svg = picture(drawable);
  expect(drawable.steps.length).toBeGreaterThanOrEqual(60);
  expect(troubles(svg)).toEqual([]);
});
