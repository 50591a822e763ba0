import type { AnswerMore } from '../model/ask.ts';
import type { InputSpec } from '../model/inputs.ts';
import { checkField } from '../operations/check-answer.ts';
import type { AskReport } from '../operations/operations.ts';
import { valuesFor } from './answer-values.ts';
import { isStarter, kindOf } from './question-lines.ts';

export interface Given {
  answer: string;
  because: string;
  more: AnswerMore;
}

/** What reading an answer works with: `prompt` gives undefined when the question was taken back. */
export interface Reading {
  prompt: (question: string) => Promise<string | undefined>;
  line: (text: string) => void;
  /** Who is at the terminal. */
  login: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** An answer at the terminal: its word, what goes with it, and why. Undefined when the question was taken back. */
export async function readAnswer(ask: AskReport, reading: Reading): Promise<Given | undefined> {
  const starter = isStarter(ask, reading.login);
  const options = starter ? ask.options.filter((option) => option !== 'approve') : ask.options;
  const choices = joined(options);
  if (starter) reading.line(`  ${notYours(ask)}`);
  for (;;) {
    const line = await reading.prompt(`${choices}, and why`);
    if (line === undefined) return undefined;
    const [typed = '', ...rest] = line.trim().split(/\s+/);
    // `approve, as drilled`
    const word = typed.replace(/[,.:;!]+$/, '');
    const answer = answerOf(word, options);
    if (answer === undefined && starter && answerOf(word, ask.options) === 'approve') {
      reading.line(`  ${notYours(ask)}`);
      continue;
    }
    if (answer !== undefined) return readMore(ask, answer, rest.join(' '), reading);
    if (word !== '')
      reading.line(`  "${word}" is no answer to this question: write ${choices}, then your reason.`);
  }
}

/** Whoever starts a run does not approve it. What else the question takes is theirs to say. */
function notYours({ run }: AskReport): string {
  return `You started this run, so somebody else has to say yes: rebound answer ${run.slice(0, 6)} approve --as NAME`;
}

/** The answer that a word is, or begins: `a` is approve where only that fits. */
export function answerOf(word: string, options: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  if (options.includes(typed)) return typed;
  const fitting = options.filter((option) => option.startsWith(typed));
  return typed !== '' && fitting.length === 1 ? fitting[0] : undefined;
}

async function readMore(
  ask: AskReport,
  answer: string,
  rest: string,
  reading: Reading,
): Promise<Given | undefined> {
  const { set, text } = takeValues(ask, answer, rest);
  switch (answer) {
    case 'back':
      return readBack(ask, text, reading);
    case 'done':
      return readRecord(ask, set, why(text), reading);
    case 'skip':
      return readReason(answer, why(text), reading);
    case 'approve':
      return readGroup(ask, text, reading);
    default:
      return { answer, because: why(text), more: valuesFor(answer, set, ask.given ?? {}) };
  }
}

/** `name=value`, or `name="a value"`, where the answer takes values of that name; the rest is the reason. */
function takeValues(ask: AskReport, answer: string, rest: string) {
  const names = Object.keys((answer === 'done' ? ask.record : answer === 'retry' ? ask.given : {}) ?? {});
  const set: Record<string, string> = {};
  const text = rest.replace(/(\S+?)=("[^"]*"|\S*)/g, (whole, name: string, value: string) => {
    if (!names.includes(name)) return whole;
    set[name] = value.replace(/^"(.*)"$/, '$1');
    return '';
  });
  return { set, text: text.replace(/\s+/g, ' ').trim() };
}

const why = (text: string): string => text.replace(/^because\s+/i, '');

async function readBack(ask: AskReport, text: string, { prompt, line }: Reading): Promise<Given | undefined> {
  const known = (ask.back ?? []).map(({ step }) => step);
  let words = text.replace(/^to\s+/i, '').split(' ');
  for (;;) {
    const [to = '', ...rest] = words;
    if (known.includes(to)) return { answer: 'back', because: why(rest.join(' ')), more: { to } };
    if (to !== '') line(`  One cannot go back to "${to}": write ${joined(known)}.`);
    const typed = await prompt(`back to ${joined(known)}, and why`);
    if (typed === undefined) return undefined;
    words = typed.trim().split(/\s+/);
  }
}

