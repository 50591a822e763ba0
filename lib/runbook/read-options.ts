import { answers } from '../model/ask.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Report } from './mistake.ts';
import { isDressed } from './shape.ts';
import type { Reading } from './context.ts';
import { describeNode, entryOf, type Node } from './yaml-node.ts';

const word = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;
const wordMax = 32;
/** One is no decision, and nobody compares more than nine at three in the morning. */
const [optionsMin, optionsMax] = [2, 9];

/**
 * The options of a `decide`: each has a word that people answer with. And the one that is recommended is among them. The keys of `with`
 * that have a mistake: nothing more is said about them.
 */
export function checkOptions(given: Node, { report }: Reading): ('options' | 'recommend')[] {
  const options = entryOf(given, 'options')?.value;
  if (options?.kind !== 'map') return [];
  const before = report.errors();
  const { length } = options.entries;
  if (length < optionsMin || length > optionsMax)
    report.error(options, 'wrong-value', `found ${length} options, expected ${optionsMin} to ${optionsMax}`);
  for (const { key, spot } of options.entries) {
    const wrong = badWord(key);
    if (wrong !== undefined) report.error(spot, 'wrong-value', `found the option "${key}", ${wrong}`);
  }
  if (report.errors() > before) return ['options', 'recommend'];
  const recommend = entryOf(given, 'recommend')?.value;
  if (recommend)
    checkRecommend(
      recommend,
      options.entries.map(({ key }) => key),
      report,
    );
  return report.errors() > before ? ['recommend'] : [];
}

function badWord(key: string): string | undefined {
  if (isDressed(key)) return undefined;
  if (key === 'abort') return 'which every question has: leave it out';
  if (answers.some((one) => one === key)) return 'which means something else already: choose another word';
  if (!word.test(key))
    return 'expected a word of small letters, digits and _ or -, such as go_on: people answer with it';
  return key.length > wordMax ? `which has ${key.length} characters, expected at most ${wordMax}` : undefined;
}

function checkRecommend(node: Node, words: string[], report: Report): void {
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  if (found === undefined || isDressed(found) || words.includes(found)) return;
  const close = didYouMean(found, words);
  report.error(
    node,
    'wrong-value',
    `found ${describeNode(node)}, expected one of the options: ${words.join(', ')}${close}`,
  );
}
