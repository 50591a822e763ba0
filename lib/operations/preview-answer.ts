import { decisionOf, isOf } from '../history/voices.ts';
import type { Manifest } from '../compiler/manifest.ts';
import type { Ask, Voice } from '../model/ask.ts';
import { canonical, type Json } from '../model/json.ts';
import { externalName } from '../model/run.ts';
import { nextAfterStep } from './next-step.ts';
import type { Looked } from './looked.ts';
import type { OperationParts } from './parts.ts';
import { abortLines, leftLines } from './preview-abort.ts';
import { nextName, stopLines } from './preview-steer.ts';
import { type ToSay, voiceOf } from './voice-of.ts';

/** What an answer does, before it is given. Errors: those of answering. */
export async function answerLines(looked: Looked, toSay: ToSay, parts: OperationParts): Promise<string[]> {
  const { run, recorded } = looked;
  const { ask, voice } = voiceOf(run, recorded.asks, toSay, parts);
  const manifest = recorded.manifest;
  const of: Of = { ask, voice, known: toSay.by !== undefined, looked, manifest };
  const lines = ask.undo === undefined ? await stepLines(of, parts) : await undoLines(of, parts);
  const goesOn = voice.answer !== 'abort' && voice.answer !== 'reject';
  return [...lines, ...(goesOn ? [...heldLines(looked), ...(await stopLines(parts))] : [])];
}

interface Of {
  ask: Ask;
  voice: Voice;
  /** Whether it is known who says it. */
  known: boolean;
  looked: Looked;
  manifest: Manifest | undefined;
}

/** By answer; every other one is an option of a `decide`. */
async function stepLines(of: Of, parts: OperationParts): Promise<string[]> {
  const { ask, voice, looked } = of;
  switch (voice.answer) {
    case 'approve':
      return approveLines(of);
    case 'reject':
      return [`"${ask.title}" is answered with no.`, ...(await abortLines(looked.run, parts, ask.id))];
    case 'abort':
      return [`"${ask.title}" is answered with abort.`, ...(await abortLines(looked.run, parts, ask.id))];
    case 'retry':
      return retryLines(of);
    case 'back':
      return backLines(of);
    case 'skip':
      return skipLines(of);
    case 'by-hand':
      return byHandLines(of);
    case 'done':
      return [...writtenLines(voice), `"${ask.title}" is done. ${goesOnWith(of)}`];
    case 'cannot':
      return [`"${ask.title}" fails: it cannot be done. ${afterFailure(of)}`];
    case 'go-on':
      return [`The wait "${ask.title}" is over now. ${goesOnWith(of)}`];
    default:
      return optionLines(of);
  }
}

/** About taking a step of an aborted run back. */
async function undoLines({ ask, voice, looked }: Of, parts: OperationParts): Promise<string[]> {
  const title = ask.title.replace(/ · undo$/, '');
  switch (voice.answer) {
    case 'abort':
      return leftLines(looked.run, parts);
    case 'retry':
      return [`Taking "${title}" back is tried again.`];
    case 'skip':
      return [`"${title}" is left as it is: it is not taken back. What else is to be taken back, is.`];
    case 'cannot':
      return [`"${title}" could not be taken back by hand: people are asked what now.`];
    default:
      return [
        ...writtenLines(voice),
        `"${title}" is taken back, by hand. What else is to be taken back, is.`,
      ];
  }
}

function approveLines(of: Of): string[] {
  const { ask, voice } = of;
  const plans = ask.plans.flatMap(({ title, iteration, lines }) => [
    `"${title}"${iteration === 0 ? '' : ` (item ${iteration})`}:`,
    ...lines.map((line) => `  ${line}`),
  ]);
  const what =
    plans.length === 0
      ? ['No change hangs on this yes.']
      : [`What will be done (plan ${ask.planHash.slice(0, 4)}):`, ...plans];
  if (voice.breakGlass !== undefined)
    return [
      ...what,
      'This decides it alone, by break-glass: everybody who was asked, the owner and the commander are paged, and it stays red in the record.',
      goesOnWith(of),
    ];
  const missing = missingVoices(of);
  return [...what, missing === undefined ? `With this yes it is decided. ${goesOnWith(of)}` : missing];
}

/** Who else has to say yes; undefined when this one is enough. */
function missingVoices({ ask, voice, known }: Of): string | undefined {
  const { quorum } = ask;
  const others = known ? ask.voices.filter((said) => !isOf(said, voice)) : ask.voices;
  const yes = others.filter(({ answer }) => answer === 'approve');
  if (typeof quorum === 'number') {
    const more = quorum - yes.length - 1;
    if (more <= 0) return undefined;
    return `This is not enough: ${more} more ${more === 1 ? 'person has' : 'people have'} to say yes. Until then nothing goes on.`;
  }
  if (known && decisionOf(ask, [...others, voice], voice)) return undefined;
  const wanted = Object.entries(quorum).map(([group, count]) => `${count} of ${group}`);
  const said = yes.length === 0 ? 'nobody so far' : yes.map(({ by }) => by).join(', ');
  return `${known ? 'This is not enough' : 'This may not be enough'}: ${wanted.join(' and ')} have to say yes (${said}). Until then nothing goes on.`;
}

