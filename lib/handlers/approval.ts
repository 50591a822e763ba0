import { asksOf, latestAsk } from '../history/asks.ts';
import { glassBreaksAt, isTyped } from '../history/break-glass.ts';
import { fitsPlan, isEnough, mayApprove, namesOf } from '../history/voices.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { fail } from '../model/errors.ts';
import { hashOf, type Json } from '../model/json.ts';
import { isSameName } from '../model/look-alike.ts';
import { personCalled } from '../model/on-call.ts';
import type { Directory } from '../model/people.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { Parts } from './parts.ts';
import { planHash } from './plan-hash.ts';
import { isUnattended, saidYes, starterOf } from './unattended.ts';

/** So much may the clocks of two functions differ. */
const skewMs = 30_000;

interface Changing {
  step: string;
  title: string;
  uses: string;
  iteration: number;
  generation?: number | undefined;
  approval?: string | undefined;
  /** Of its step type. */
  breakGlass?: false | undefined;
  /** Tried again with these: then the step has asked itself, whatever covered it before. */
  values?: Record<string, Json> | null | undefined;
}

/**
 * A changing step goes on only under the decision that covers it, for exactly what was shown. Whether that decision is one, this looks at
 * itself, from the voices that are kept and its own people.yaml: whoever asked may have been wrong. NotApproved, PlanChanged.
 */
export async function checkApproval(call: Changing, given: Json, run: Run, parts: Parts): Promise<void> {
  const ask = await approvalOf(call, run, parts);
  if (ask?.decision?.answer !== 'approve') {
    fail('NotApproved', {
      what: `"${call.title}" changes something, and nobody has approved it`,
      why: ask
        ? `"${ask.title}" is ${ask.decision ? `decided: ${ask.decision.answer}` : 'still open'}`
        : 'no question covers it',
      todo: 'let the runbook ask with `approve` before this step',
      run: run.run,
      step: call.step,
    });
  }
  refuseUnknowing(ask, call, run, parts);
  const why = await whyNotApproved(ask, ask.decision, call, run, parts);
  if (why !== undefined) {
    fail('NotApproved', {
      what: `"${call.title}" changes something, and what is kept of "${ask.title}" is no approval`,
      why,
      todo: 'start a new run, and look at who can write to the history: a decision should not have come of this',
      run: run.run,
      step: call.step,
    });
  }
  const shown = ask.plans.find(({ step, iteration }) => step === call.step && iteration === call.iteration);
  const now = planHash(call.step, call.uses, given, run.target ?? {});
  if (shown?.hash !== now) {
    fail('PlanChanged', {
      what: `"${call.title}" would do something else than what ${ask.decision.by} approved`,
      why: `approved ${shown?.hash.slice(0, 8) ?? 'nothing for this step'}, now ${now.slice(0, 8)}`,
      todo: 'start a new run and decide on its plan',
      run: run.run,
      step: call.step,
    });
  }
}

/** A person's name as it is kept: their id where people.yaml knows them. */
export function asKept(name: string, directory: Directory | undefined): string {
  return (directory && personCalled(directory, name)?.id) ?? name;
}

/** The newest question of the step that covers this one: in its own iteration, or in one around it. */
async function approvalOf(call: Changing, run: Run, parts: Parts): Promise<Ask | undefined> {
  const { table } = parts.clients;
  await refuseAfterNo(call, run, parts);
  const asking = call.values ? call.step : call.approval;
  if (asking === undefined) return undefined;
  if (asking === call.step) return latestAsk(table, run.run, asking, call.iteration, 'approval');
  for (let iteration = call.iteration; ; iteration = Math.floor(iteration / 1000)) {
    const ask = await latestAsk(table, run.run, asking, iteration, 'approval');
    if (ask || iteration === 0) return ask;
  }
}

/**
 * A no is an answer first and a flag in the ledger second. Whoever gave it may have died in between, and until the janitor has told it a
 * branch beside it would go on: no change after no.
 */
async function refuseAfterNo({ step, title }: Changing, { run }: Run, parts: Parts): Promise<void> {
  for (const ask of await asksOf(parts.clients.table, run)) {
    const { answer, by, at } = ask.decision ?? {};
    if (ask.undo !== undefined || (answer !== 'reject' && answer !== 'abort')) continue;
    // An abort from outside of the question is in the ledger first.
    if (!ask.voices.some((voice) => voice.answer === answer)) continue;
    fail('Aborted', {
      what: `"${title}" changes something, and ${by} said ${answer} to "${ask.title}" of this run`,
      by,
      at,
      run,
      step,
    });
  }
}

