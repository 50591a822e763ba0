import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { picture, pictureText } from '../../../lib/compiler/picture/picture.ts';
import { type StepState, stateWords, stepStates } from '../../../lib/compiler/picture/states.ts';
import { pictureStyle } from '../../../lib/compiler/picture/style.ts';
import { aChoose, aFinish, aRunbook, aStep, aWholeRunbook } from '../../builders/runbook.ts';
import { drawables } from './drawables.ts';
import { geometryOf } from './geometry.ts';
import { manifestFor } from './manifest-for.ts';
import { classes, everyElement, readSvg } from './read-svg.ts';

const whole = manifestFor(aWholeRunbook());

/** What a picture says, by box: the texts of each. */
function said(svg: string): Record<string, string> {
  const { boxes } = geometryOf(svg);
  return Object.fromEntries(boxes.map(({ id, texts }) => [id, texts.map(({ text }) => text).join(' ')]));
}

describe('what is in it', () => {
  test('every step with its title, its number, its kind as a word, and its type', () => {
    const boxes = Object.values(said(picture(whole)));
    expect(boxes).toEqual(
      expect.arrayContaining([
        'Look 1 · reads · look',
        'What is it? 2 · chooses one way',
        'nothing-to-do 2.1 · ends the run',
        'Somebody has it 2.2.2 · ends the run: aborted',
        'Tell them 3 · tells · page',
        'May we? 4 · asks · approve platform-leads, 5 m; then platform-managers, 10 m',
        'Change it 5 · changes · change',
        'Recovered the end of the runbook',
      ]),
    );
  });

  test('conditions as the author wrote them, and the way that nobody wrote', () => {
    const labels = geometryOf(picture(whole)).labels.map(({ texts }) =>
      texts.map(({ text }) => text).join(' '),
    );
    expect(labels).toEqual(
      expect.arrayContaining([
        "$look.word = 'fine'",
        "$look.word = 'odd'",
        'otherwise',
        "only if $closer.word = 'taken'",
        'only if $exists($inputs.tell)',
      ]),
    );
  });

  test('each kind of step has a shape of its own', () => {
    const { boxes } = geometryOf(picture(whole));
    const paths = new Map(
      everyElement(readSvg(picture(whole)))
        .filter((one) => classes(one).includes('box'))
        .map((one) => [
          classes(one)[1],
          one.children.find((child) => classes(child).includes('shape'))?.attributes['d'] ?? '',
        ]),
    );
    const forms = ['reads', 'asks', 'tells', 'choose', 'ends'].map((kind) =>
      paths.get(kind)?.replaceAll(/[\d. -]/g, ''),
    );
    expect(boxes.length).toBeGreaterThan(8);
    // a plain box and a round end differ in how round they are, the others in their form
    expect(new Set(forms).size).toBe(4);
    expect(picture(whole)).toMatch(/class="box changes"[^§]*?class="inside"/);
  });

  test('a step that can be undone says so', () => {
    const steps = whole.steps.map((step) =>
      step.id === 'change_it' ? { ...step, undo: true as const } : step,
    );
    expect(said(picture({ ...whole, steps }))['change_it']).toBe(
      'Change it 5 · changes · change can be undone',
    );
  });

  test('who is asked when a step fails, if that is wanted', () => {
    expect(said(picture(whole))['look']).not.toContain('fails');
    expect(said(picture(whole, { asks: true }))['look']).toBe(
      'Look 1 · reads · look if it fails: asks platform-oncall to retry, skip, go back or abort',
    );
  });

  test('where every way ends the run, nothing is recovered', () => {
    const ended = manifestFor(
      aRunbook([
        aChoose('Which?', {
          "$inputs.a = 'x'": { outcome: 'nothing-to-do', because: 'x' },
          otherwise: [aStep('Tell', 'page'), aFinish('Over', 'aborted', 'it is over')],
        }),
      ]),
    );
    expect(Object.values(said(picture(ended))).join()).not.toContain('Recovered');
  });

  test('a manifest of an older release has its steps one after the other', () => {
    const { flow, ...older } = whole;
    expect(flow).toBeDefined();
    expect(Object.keys(said(picture(older)))).toEqual(
      expect.arrayContaining(whole.steps.map(({ id }) => id)),
    );
  });
});