function retryLines(of: Of): string[] {
  const { ask, voice, looked, manifest } = of;
  const step = manifest?.steps.find(({ id }) => id === ask.step);
  const made = madeBy(of);
  const again = `"${ask.title}" is done again, in its own time.`;
  const differ = Object.entries(voice.values ?? {}).filter(
    ([name, value]) => canonical(value) !== canonical(ask.given?.[name] ?? null),
  );
  const changes = step?.kind === 'changes';
  return [
    again,
    ...(voice.values === undefined
      ? []
      : differ.length === 0
        ? ['The values are those that it had.']
        : differ.map(([name, value]) => {
            const before = ask.given?.[name];
            return `  ${name}: ${shown(value)}${before === undefined ? ', which it was not given before' : ` instead of ${shown(before)}`}`;
          })),
    ...(changes && voice.values !== undefined && Object.keys(voice.values).length > 0
      ? [
          'It changes something: with other values its plan is another one, and a new approval is asked first.',
        ]
      : []),
    ...(made.length > 0
      ? [
          `What it made before stays: ${made.join(', ')}. What it makes now is called ${externalName(looked.run.run, nextGeneration(ask), ask.iteration, ask.step)}.`,
        ]
      : changes
        ? ['It has made nothing outside so far.']
        : []),
  ];
}

/** A person's retry is the next generation: names outside have it in them. */
const nextGeneration = ({ generation }: Ask): number => generation + 1;

/** What the step has made outside and nobody took back. */
function madeBy({ ask, looked }: Of): string[] {
  return Object.values(looked.recorded.ledger?.entries ?? {})
    .filter(
      ({ step, iteration, undoes, undoneAt }) =>
        step === ask.step && iteration === ask.iteration && !undoes && undoneAt === undefined,
    )
    .map(({ external }) => external);
}

function backLines({ ask, voice, manifest }: Of): string[] {
  const ways = ask.back ?? [];
  const to = ways.findIndex(({ step }) => step === voice.to);
  const again = ways.slice(0, to + 1).reverse();
  const titles = [...again.map(({ title }) => title), ask.title].map((title) => `"${title}"`);
  const asks = again.some(({ step }) => manifest?.steps.find(({ id }) => id === step)?.kind === 'asks');
  return [
    `The run goes back, and does these again: ${titles.join(', ')}.`,
    ...(asks
      ? ['What people were asked there, they are asked again; an approval counts for nothing then.']
      : []),
    'What was made outside stays; nothing is taken back.',
  ];
}

function skipLines(of: Of): string[] {
  const { ask } = of;
  const made = madeBy(of);
  return [
    `"${ask.title}" is passed over${made.length > 0 ? `; what it has made stays: ${made.join(', ')}` : ''}.`,
    `Steps behind it see its status as skipped-by-hand and null for what it gives; one that needs more stops in front of people.`,
    goesOnWith(of),
    atBest,
  ];
}

const atBest = 'At best the run ends as recovered-with-skips, which is no proof.';

/** On to the last verify of the runbook, over everything between. */
function byHandLines({ ask, manifest }: Of): string[] {
  const steps = (manifest?.steps ?? []).filter(({ always }) => !always);
  const top = new Set((manifest?.flow ?? []).map(({ step }) => step));
  const verify = steps.findLastIndex(({ id, verifies }) => verifies && top.has(id));
  const from = steps.findIndex(({ id }) => id === ask.step);
  const target = steps[verify];
  if (!target || from < 0) return ['The rest is done by hand, up to the last verify of the runbook.', atBest];
  const passed = steps.slice(from, verify).filter(({ kind }) => kind !== 'control');
  const behind = steps.slice(verify).filter(({ verifies }) => verifies);
  return [
    `Passed over, to be done by hand: ${passed.map(({ title }) => `"${title}"`).join(', ')}.`,
    `The run goes on with ${behind.map(({ title }) => `"${title}"`).join(', ')}, which looks whether everything is as it should be: do it by hand before you answer.`,
    atBest,
  ];
}

function writtenLines({ record }: Voice): string[] {
  const written = Object.entries(record ?? {}).map(([name, value]) => `${name} = ${shown(value)}`);
  return written.length === 0 ? [] : [`Written down: ${written.join(', ')}.`];
}

function optionLines({ ask, voice, manifest }: Of): string[] {
  const meaning = ask.labels?.[voice.answer];
  const next = nextAfterStep(manifest, ask.step);
  return [
    `"${ask.title}" is decided: ${voice.answer}${meaning === undefined ? '' : `, ${meaning}`}.`,
    `The run goes on with ${nextName(next)}.`,
  ];
}

function afterFailure({ ask, manifest }: Of): string {
  const failure = manifest?.steps.find(({ id }) => id === ask.step)?.onFailure;
  if (failure === 'continue') return 'The run goes on without it.';
  if (failure === 'stop') return 'The run ends as failed.';
  if (failure === 'steps') return 'The run goes on with the steps that its runbook has for that.';
  return 'People are asked what now, as of every failed step.';
}

function goesOnWith({ ask, manifest }: Of): string {
  return `The run goes on with ${nextName(nextAfterStep(manifest, ask.step))}.`;
}

/** An answer is heard at once; what follows it waits. */
function heldLines({ report: { held, run, stepping } }: Looked): string[] {
  if (!held) return [];
  const why = stepping ? `, step by step` : '';
  return [`${held.by} holds the run${why}: what follows waits for \`rebound continue ${run}\`.`];
}

function shown(value: Json): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