async function readRecord(
  ask: AskReport,
  set: Record<string, string>,
  because: string,
  reading: Reading,
): Promise<Given | undefined> {
  const record: Record<string, string> = {};
  const asked = new Set<string>();
  for (const [name, spec] of Object.entries(ask.record ?? {})) {
    const prompt = (question: string) => {
      asked.add(name);
      return reading.prompt(question);
    };
    const value = await readField(name, spec, set[name], { ...reading, prompt });
    if (value === undefined) return undefined;
    record[name] = value;
  }
  // one value stands right above; of several, one may have gone to the wrong name
  const sure = asked.size < 2 || (await readAgain(ask.record ?? {}, record, reading));
  return sure ? { answer: 'done', because, more: valuesFor('done', record, {}) } : undefined;
}

/** What is written down is read by later steps, and by people who copy commands: it is shown before it is sent. False: taken back. */
async function readAgain(
  specs: Record<string, InputSpec>,
  record: Record<string, string>,
  reading: Reading,
): Promise<boolean> {
  for (;;) {
    for (const [name, value] of Object.entries(record)) reading.line(`    ${name} = ${value}`);
    const typed = (await reading.prompt('Enter sends it; a name changes that one'))?.trim();
    if (typed === undefined) return false;
    if (typed === '') return true;
    const spec = Object.hasOwn(specs, typed) ? specs[typed] : undefined;
    if (!spec) {
      reading.line(`  "${typed}" is none of them: press Enter, or write ${joined(Object.keys(record))}.`);
      continue;
    }
    const value = await readField(typed, spec, undefined, reading);
    if (value === undefined) return false;
    record[typed] = value;
  }
}

async function readField(
  name: string,
  spec: InputSpec,
  given: string | undefined,
  { prompt, line, now }: Reading,
): Promise<string | undefined> {
  let typed = given;
  for (;;) {
    if (typed !== undefined && typed.trim() !== '') {
      const { problem } = checkField(name, spec, typed.trim(), { clusters: {}, databases: {} }, now);
      if (problem === undefined) return typed.trim();
      line(`  ${problem}`);
    }
    const about = spec.description === undefined ? kindOf(spec) : `${spec.description}; ${kindOf(spec)}`;
    typed = await prompt(`${name} (${about})`);
    if (typed === undefined) return undefined;
  }
}

async function readReason(answer: string, text: string, { prompt }: Reading): Promise<Given | undefined> {
  let because = text;
  while (because.trim() === '') {
    const typed = await prompt('what was done instead, or why it is not needed');
    if (typed === undefined) return undefined;
    because = why(typed.trim());
  }
  return { answer, because, more: {} };
}

/** Where a quorum is by group, one speaks for one of them. */
async function readGroup(
  ask: AskReport,
  text: string,
  { prompt, line, login }: Reading,
): Promise<Given | undefined> {
  const groups = [
    ...new Set([
      ...(typeof ask.quorum === 'number' ? [] : Object.keys(ask.quorum)),
      ...(ask.mayApprove ?? []),
    ]),
  ];
  const said = /^for (\S+)\s*/.exec(text);
  const because = why(said ? text.slice(said[0].length) : text);
  let group = said?.[1];
  if (groups.length === 0 || (group === undefined && groups.includes(login)))
    return { answer: 'approve', because: groups.length === 0 ? why(text) : because, more: {} };
  for (;;) {
    if (group !== undefined && groups.includes(group))
      return { answer: 'approve', because, more: { for: group } };
    if (group !== undefined && group !== '') line(`  "${group}" is not asked: write ${joined(groups)}.`);
    group = (await prompt(`for ${joined(groups)}`))?.trim();
    if (group === undefined) return undefined;
  }
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