describe('in a run', () => {
  const states: Record<string, StepState> = Object.fromEntries(whole.steps.map(({ id }) => [id, 'waiting']));

  test.each(stepStates)('%s: a word, a sign, a colour', (state) => {
    const svg = picture(whole, { states: { ...states, change_it: state } });
    const box = everyElement(readSvg(svg)).find((one) => one.attributes['data-step'] === 'change_it');
    expect(said(svg)['change_it']).toBe(`${stateWords[state]} Change it 5 · changes · change`);
    expect(
      box && everyElement(box).some((one) => classes(one).includes('sign') && classes(one).includes('state')),
    ).toBe(true);
    expect(pictureStyle()).toContain(`.rebound-picture .${state === 'asks' ? 'asks-now' : state}>.shape`);
  });

  test('a step of which nothing is said is unknown, and hatched', () => {
    const svg = picture(whole, { states: {} });
    expect(said(svg)['look']).toMatch(/^not known Look/);
    expect(svg).toContain('class="hatch"');
    expect(picture(whole, { states })).not.toContain('class="hatch"');
  });

  test('the way that was gone is drawn as such, other ways are not', () => {
    const before = picture(whole, { states });
    const look = picture(whole, { states: { ...states, look: 'done' } });
    const gone = (svg: string) => svg.match(/class="(?:way|around) gone"/g)?.length ?? 0;
    expect(gone(before)).toBe(0);
    expect(gone(look)).toBe(1);
    const all = Object.fromEntries(whole.steps.map(({ id }) => [id, 'done' as const]));
    expect(gone(picture(whole, { states: all }))).toBeGreaterThan(gone(look));
  });

  test('an ending is known by the name of its state, otherwise by the step that chooses', () => {
    const finish = 'What is it? · finish';
    const chooser = whole.steps.find(({ title }) => title === 'What is it?')?.id ?? '';
    expect(said(picture(whole, { states: { ...states, [finish]: 'done' } }))[finish]).toMatch(/^done/);
    expect(said(picture(whole, { states: { ...states, [chooser]: 'done' } }))[finish]).toMatch(/^skipped/);
    expect(said(picture(whole, { states }))[finish]).toMatch(/^waiting/);
  });
});

describe('as a document', () => {
  test('a title cannot break out, whatever it says', () => {
    const title = '</text></svg><script>alert("1")</script> & \' ]]> \u0000 \u202E';
    const svg = picture(
      manifestFor(aRunbook([aStep(title.slice(0, 60), 'look')], { title, owner: '"><script>' })),
    );
    expect(svg).not.toContain('<script');
    const names = new Set(everyElement(readSvg(svg)).map(({ name }) => name));
    expect([...names].sort()).toEqual(['desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title']);
  });

  test('generated titles and conditions are well formed XML without handlers or addresses', () => {
    for (const drawable of drawables) {
      const root = readSvg(picture(drawable));
      const names = everyElement(root).flatMap(({ attributes }) => Object.keys(attributes));
      expect(names.filter((name) => /^on|href|src/i.test(name))).toEqual([]);
    }
    expect(pictureStyle()).not.toMatch(/url\(|@import|@font-face/);
  });

  test('has a name and a description that says it all', () => {
    const root = readSvg(picture(whole));
    const [title, description] = root.children;
    expect(root.attributes).toMatchObject({
      role: 'img',
      'aria-labelledby': `${title?.attributes['id']} ${description?.attributes['id']}`,
    });
    expect(title?.text).toBe('Restore a namespace (runbook restore-namespace)');
    for (const step of whole.steps) expect(description?.text).toContain(step.title);
    expect(description?.text).toContain("when $look.word = 'odd'");
  });

  test('the same bytes each time, in another process too', () => {
    const svg = picture(whole);
    expect(picture(structuredClone(whole))).toBe(svg);
    const file = new URL('../../../lib/compiler/picture/picture.ts', `file://${__filename}`).href;
    const script = `import { picture } from '${file}'; import { readFileSync } from 'node:fs';
      process.stdout.write(picture(JSON.parse(readFileSync(0, 'utf8'))))`;
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      input: JSON.stringify(whole),
    });
    // a Node that cannot strip types cannot run it alone
    if (other.status === 0) expect(other.stdout.toString()).toBe(svg);
    else expect(process.features.typescript ?? false).toBe(false);
  });

  test('light and dark in one, or one of them; always light on paper; none where the page has the sheet', () => {
    expect(picture(whole)).toMatch(/@media screen and \(prefers-color-scheme:dark\)/);
    expect(picture(whole, { theme: 'light' })).not.toContain('@media');
    expect(picture(whole, { theme: 'dark' })).toMatch(/@media print/);
    expect(picture(whole, { style: false })).not.toContain('<style');
  });
});

test('as text: numbers, conditions and ways as an outline', () => {
  expect(pictureText(whole)).toEqual([
    'Restore a namespace',
    'restore-namespace · owner platform-oncall · severity high · RTO 1 h 15 m · RPO 1 d · ends within 1 h 30 m',
    '',
    'Start: by a person',
    '1 Look · reads · look',
    '2 What is it? · chooses one way',
    "  ├ when $look.word = 'fine':",
    '  │   2.1 nothing-to-do · ends the run',
    "  ├ when $look.word = 'odd':",
    '  │   2.2.1 Look closer · reads · look',
    '  │   2.2.2 Somebody has it · ends the run: aborted',
    "  │     only if $closer.word = 'taken'",
    '  └ otherwise: go on',
    '3 Tell them · tells · page',
    '  only if $exists($inputs.tell)',
    '4 May we? · asks · approve · platform-leads, 5 m; then platform-managers, 10 m',
    '5 Change it · changes · change',
    '6 It is as it should be · reads · verify',
    'Recovered: the end of the runbook',
  ]);
});
