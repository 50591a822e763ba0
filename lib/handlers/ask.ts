import type { Ask } from '../model/ask.ts';
import type { FailureCall } from '../model/call.ts';
import { errorCodes, fail, factsOfCause, sentenceOf, type ErrorCode } from '../model/errors.ts';
import { canonical, isObject, type Json } from '../model/json.ts';
import { failureCall, parseCall } from './calls.ts';
import { passGate } from './gate.ts';
import type { Parts } from './parts.ts';
import { ask } from './question.ts';
import { recorder } from './record.ts';
import { render } from './render.ts';
import { wayBack } from './way-back.ts';

/** A field that is longer, as JSON, is not shown beside the question: nobody types it anew. */
const shownMax = 2000;

/**
 * A failed step stops in front of a human, who has what the compiler offers: try it again (with other values, too), skip it, go back
 * to a step before it, do the rest by hand, abort. In a dry-run nobody is asked: it failed. Of a step that could not be taken back:
 * try it again, leave it, or (abort) leave all that is left.
 */
export async function handleAsk(raw: unknown, parts: Parts): Promise<Json> {
  const call = parseCall(failureCall, raw, 'ask');
  const { run } = await passGate(call.execution, parts, {
    held: false,
    ...(call.phase ? { phase: call.phase } : {}),
  });
  const { code, text } = failureOf(call.failure);
  if (run.mode === 'dry-run') {
    // What nobody has a name for is the step's failure, not one of asking.
    fail(code === 'Broken' ? 'StepFailed' : code, { what: text, step: call.step, run: run.run });
  }
  const back = call.offers.includes('back') ? wayBack(parts.manifests[run.runbook], call.step) : [];
  const options = optionsOf(call, back.length > 0);
  await ask(
    run,
    call,
    {
      kind: 'failure',
      ...(call.phase === 'undo' ? { undo: call.round ?? 0 } : {}),
      options,
      levels: call.ask,
      quorum: 1,
      covers: [],
    },
    async () => ({
      question: `${failed(call)}${code === 'Broken' ? '' : ` (${code})`}: ${text}. ${whatNow(options, call.phase)}`,
      plans: [],
      ...(back.length > 0 ? { back } : {}),
      ...(call.offers.includes('values') ? { given: shown(call.with ?? {}) } : {}),
    }),
    parts,
    recorder(call, parts),
  );
  return null;
}

function optionsOf({ offers, phase }: FailureCall, back: boolean): Ask['options'] {
  if (phase === 'undo') return ['retry', 'skip', 'abort'];
  return [
    'retry',
    ...(offers.includes('skip') ? ['skip'] : []),
    ...(back ? ['back'] : []),
    ...(offers.includes('by-hand') ? ['by-hand'] : []),
    'abort',
  ];
}

function failed({ title, phase }: FailureCall): string {
  return phase === 'undo' ? `Taking "${title.replace(/ · undo$/, '')}" back failed` : `"${title}" failed`;
}

const choices: Record<string, string> = {
  retry: 'try it again',
  skip: 'skip it',
  back: 'go back to a step before it',
  'by-hand': 'do the rest by hand',
  abort: 'abort',
};
const undoChoices: Record<string, string> = {
  retry: 'try it again',
  skip: 'leave it as it is',
  abort: 'leave everything that is not taken back yet',
};

/** `Try it again, skip it, or abort?` */
function whatNow(options: string[], phase: 'undo' | undefined): string {
  const words = options.map((option) => (phase ? undoChoices : choices)[option] ?? option);
  const text = `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}?`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** The step's `with` as a person sees it. What cannot be rendered is perhaps why it failed: left out, as what is too long. */
function shown(given: Record<string, Json>): Record<string, Json> {
  const fields = Object.entries(given).flatMap(([name, value]): [string, Json][] => {
    try {
      const rendered = render(value);
      return canonical(rendered).length > shownMax ? [] : [[name, rendered]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(fields);
}

const mayHaveHappened =
  'what it was doing may have happened or not; a retry finds what is there and makes nothing twice';
/** What the service's own errors mean to whoever is woken by them. */
const unanswered: Record<string, string> = {
  'States.Timeout': `the function gave no answer in its time: ${mayHaveHappened}`,
  'Sandbox.Timedout': `the function ran out of time: ${mayHaveHappened}`,
  'Lambda.Unknown': `nobody knows how the function ended: ${mayHaveHappened}`,
  'States.DataLimitExceeded': 'its result is larger than Step Functions carries (256 KiB)',
};

/** What the guard of a path says (runbook/guard.ts), out of the service's sentence about it. Undefined when it says something else. */
function missingIn(cause: string): string | undefined {
  const path = /\bD3137: missing: (.+)$/s.exec(cause)?.[1];
  const state = /executing the state '(.+?)(?: · .+?)?' \(entered/.exec(cause)?.[1];
  if (path === undefined) return undefined;
  return `missing: ${path}, which ${state === undefined ? 'an expression' : `"${state}"`} reads`;
}

/** `{Error, Cause}` of $states.errorOutput, in our words. */
export function failureOf(failure: Json): { code: ErrorCode; error: string; text: string } {
  const error =
    isObject(failure) && typeof failure['Error'] === 'string' ? failure['Error'] : 'unknown error';
  const cause = isObject(failure) && typeof failure['Cause'] === 'string' ? failure['Cause'] : undefined;
  const missing = error === 'States.QueryEvaluationError' ? missingIn(cause ?? '') : undefined;
  if (missing !== undefined) return { code: 'MissingValue', error, text: missing };
  const code = errorCodes.find((known) => known === error) ?? 'Broken';
  const said = cause === undefined || cause === '' ? '' : sentenceOf(factsOfCause(cause));
  const text = [said, unanswered[error] ?? ''].filter((part) => part !== '').join('; ') || 'no cause given';
  return { code, error, text: code === error && code !== 'Broken' ? text : `${error}: ${text}` };
}
