/** `auto`: as the reader's system has it; on paper always light. */
export type Theme = 'auto' | 'light' | 'dark';

interface Pair {
  /** Of the line and the sign. */
  ink: string;
  fill: string;
}

interface Colours {
  paper: string;
  text: string;
  quiet: string;
  line: string;
  label: Pair;
  frame: Pair;
  kinds: Record<string, Pair>;
  states: Record<string, Pair>;
}

/** Text has a contrast of 7 : 1 and more on every fill, quiet text and signs 4.5 : 1. States have the colours of Step Functions' own graph. */
const light: Colours = {
  paper: '#ffffff',
  text: '#16191f',
  quiet: '#4b5563',
  line: '#7b8794',
  label: { ink: '#aab4c0', fill: '#f3f5f7' },
  frame: { ink: '#9aa5b1', fill: '#f7f9fb' },
  kinds: {
    reads: { ink: '#5b6b7d', fill: '#f4f7fa' },
    changes: { ink: '#a14a00', fill: '#fff3e3' },
    asks: { ink: '#6a3fb5', fill: '#f5efff' },
    tells: { ink: '#0b6e6e', fill: '#e9f8f6' },
    control: { ink: '#5b6b7d', fill: '#f4f7fa' },
    choose: { ink: '#47566b', fill: '#e9eef5' },
    waits: { ink: '#5b6b7d', fill: '#f4f7fa' },
    nested: { ink: '#1f5f99', fill: '#eaf3fc' },
    starts: { ink: '#47566b', fill: '#ffffff' },
    ends: { ink: '#47566b', fill: '#ffffff' },
  },
  states: {
    waiting: { ink: '#66727f', fill: '#ffffff' },
    running: { ink: '#0b5cad', fill: '#dcecff' },
    done: { ink: '#17692f', fill: '#e0f5e2' },
    asks: { ink: '#8a4b00', fill: '#ffebc2' },
    failed: { ink: '#b3141d', fill: '#ffe3e1' },
    skipped: { ink: '#5d6875', fill: '#f1f3f5' },
    'skipped-by-hand': { ink: '#8a4b00', fill: '#f1f3f5' },
    undone: { ink: '#6a3fb5', fill: '#f1e9ff' },
    unknown: { ink: '#5f5a52', fill: '#f3efe6' },
  },
};

const dark: Colours = {
  paper: '#10141a',
  text: '#eef1f5',
  quiet: '#b3bdc9',
  line: '#7d8896',
  label: { ink: '#4a5564', fill: '#1d242d' },
  frame: { ink: '#566273', fill: '#161c24' },
  kinds: {
    reads: { ink: '#8b9bb0', fill: '#1b232d' },
    changes: { ink: '#f0a04b', fill: '#33230f' },
    asks: { ink: '#b99aff', fill: '#271e3d' },
    tells: { ink: '#4cc4ba', fill: '#0f2c2c' },
    control: { ink: '#8b9bb0', fill: '#1b232d' },
    choose: { ink: '#9fb0c6', fill: '#222c3a' },
    waits: { ink: '#8b9bb0', fill: '#1b232d' },
    nested: { ink: '#74b0ea', fill: '#14273a' },
    starts: { ink: '#9fb0c6', fill: '#10141a' },
    ends: { ink: '#9fb0c6', fill: '#10141a' },
  },
  states: {
    waiting: { ink: '#95a1af', fill: '#151a21' },
    running: { ink: '#6cb2ff', fill: '#0f2a4a' },
    done: { ink: '#5ecb7a', fill: '#10301a' },
    asks: { ink: '#ffb84d', fill: '#3b2a08' },
    failed: { ink: '#ff8a84', fill: '#431a1b' },
    skipped: { ink: '#95a1af', fill: '#1a2027' },
    'skipped-by-hand': { ink: '#ffb84d', fill: '#1a2027' },
    undone: { ink: '#b99aff', fill: '#271e3d' },
    unknown: { ink: '#c9bfae', fill: '#2a261f' },
  },
};

const root = '.rebound-picture';

/** What does not depend on the theme. Fonts are those of the machine. */
const shapes = [
  `${root} text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","Segoe UI",Roboto,"DejaVu Sans",sans-serif;stroke:none}`,
  `${root} .bold{font-weight:700}`,
  `${root} .mono{font-family:ui-monospace,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}`,
  `${root} .shape{stroke-width:1.4}`,
  `${root} .changes>.shape{stroke-width:2}`,
  `${root} .running>.shape,${root} .asks-now>.shape,${root} .failed>.shape{stroke-width:2.6}`,
  `${root} .skipped>.shape,${root} .skipped-by-hand>.shape{stroke-dasharray:5 4}`,
  `${root} .inside,${root} .way,${root} .around,${root} .sign-line{fill:none}`,
  `${root} .inside,${root} .sign-line{stroke-width:1.4}`,
  `${root} .way{stroke-width:1.5}`,
  `${root} .around{stroke-width:1.5;stroke-dasharray:4 4}`,
  `${root} .gone{stroke-width:3}`,
  `${root} .bar{stroke-width:4;stroke-linecap:round}`,
  `${root} .failure{stroke-dasharray:2 3}`,
  `${root} .state .sign-line{stroke-width:2}`,
  `${root} .frame>.shape{stroke-width:1.2;stroke-dasharray:none}`,
  `${root} .hatch{stroke-width:1;opacity:.35;fill:none}`,
];

function rules(colours: Colours): string[] {
  const pair = (selector: string, { ink, fill }: Pair) => [
    `${root} ${selector}>.shape{fill:${fill};stroke:${ink}}`,
    `${root} ${selector}>.inside,${root} ${selector}>.hatch,${root} ${selector} .sign-line{stroke:${ink}}`,
    `${root} ${selector} .sign-fill,${root} ${selector}>.text-state{fill:${ink}}`,
  ];
  const { paper, text, quiet, line, label, frame, kinds, states } = colours;
  return [
    `${root} .paper{fill:${paper}}`,
    `${root} text{fill:${text}}`,
    `${root} .text-remark,${root} .text-facts{fill:${quiet}}`,
    `${root} .way,${root} .around,${root} .bar{stroke:${line}}`,
    `${root} .arrow{fill:${line};stroke:none}`,
    ...pair('.label', label),
    ...pair('.frame', frame),
    // its edge is faint, its signs are not
    `${root} .frame .sign-line{stroke:${quiet}}`,
    `${root} .frame .sign-fill{fill:${quiet}}`,
    ...Object.entries(kinds).flatMap(([kind, colour]) => pair(`.${kind}`, colour)),
    ...Object.entries(states).flatMap(([state, colour]) => pair(`.${stateClass(state)}`, colour)),
    `${root} .gone{stroke:${text}}`,
    `${root} .arrow.gone{fill:${text};stroke:none}`,
  ];
}

/** The class of a state; `asks` is a kind of step, too. */
export const stateClass = (state: string): string => (state === 'asks' ? 'asks-now' : state);

/** The style sheet of pictures: for a page that has one sheet for all of them, or `run: false` for a picture without states. */
export function pictureStyle(theme: Theme = 'auto', run = true): string {
  const day = rules(run ? light : { ...light, states: {} });
  const night = rules(run ? dark : { ...dark, states: {} });
  if (theme === 'light') return [...shapes, ...day].join('\n');
  if (theme === 'dark') return [...shapes, ...night, `@media print{${day.join('')}}`].join('\n');
  return [...shapes, ...day, `@media screen and (prefers-color-scheme:dark){${night.join('')}}`].join('\n');
}
