import { answers as fixedAnswers } from '../model/ask.ts';
import { parseDuration } from '../model/duration.ts';
import { didYouMean } from '../model/nearest.ts';
import type { PersonScript } from '../model/scenario.ts';
import type { Reading } from './context.ts';
import { type Answers, readScriptMap } from './read-script-map.ts';
import { hasBroken, isDressed, reportKeyDress } from './shape.ts';
import { describeNode, type Node } from './yaml-node.ts';

/** `people` of a rehearsal: what each says to a question, in order. `asked` are the names that the runbook asks, where known. */
export function readPeople(
  node: Node | undefined,
  asked: ReadonlySet<string> | undefined,
  answers: Answers,
  reading: Reading,
): Record<string, PersonScript[]> {
  const { report } = reading;
  if (!node || (node.kind === 'scalar' && hasBroken(node))) return {};
  if (node.kind !== 'map') {
    report.error(
      node,
      'wrong-value',
      `found ${describeNode(node)}, expected a map such as { platform-leads: approve after 4m }`,
    );
    return {};
  }
  const people = node.entries.map((entry): [string, PersonScript[]] => {
    const dressed = reportKeyDress(entry, report);
    if (!dressed && asked && !asked.has(entry.key)) {
      const close =
        didYouMean(entry.key, asked) || (asked.size === 0 ? '' : `; it asks ${[...asked].join(', ')}`);
      report.warning(entry.spot, 'never-asked', `nothing in this runbook asks "${entry.key}"${close}`);
    }
    const items =
      entry.value.kind === 'list' && entry.value.items.length > 0 ? entry.value.items : [entry.value];
    return [entry.key, items.flatMap((item) => readScript(item, answers, reading) ?? [])];
  });
  return Object.fromEntries(people);
}

function readScript(node: Node, answers: Answers, reading: Reading): PersonScript | undefined {
  if (node.kind === 'map') return readScriptMap(node, answers, reading);
  if (hasBroken(node)) return undefined;
  const words = [...fixedAnswers, ...answers.options];
  const found = node.kind === 'scalar' && typeof node.value === 'string' ? node.value.trim() : '';
  if (found === 'silent') return { does: 'silent' };
  const [word = '', after, duration = '', more] = found.split(/\s+/);
  const known = words.includes(word) || (!answers.whole && /^[a-z][a-z0-9_-]*$/.test(word));
  const seconds = after === 'after' && more === undefined ? parseDuration(duration) : undefined;
  if (known && seconds !== undefined) return { does: word, after: seconds };
  const close = known || word === '' || isDressed(found) ? '' : didYouMean(word, [...words, 'silent']);
  const expected = `"<answer> after <duration>" with one of ${words.join(', ')}, or "silent"`;
  reading.report.error(node, 'wrong-value', `found ${describeNode(node)}, expected ${expected}${close}`);
  return undefined;
}
