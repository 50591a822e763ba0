import { describe, expect, test } from '@jest/globals';
import { picture, pictureText } from '../../../lib/compiler/picture/picture.ts';
import type { StepState } from '../../../lib/compiler/picture/states.ts';
import type { Step } from '../../../lib/runbook/runbook.ts';
import { anEach, aParallel, aRunbook, aStep } from '../../builders/runbook.ts';
import { touches } from './areas.ts';
import { type Geometry, geometryOf, type Thing } from './geometry.ts';
import { manifestFor } from './manifest-for.ts';
import { saidInPicture } from './what-is-said.ts';

/** A picture of a run with these states; what is not named waits. */
function pictureOf(steps: Step[], given: Record<string, StepState>, always: Step[] = []): Geometry {
  const manifest = manifestFor(aRunbook(steps, { always }));
  const waiting = Object.fromEntries(manifest.steps.map(({ id }) => [id, 'waiting' as const]));
  return geometryOf(picture(manifest, { states: { ...waiting, ...given } }));
}

/** A line that was gone touches the lower edge of a thing; its upper edge. */
const leaves = ({ lines }: Geometry, thing: Thing | undefined): boolean =>
  lines.some(
    ({ name, ends }) =>
      name.includes('gone') && ends.some((end) => thing && touches(end, { ...thing, top: thing.bottom })),
  );
const arrives = ({ lines }: Geometry, thing: Thing | undefined): boolean =>
  lines.some(
    ({ name, ends }) =>
      name.includes('gone') && ends.some((end) => thing && touches(end, { ...thing, bottom: thing.top })),
  );

const box = ({ boxes, frames }: Geometry, id: string) =>
  [...boxes, ...frames].find((thing) => thing.id === id);
const label = ({ labels }: Geometry, text: string) =>
  labels.find(({ texts }) => texts.map((one) => one.text).join(' ') === text);

const behind = aStep('Behind', 'look', { id: 'behind' });

describe('a step that failed', () => {
  test('and asks: nothing behind it was gone', () => {
    const drawn = pictureOf([aStep('First', 'look', { id: 'first' }), behind], { first: 'failed' });
    expect(arrives(drawn, box(drawn, 'first'))).toBe(true);
    expect(leaves(drawn, box(drawn, 'first'))).toBe(false);
  });

  test('and goes on: the way behind it was gone', () => {
    const first = aStep('First', 'look', { id: 'first', onFailure: { kind: 'continue' } });
    const drawn = pictureOf([first, behind], { first: 'failed', behind: 'running' });
    expect(leaves(drawn, box(drawn, 'first'))).toBe(true);
    expect(arrives(drawn, box(drawn, 'behind'))).toBe(true);
  });

  test('and has steps instead: they were gone through, and the other way was not', () => {
    const first = aStep('First', 'look', {
      id: 'first',
      onFailure: { kind: 'steps', steps: [aStep('Tell', 'page', { id: 'tell' })] },
    });
    const failing = pictureOf([first, behind], { first: 'failed', tell: 'running' });
    expect(arrives(failing, label(failing, 'if it fails'))).toBe(true);
    expect(arrives(failing, label(failing, 'done'))).toBe(false);
    expect(arrives(failing, box(failing, 'behind'))).toBe(false);
    const gone = pictureOf([first, behind], { first: 'failed', tell: 'done', behind: 'running' });
    expect(leaves(gone, box(gone, 'tell'))).toBe(true);
    expect(arrives(gone, box(gone, 'behind'))).toBe(true);
    const well = pictureOf([first, behind], { first: 'done', tell: 'skipped', behind: 'running' });
    expect(arrives(well, label(well, 'done'))).toBe(true);
    expect(arrives(well, label(well, 'if it fails'))).toBe(false);
  });
});

describe('a group', () => {
  const group = aParallel(
    'Both',
    [
      [aStep('Left', 'look', { id: 'left' })],
      [anEach('Each', "['a']", [aStep('Right', 'change', { id: 'right' })], { id: 'each' })],
    ],
    { id: 'both', onFailure: { kind: 'steps', steps: [aStep('Tell', 'page', { id: 'tell' })] } },
  );

  test('has a state, and so has each step in its branches and loops', () => {
    const said = saidInPicture(
      pictureOf([group], { both: 'running', left: 'done', each: 'running', right: 'asks' }),
    );
    expect(said).toMatchObject({
      both: expect.stringMatching(/^runningBoth/),
      left: expect.stringMatching(/^doneLeft/),
      each: expect.stringMatching(/^runningEach/),
      right: expect.stringMatching(/^askssomebodynowRight/),
      tell: expect.stringMatching(/^waitingTell/),
    });
  });

  test('that failed is left by the way of its failure', () => {
    const drawn = pictureOf([group, behind], {
      both: 'failed',
      left: 'done',
      each: 'failed',
      right: 'failed',
      tell: 'done',
      behind: 'done',
    });
    expect(arrives(drawn, label(drawn, 'if it fails'))).toBe(true);
    expect(arrives(drawn, label(drawn, 'done'))).toBe(false);
    expect(arrives(drawn, box(drawn, 'behind'))).toBe(true);
  });
});

describe('people', () => {
  test('what one skipped, the run came to and went on from', () => {
    const first = aStep('First', 'change', { id: 'first', if: '$inputs.go' });
    const drawn = pictureOf([first, behind], { first: 'skipped-by-hand', behind: 'running' });
    expect(box(drawn, 'first')?.name).toMatch(/^box changes skipped-by-hand "First · skipped by a person/);
    expect(arrives(drawn, box(drawn, 'first'))).toBe(true);
    expect(drawn.lines.filter(({ name }) => name.startsWith('around gone'))).toEqual([]);
    const alone = pictureOf([first, behind], { first: 'skipped', behind: 'running' });
    expect(alone.lines.filter(({ name }) => name.startsWith('around gone'))).toHaveLength(1);
    expect(arrives(alone, box(alone, 'first'))).toBe(false);
  });

  test('what was taken back says so, and the way to it stays', () => {
    const drawn = pictureOf([aStep('First', 'change', { id: 'first' }), behind], {
      first: 'undone',
      behind: 'failed',
    });
    expect(saidInPicture(drawn)['first']).toMatch(/^undoneFirst/);
    expect(arrives(drawn, box(drawn, 'behind'))).toBe(true);
  });
});

test('the steps of always have states of their own, and no way leads to them', () => {
  const always = [aStep('Tell', 'page', { id: 'tell' }), aStep('Look again', 'look', { id: 'again' })];
  const drawn = pictureOf([behind], { behind: 'failed', tell: 'done', again: 'running' }, always);
  expect(saidInPicture(drawn)).toMatchObject({
    tell: expect.stringMatching(/^doneTella1/),
    again: expect.stringMatching(/^runningLookagaina2/),
  });
  expect(arrives(drawn, box(drawn, 'again'))).toBe(true);
  expect(leaves(drawn, box(drawn, 'behind'))).toBe(false);
});

test('as text, a state stands behind the title', () => {
  const manifest = manifestFor(aRunbook([behind]));
  expect(pictureText(manifest, { states: { behind: 'skipped-by-hand' } })).toContain(
    '1 Behind · skipped by a person · reads · look',
  );
});