/** Who said yes was let by people.yaml: whoever has none cannot see whether it still does, and believes nobody. */
function refuseUnknowing({ title, voices }: Ask, call: Changing, run: Run, { directory }: Parts): void {
  if (directory || !voices.some(({ groups }) => groups !== undefined)) return;
  fail('NotApproved', {
    what: `"${call.title}" changes something, and who may say yes to "${title}" cannot be looked up`,
    why: 'people.yaml was there when it was answered, and is not where it is changed',
    todo: 'deploy people.yaml with everything else, and start a new run',
    run: run.run,
    step: call.step,
  });
}

/** What is wrong with a yes, in words; undefined when it is one. */
async function whyNotApproved(
  ask: Ask,
  decision: Voice,
  call: Changing,
  run: Run,
  parts: Parts,
): Promise<string | undefined> {
  if (hashOf(ask.plans) !== ask.planHash) return 'its plans are not those that were shown';
  if (ask.step === call.step && call.generation !== undefined && ask.generation > call.generation)
    return `it was asked for generation ${ask.generation} of the step, and this is ${call.generation}`;
  const yes = ask.voices.filter(({ answer }) => answer === 'approve');
  if (yes.length === 0) return whyNotItself(decision, run, parts);
  const alone = yes.find(({ by, breakGlass }) => breakGlass !== undefined && by === decision.by);
  if (alone && decision.breakGlass !== undefined) return whyNotAlone(ask, alone, call, run, parts);
  const starter = await starterOf(run, parts);
  const counted = counting(ask, yes, starter.kind === 'person' ? starter.name : undefined, parts);
  if (isEnough(ask.quorum, counted)) return undefined;
  const names = counted.map(({ by }) => by).join(', ') || 'nobody';
  return `it wants ${wanted(ask.quorum)}, and of those who said yes only these count: ${names}`;
}

/** Each person once, who may say yes, did not start the run, and saw this plan. */
function counting(
  ask: Ask,
  yes: readonly Voice[],
  starter: string | undefined,
  { directory }: Parts,
): Voice[] {
  const counted: Voice[] = [];
  for (const said of yes) {
    const voice = asKnown(ask, said, directory);
    const started = [starter, ask.startedBy].some(
      (name) => name !== undefined && isSameName(asKept(name, directory), voice?.by ?? ''),
    );
    if (!voice || started || !mayApprove(ask, voice)) continue;
    if (voice.plan !== undefined && !fitsPlan(ask, voice.plan)) continue;
    if (!counted.some(({ by }) => isSameName(by, voice.by))) counted.push(voice);
  }
  return counted;
}

/** The voice with its groups as people.yaml has them now; undefined for somebody whom it does not know. */
function asKnown(ask: Ask, voice: Voice, directory: Directory | undefined): Voice | undefined {
  if (!directory) return voice;
  const person = personCalled(directory, voice.by);
  return person && { ...voice, by: person.id, groups: namesOf(ask, person.id, directory) };
}

function whyNotAlone(
  ask: Ask,
  voice: Voice,
  { uses, breakGlass }: Changing,
  run: Run,
  { directory, clock }: Parts,
): string | undefined {
  if (ask.breakGlass === false || breakGlass === false)
    return `${uses} is never approved by one person alone`;
  const known = asKnown(ask, voice, directory);
  if (!known || !mayApprove(ask, known)) return `${voice.by} may not say yes to it`;
  // Not by the clock of whoever took the answer alone: it may run ahead, and now is later than that.
  if (!(Math.min(Date.parse(voice.at), clock.now() + skewMs) >= glassBreaksAt(ask)))
    return `${voice.by} broke the glass before everybody who was asked had their time`;
  if (!isTyped(voice.breakGlass ?? '', describeTarget(run.target ?? {})))
    return `${voice.by} typed another target`;
  return voice.because.trim() === '' ? `${voice.by} gave no reason` : undefined;
}

/** Only an unattended runbook's own question answers itself, once a person said yes to the run. */
async function whyNotItself({ because }: Voice, run: Run, parts: Parts): Promise<string | undefined> {
  if (because !== 'unattended' || !isUnattended(run, parts)) return 'nobody said yes to it';
  return (await saidYes(run, parts)) === undefined ? 'no person said yes to the run' : undefined;
}

function wanted(quorum: Ask['quorum']): string {
  if (typeof quorum === 'number') return String(quorum);
  return Object.entries(quorum)
    .map(([group, count]) => `${count} of ${group}`)
    .join(' and ');
}
