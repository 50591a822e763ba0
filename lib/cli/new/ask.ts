import { fail } from '../../model/errors.ts';
import type { Estate } from '../../model/estate.ts';
import type { Directory } from '../../model/people.ts';
import type { Call } from '../command.ts';
import { isInteractive } from '../io.ts';
import { makePrompts, type Prompts } from '../prompt.ts';
import { type Question, questions } from './answers.ts';

type Flag = Question['flag'];

export interface AskingParts {
  /** Nobody is asked: what is usual is taken. */
  yes: boolean;
  estate: Estate;
  /** Of people.yaml. */
  directory: Directory | undefined;
  call: Call;
  /** Why there can be no runbook of a name: it is there already. */
  taken: (name: string) => string | undefined;
}

type Known = Pick<AskingParts, 'estate' | 'directory'>;

/**
 * An answer to each question: what an option says, else what the person at the terminal says. BadInput: an option that is wrong;
 * without a terminal, which options are missing; nobody answered to the end.
 */
export async function said(
  given: Partial<Record<Flag, string>>,
  parts: AskingParts,
): Promise<Record<Flag, string>> {
  checkGiven(given, parts);
  const missing = questions.filter(({ flag }) => given[flag] === undefined);
  const asks = missing.length > 0 && !parts.yes;
  if (asks && (!isInteractive(parts.call.io) || parts.call.settings.json)) return leftOut(missing);
  const all = asks ? await askFor(missing, given, parts) : given;
  return complete(all, parts);
}

function checkGiven(given: Partial<Record<Flag, string>>, parts: Known): void {
  for (const { flag, wrong } of questions) {
    const answer = given[flag];
    const why = answer === undefined ? undefined : wrongAnswer(answer, wrong, parts);
    if (why === undefined) continue;
    fail('BadInput', { what: `${spelled(flag)} is "${answer ?? ''}": ${why}` });
  }
}

function wrongAnswer(
  answer: string,
  wrong: Question['wrong'],
  { estate, directory }: Known,
): string | undefined {
  return answer.trim() === '' ? 'that is empty' : wrong(answer, estate, directory);
}

function leftOut(missing: Question[]): never {
  const list = missing.map(({ flag, takes }) => `  ${spelled(flag).padEnd(8)}  ${takes}`).join('\n');
  return fail('BadInput', {
    what: `there is no terminal to ask at, and ${missing.length === 1 ? 'this is' : 'these are'} missing:\n${list}\ngive ${missing.length === 1 ? 'it' : 'them'}, or --yes to take what is usual`,
  });
}

/** The argument is no option. */
function spelled(flag: Flag): string {
  return flag === 'name' ? 'NAME' : `--${flag}`;
}

async function askFor(
  missing: Question[],
  given: Partial<Record<Flag, string>>,
  parts: AskingParts,
): Promise<Partial<Record<Flag, string>>> {
  const { io, screen } = parts.call;
  const prompts = makePrompts(io, screen);
  const left = new AbortController();
  const stop = io.onInterrupt(() => left.abort());
  const all = { ...given };
  try {
    for (const question of missing) {
      const answer = await askOne(
        question,
        question.usual(all, parts.directory),
        prompts,
        parts,
        left.signal,
      );
      if (answer === undefined)
        fail('BadInput', {
          what: 'nothing was written',
          why: 'you left before the last question',
          todo: 'rebound new begins anew',
        });
      all[question.flag] = answer;
    }
    return all;
  } finally {
    stop();
  }
}

/** Until the answer can be used. */
async function askOne(
  { flag, ask, takes, wrong }: Question,
  usual: string,
  prompts: Prompts,
  { estate, directory, call, taken }: AskingParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  // beside the question it would not fit into a narrow terminal, and what is typed would wrap
  call.screen.line(`${ask} ${call.screen.paint('dim', `(${takes})`)}`);
  for (;;) {
    const line = await prompts.line(`  [${usual}] `, { signal });
    if (line === undefined) return undefined;
    const answer = line.trim() === '' ? usual : line.trim();
    const why = wrong(answer, estate, directory) ?? (flag === 'name' ? taken(answer) : undefined);
    if (why === undefined) return answer;
    call.screen.line(`  "${answer}" cannot be taken: ${why}`);
  }
}

/** What is usual for what nobody said. */
function complete(given: Partial<Record<Flag, string>>, { estate, directory }: Known): Record<Flag, string> {
  const all = { name: '', title: '', owner: '', target: '', alarm: '', rto: '' };
  for (const { flag, usual, wrong } of questions) {
    const answer = given[flag] ?? usual({ ...given, ...all }, directory);
    const why = wrong(answer, estate, directory);
    if (why !== undefined)
      fail('BadInput', { what: `found no usable ${spelled(flag)}`, why, todo: 'give another' });
    all[flag] = answer;
  }
  return all;
}
