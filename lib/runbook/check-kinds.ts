import { formatDuration } from '../model/duration.ts';
import type { Reading } from './context.ts';
import type { StepsRead } from './steps-read.ts';
import type { Expression, Step } from './runbook.ts';
import { allSteps, handOnsIn, innerOf, isScope, useSteps } from './walk.ts';

/**
 * What a step does against where it stands, and against itself: nothing that acts in `always`, a way back for each change, a
 * condition that is asked again and again and can become another one, an answer that somebody reads.
 */
export function checkKinds(read: StepsRead, reading: Reading): void {
  checkAlways(read, reading);
  checkWaysBack(read, reading);
  checkRounds(read, reading);
  checkAnswers(read, reading);
  checkHandOns(read.steps, false, read, reading);
}

/** Who hands on leaves everything: branches beside it would be cut off in the middle of what they do. */
function checkHandOns(steps: Step[], inGroup: boolean, read: StepsRead, reading: Reading): void {
  for (const step of steps) {
    if (inGroup)
      for (const handOn of handOnsIn(step)) {
        const spot = read.handOns.get(handOn)?.runbook ?? spotOf(step, 'continue_with', read);
        reading.report.error(
          spot,
          'misplaced-key',
          '"continue_with" ends the whole run, and stands in a branch or a loop: put it behind the group, under a condition that reads what the group found',
        );
      }
    for (const inner of innerOf(step)) checkHandOns(inner.steps, inGroup || isScope(inner), read, reading);
  }
}

function checkAlways(read: StepsRead, { catalog, report }: Reading): void {
  for (const step of useSteps(read.always)) {
    const type = Object.hasOwn(catalog, step.uses) ? catalog[step.uses] : undefined;
    if (!type || (!type.nests && (type.kind === 'reads' || type.kind === 'tells'))) continue;
    const what = type.nests
      ? 'starts another run'
      : type.kind === 'changes'
        ? 'changes something'
        : 'waits for people';
    report.error(
      spotOf(step, 'uses', read),
      'not-in-always',
      `${step.uses} ${what}, and "always" only looks and tells people: move it into "steps"`,
    );
  }
}

function checkWaysBack(read: StepsRead, { catalog, report }: Reading): void {
  for (const step of useSteps(read.steps)) {
    const type = Object.hasOwn(catalog, step.uses) ? catalog[step.uses] : undefined;
    // an undo that could not be read was told
    if (type?.kind !== 'changes' || step.undo || read.spots.get(step)?.node('undo')) continue;
    const instead =
      type.undo === undefined
        ? `${step.uses} cannot take it back by itself: say how with "undo: { uses: …, with: … }", or have a person do it with uses: manual`
        : `write "undo: {}", and ${step.uses} takes it back`;
    report.warning(
      spotOf(step, 'uses', read),
      'no-undo',
      `an abort leaves what "${step.title}" did as it is: ${instead}`,
    );
  }
}

/** Functions that give something else each time. */
const moving: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'shuffle', 'uuid']);

/** `until` and `stop_when` are asked after each round: what reads nothing of the round is the same each time. */
function checkRounds(read: StepsRead, { report, origins }: Reading): void {
  const isSame = (condition: Expression, own: ReadonlySet<string>): boolean => {
    const { analysis, at } = origins.get(condition) ?? {};
    // a path without its "$" was told
    if (!analysis || !at || analysis.bare.length > 0) return false;
    if (analysis.functions.some(({ name }) => moving.has(name))) return false;
    return analysis.reads.every(({ variable, fields, offset }) => {
      // a misspelt id was told
      if (report.hasErrorAt(at(offset))) return false;
      const field = fields[0]?.name ?? '';
      if (variable === 'run') return field !== 'elapsed' && field !== '';
      return variable === 'steps' ? !own.has(field) : !own.has(variable);
    });
  };
  for (const step of allSteps([...read.steps, ...read.always])) {
    if (!step.named && read.refused.size > 0) continue;
    if (step.kind === 'use' && step.until) {
      const { every, condition } = step.until;
      const path = `$${step.named ? step.id : '<id>'}`;
      if (isSame(condition, new Set([step.id]))) {
        const give = step.named ? 'read' : 'give the step an id, and read';
        const message = `nothing in this condition changes while the step waits: ${give} what the step itself finds, ${path}.…`;
        report.error(spotOf(step, 'until', read), 'never-changes', message);
      } else if (every > step.timeout) {
        const message = `found a look every ${formatDuration(every)}, but the step has ${formatDuration(step.timeout)} together: it would look once`;
        report.error(spotOf(step, 'every', read), 'never-changes', message);
      }
    } else if (step.kind === 'for_each' && step.stopWhen) {
      const own = new Set(['item', 'index', ...allSteps(step.steps).map(({ id }) => id)]);
      if (!isSame(step.stopWhen, own)) continue;
      const message =
        'this condition reads nothing of the item, or of the steps for it: it ends the loop after the first item, or never';
      report.error(spotOf(step, 'stop_when', read), 'never-changes', message);
    }
  }
}

/** People decide something, and the run goes on as if they had not. */
function checkAnswers(read: StepsRead, { report, origins }: Reading): void {
  // whoever reads it may be what is wrong
  if (report.errors() > 0) return;
  const reads = [...origins.values()].flatMap(({ analysis }) => analysis.reads);
  const variables = new Set(reads.map(({ variable }) => variable));
  for (const step of useSteps(read.steps)) {
    if (step.uses !== 'decide' || !read.whole || (step.named && variables.has(step.id))) continue;
    const path = `$${step.named ? step.id : '<id>'}.answer`;
    const message = `nothing reads what is decided here: ${step.named ? '' : 'give the step an id, and '}read ${path} in an "if" or "when" behind it`;
    report.warning(spotOf(step, 'uses', read), 'never-read', message);
  }
}

function spotOf(step: Step, key: string, { spots }: StepsRead) {
  return spots.get(step)?.of(key) ?? { position: step.position, path: 'steps' };
}
