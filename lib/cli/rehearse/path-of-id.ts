import { fail } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { callKinds } from '../../rehearsal/calls.ts';
import { faultKinds } from '../../rehearsal/faults.ts';
import { happenings, parsePath, type Path } from '../../rehearsal/explore/path.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** What somebody does with a question besides answering it otherwise. */
export const turns = ['silent', 'late', 'twice', 'alone'];

/** A path as it was typed, and the version of which it is, where that was typed, too. */
export interface Typed {
  path: Path;
  id: string;
  fingerprint: string | undefined;
}

/** `1+look.14=refused@3f9a2c`. BadInput that says which part is wrong, and what was meant. */
export function pathOfId(
  typed: string,
  { runbook, rehearsals }: Pick<Runbook, 'runbook' | 'rehearsals'>,
): Typed {
  const text = typed.replaceAll(/\s*\+\s*/g, '+').trim();
  // a happening has an @ of its own: what stands behind the last one is a fingerprint when it looks like one
  const version = /^(.*)@([0-9a-f]{6})$/i.exec(text);
  const [id, fingerprint] = version ? [version[1] ?? '', version[2]?.toLowerCase()] : [text, undefined];
  const [first = '', ...parts] = id.split('+');
  checkFirst(first, typed, runbook, rehearsals);
  for (const part of parts) checkPart(part, typed);
  const path = parsePath(id);
  if (path) return { path, id, fingerprint };
  return wrong(typed, `it has no part that can be read`);
}

function checkFirst(first: string, typed: string, runbook: string, rehearsals: Runbook['rehearsals']): void {
  const number = /^[1-9]\d*$/.test(first) ? Number(first) : 0;
  if (number >= 1 && number <= rehearsals.length) return;
  const all = rehearsals.map(({ name }, index) => `\n  ${index + 1}  ${name}`).join('');
  const named = rehearsals.findIndex(({ name }) => name.toLowerCase() === first.toLowerCase()) + 1;
  if (named > 0)
    fail('BadInput', {
      what: `"${first}" is the name of rehearsal ${named} of ${runbook}, and --replay takes its number`,
      todo: `write --replay ${[String(named), ...typed.trim().split('+').slice(1)].join('+')}`,
    });
  if (number > 0)
    fail('BadInput', {
      what: `${runbook} has no rehearsal ${first}`,
      why: `"${typed}" begins with it`,
      todo: `there are:${all}`,
    });
  wrong(
    typed,
    `it begins with "${first}", and a path begins with the number of a rehearsal of ${runbook}: 1${rehearsals.length > 1 ? ` to ${rehearsals.length}` : ''}`,
  );
}

function checkPart(part: string, typed: string): void {
  if (/^any\.\d+$/.test(part)) return;
  const found = /^([^.=@]+)\.(\d+)([=@])([^:]+)(?::(.*))?$/.exec(part);
  if (!found)
    return wrong(
      typed,
      `"${part}" is no part of a path: those are a call and its fault (look.14=refused), a question and what is done (question.1=reject), a call and what happens then (change.1@alarm-again)`,
    );
  const [, kind = '', nth = '', sign, does = '', seconds] = found;
  if (nth === '0') wrong(typed, `"${part}" is about number 0: they are counted from 1`);
  if (seconds !== undefined && !/^\d+$/.test(seconds))
    wrong(typed, `"${part}" has "${seconds}" behind its colon, and that is a number of seconds`);
  const isQuestion = kind === 'question';
  if (!isQuestion && !callKinds.some((one) => one === kind))
    wrong(typed, `there is no kind of call "${kind}"${close(kind, [...callKinds, 'question'])}`);
  if (sign === '@') {
    if (isQuestion) wrong(typed, `"${part}": what somebody does with a question stands behind "="`);
    if (!happenings.some((one) => one === does))
      wrong(typed, `nothing that happens is called "${does}"${close(does, happenings)}`);
    return;
  }
  if (isQuestion) {
    if (!/^[a-z_0-9-]+$/.test(does))
      wrong(typed, `"${does}" is no answer: one of the question's own words, or ${turns.join(', ')}`);
    return;
  }
  if (!faultKinds.some((one) => one === does))
    wrong(typed, `there is no fault "${does}"${close(does, faultKinds)}`);
}

/** The nearest, or else all. */
function close(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || `; there are ${known.join(', ')}`;
}

function wrong(typed: string, why: string): never {
  return fail('BadInput', {
    what: `"${typed}" is no name of a path`,
    why,
    todo: "copy it from a report, such as --replay '1+look.14=refused@3f9a2c'; --replay 1 plays the first rehearsal as it is written",
  });
}
