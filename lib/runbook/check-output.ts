import { type At, checkFields } from './check-fields.ts';
import type { Reading } from './context.ts';
import type { Read } from './expression.ts';
import type { Knowledge, Place, Whole } from './known.ts';
import { areSiblings, isWithin, loopsAround, type StepFact } from './step-facts.ts';

/** The output of a step, or its status, where an expression reads it: whether it is there by then, and what it has. */
export function checkOutput(
  read: Read,
  at: At,
  fact: StepFact,
  place: Place,
  whole: Whole,
  reading: Reading,
): void {
  const { report } = reading;
  const { step } = fact;
  const where = `"${step.title}" (line ${step.position.line})`;
  const known = place.known.of(step.id);
  if (known === undefined) return notThere(read, at, fact, place, reading);
  const type = whole.root(step.id);
  if (step.kind !== 'use' && step.kind !== 'for_each') {
    const instead = step.kind === 'parallel' ? ': read its steps by their own ids' : '';
    const message = `found ${read.path}, but a step that is a ${step.kind} has no output${instead}`;
    report.error(at(read.offset), 'unknown-field', message);
    return;
  }
  if (known !== 'sure' && !read.asked && !read.sure.has(step.id)) {
    const message = `found ${read.path}, but ${where} ${whyMissing(fact, known)}: write $exists(${read.path}) where it may be missing`;
    report.error(at(read.offset), 'read-from-branch', message);
    return;
  }
  checkFields(read, type, step.kind === 'use' ? `the output of ${step.uses}` : `$${step.id}`, at, reading);
}

function whyMissing({ step, within }: StepFact, known: Knowledge): string {
  if (known === 'nothing') return 'failed here, and a step that failed has no output';
  const own = 'onFailure' in step ? step : undefined;
  if (own?.kind === 'use' && own.until?.onTimeout) return 'may have run out of time';
  const goesOn = own?.onFailure.kind === 'continue' || own?.onFailure.kind === 'steps';
  if (goesOn && !step.if && within?.inner.role !== 'arm') return 'may have failed, and the run goes on then';
  return 'may not have run';
}

/** Nothing that could have run before. Said by what stands between: a loop, a branch beside this one, another way, the order. */
function notThere(read: Read, at: At, fact: StepFact, { fact: here }: Place, reading: Reading): void {
  const { report } = reading;
  const { step } = fact;
  const where = `"${step.title}" (line ${step.position.line})`;
  const say = (
    code: 'read-from-loop' | 'read-from-branch' | 'read-before-step' | 'not-in-always',
    why: string,
  ) => report.error(at(read.offset), code, `found ${read.path}, but ${why}`);
  if (here?.always && !fact.always) {
    say(
      'not-in-always',
      `"always" also runs when ${where} did not: read only $inputs, $run and its own steps there`,
    );
    return;
  }
  if (isWithin(here, fact)) {
    say('read-before-step', `${where} is not done here: this stands within it`);
    return;
  }
  if (areSiblings(here, fact)) {
    say(
      'read-from-branch',
      `${where} runs at the same time as this, in another branch: read it behind the group`,
    );
    return;
  }
  if (here && fact.order >= here.order) {
    say('read-before-step', `${where} runs only after this`);
    return;
  }
  const mine = loopsAround(here);
  const [loop, ...inner] = loopsAround(fact).filter((one) => !mine.includes(one));
  if (loop) {
    say(
      'read-from-loop',
      `${where} runs once for each item of "${loop.step.title}": ${readThrough([loop, ...inner], read, fact)}`,
    );
    return;
  }
  say('read-from-branch', `${where} is on another way than this`);
}

/** `$restores[0].restore.phase` for `$restore.phase`. */
function readThrough(loops: StepFact[], read: Read, { step }: StepFact): string {
  const nameless = loops.find((loop) => !loop.step.named);
  if (nameless) return `give "${nameless.step.title}" an id, and read $<id>[0].${step.id} outside of it`;
  const path = loops.map((loop) => `${loop.step.id}[0]`).join('.');
  const status = read.variable === 'steps';
  const rest = read.path.slice(status ? '$steps.'.length : 1);
  return `outside of it read $${path}.${status ? 'steps.' : ''}${rest}`;
}
