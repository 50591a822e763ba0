import { didYouMean } from '../model/nearest.ts';
import type { Origin, Reading } from './context.ts';
import { functionNames, refusedFunctions } from './functions.ts';
import type { Place, Whole } from './known.ts';

/** Names without `$`, and functions. */
export function checkWords(
  { analysis, at, path }: Origin,
  place: Place,
  whole: Whole,
  { report }: Reading,
): void {
  for (const { name, offset } of analysis.functions) {
    if (functionNames.has(name)) continue;
    const spot = { position: at(offset), path };
    const refused = Object.hasOwn(refusedFunctions, name) ? refusedFunctions[name] : undefined;
    if (refused) report.error(spot, 'refused-function', `found $${name}: ${refused}`);
    else
      report.error(
        spot,
        'unknown-function',
        `found $${name}(…), which is no function${didYouMean(name, functionNames)}`,
      );
  }
  for (const { name, offset, asKey } of analysis.bare) {
    const advice = asKey ? `write '${name}' in quotes for a key` : meantBy(name, place, whole);
    report.error({ position: at(offset), path }, 'bare-path', `found "${name}" without a "$": ${advice}`);
  }
}

/** `$look.api` for `api`: of the steps that have such an output, the last that ran before; or the input of that name; or a text. */
function meantBy(name: string, { known, loop }: Place, whole: Whole): string {
  const word = /^[A-Za-z_]\w*/.exec(name)?.[0];
  if (word === undefined) return 'begin the path with $inputs, $run or the id of a step';
  if (loop && (word === 'item' || word === 'index')) return `write $${name}`;
  const facts = [...whole.steps.values()].filter(({ step }) => step.named);
  if (facts.some(({ step }) => step.id === word)) return `write $${name}`;
  if (loop?.item.kind === 'map' && loop.item.fields?.has(word)) return `write $item.${name}`;
  const before = facts.filter(({ step }) => known.of(step.id) !== undefined).reverse();
  const owner = [...before, ...facts].find(({ step }) => {
    const output = whole.root(step.id);
    return output.kind === 'map' && output.fields?.has(word);
  });
  if (owner) return `write $${owner.step.id}.${name}`;
  if (whole.inputs.has(word)) return `write $inputs.${name}`;
  if (word === 'inputs' || word === 'run' || word === 'steps') return `write $${name}`;
  if (['True', 'TRUE', 'False', 'FALSE', 'Null', 'NULL'].includes(word)) return `write ${word.toLowerCase()}`;
  return `for a text write '${name}' in quotes, for an output of a step $<id>.${name}`;
}
