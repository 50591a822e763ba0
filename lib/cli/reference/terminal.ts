import type { Paint } from '../screen.ts';
import { wrapLine } from '../wrap.ts';
import type { Field, Page, Part } from './page.ts';

/** Wider lines are hard to read. */
const columnsMax = 100;

/** A page as lines for a terminal, none wider than `columns` but for words that are longer, and for examples: those are there to be copied. */
export function linesOf(page: Page, paint: Paint, columns = 80): string[] {
  const width = Math.min(columns, columnsMax);
  const [first, ...others] = page.parts;
  const summed = first?.kind === 'text';
  const title = paint('bold', page.title);
  return [
    ...wrapped(summed ? `${title}: ${dressed(first.text, paint)}` : title, width),
    ...(summed ? others : page.parts).flatMap((part) => ['', ...partLines(part, paint, width)]),
  ];
}

export function partLines(part: Part, paint: Paint, width: number): string[] {
  switch (part.kind) {
    case 'heading':
      return [paint('bold', part.text.replaceAll('`', ''))];
    case 'text':
      return wrapped(dressed(part.text, paint), width);
    case 'list':
      return part.items.flatMap((item) => wrapped(`· ${dressed(item, paint)}`, width));
    case 'yaml':
      return part.text.split('\n').map((line) => (line === '' ? '' : `    ${paint('dim', line)}`));
    case 'fields':
      return part.rows.flatMap((row) => fieldLines(row, paint, width));
  }
}

/** The name and its facts on one line where they fit, what it is below. */
function fieldLines({ name, type, without, text, words = [] }: Field, paint: Paint, width: number): string[] {
  const facts = [type, without === undefined ? '' : leftOut(without)].filter((fact) => fact).join(' · ');
  const fits = 2 + name.length + 2 + facts.length <= width;
  const below = [...(fits ? [] : [facts]), text].filter((line) => line !== '');
  return [
    `  ${paint('cyan', name)}${fits && facts !== '' ? `  ${dressed(facts, paint)}` : ''}`,
    ...below.flatMap((line) => wrapped(`      ${dressed(line, paint)}`, width)),
    ...words.flatMap(({ word, text: means }) =>
      wrapped(`      · ${paint('cyan', word)}${means === '' ? '' : `: ${dressed(means, paint)}`}`, width),
    ),
  ];
}

function leftOut(without: string): string {
  return /^(?:required|optional|one of these)/.test(without) ? without : `left out: ${without}`;
}

function wrapped(line: string, width: number): string[] {
  return wrapLine(line, width).split('\n');
}

/** Words in backticks are coloured where there are colours; otherwise the backticks stay, as they tell a word from a word. */
function dressed(text: string, paint: Paint): string {
  if (paint('cyan', 'x') === 'x') return text;
  return text.replaceAll(/`([^`]*)`/g, (_, word: string) => paint('cyan', word));
}
