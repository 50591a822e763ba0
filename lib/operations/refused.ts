import { countRefused } from '../history/refused.ts';
import type { Ask } from '../model/ask.ts';
import { codeOf, type ErrorCode, explain } from '../model/errors.ts';
import type { RunEvent } from '../model/event.ts';
import { note } from './note.ts';
import type { OperationParts } from './parts.ts';
import { harmless } from './person.ts';

/** What somebody tried. */
export interface Tried {
  run: string;
  /** The question that was meant, where that is known. */
  ask?: Pick<Ask, 'id' | 'title' | 'step' | 'iteration' | 'generation'>;
  /** As it was given: it need not be a person's. */
  by: string;
  /** `approve`, `ack`: one word. */
  what: string;
  channel?: string;
  /** The refusal speaks of values that the person gave. */
  ofValues?: boolean;
}

/** So many are kept of each question; of more it is only said when they are ten times as many again. */
const keptMax = 20;
const wordLengthMax = 100;
const whyLengthMax = 400;
/** Behind every event that an answer writes in the same millisecond. */
const firstN = 500;
/** What is refused because of what was said, not because something did not work. */
const refusals: readonly ErrorCode[] = [
  'BadInput',
  'AlreadyDecided',
  'NothingToAnswer',
  'PlanChanged',
  'AccessDenied',
];

/**
 * Does what somebody tries, and keeps it when it is refused: who, what, why, by which channel, as a line in the run's events of the kind
 * `noted` with a finding (a bad one, unless they were only too late). What they brought is not kept: it may be secret. A line that
 * cannot be written changes nothing of the answer.
 */
export async function keepingRefusals<T>(
  tried: () => Tried,
  parts: OperationParts,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && refusals.includes(code)) await noteRefused(tried(), error, parts);
    throw error;
  }
}

/** Keeps what was refused. Never throws. Gives false once there are so many that they are only counted: whoever is told of each says no more. */
export async function noteRefused(
  { run, ask, by, what, channel, ofValues = false }: Tried,
  why: unknown,
  parts: Pick<OperationParts, 'table' | 'clock'>,
): Promise<boolean> {
  try {
    const count = await countRefused(parts.table, run, ask?.id ?? '');
    const text = lineOf(count, cut(by, wordLengthMax), cut(what, wordLengthMax), ask?.title, channel);
    if (text === undefined) return false;
    const late = codeOf(why) === 'AlreadyDecided';
    await note(parts, {
      run,
      kind: 'noted',
      text,
      state: ask?.title ?? '',
      step: ask?.step ?? '',
      iteration: ask?.iteration ?? 0,
      generation: ask?.generation ?? 0,
      n: firstN + count,
      findings: [
        {
          text: ofValues ? 'what it brought does not fit the question' : cut(explain(why), whyLengthMax),
          ...(late ? {} : { bad: true }),
        },
      ],
      person: cut(by, wordLengthMax),
      ...(channel === undefined ? {} : { channel: cut(channel, 20) }),
    });
    return count <= keptMax;
  } catch {
    return true; // the answer is refused all the same
  }
}

/** Whether an event keeps what was refused: what somebody wrote down has no finding. */
export function isRefusal({
  kind,
  text,
  findings = [],
}: Pick<RunEvent, 'kind' | 'text' | 'findings'>): boolean {
  return kind === 'noted' && findings.length > 0 && text.startsWith('refused: ');
}

function lineOf(count: number, by: string, what: string, title = '', channel = ''): string | undefined {
  const to = title === '' ? '' : ` to "${title}"`;
  const way = channel === '' || channel === 'cli' ? '' : ` by ${cut(channel, 20)}`;
  if (count <= keptMax) return `refused: ${what}${to} from ${by || 'nobody'}${way}`;
  if (count === keptMax + 1)
    return `refused: more than ${keptMax} answers${to}; from here on they are only counted`;
  return Number.isInteger(Math.log10(count)) ? `refused: ${count} answers${to} by now` : undefined;
}

/** What was refused is shown cut: who floods does not choose how much is kept. */
function cut(text: string, max: number): string {
  const clean = harmless(text.slice(0, 4 * max));
  return clean.length <= max ? clean : `${clean.slice(0, max - 1).toWellFormed()}…`;
}
