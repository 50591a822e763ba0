/** Names of the states that the compiler adds. Titles of a runbook must not be one of them; the checker holds the list, too. */
export const frameStates = {
  open: 'Open run',
  lock: 'Lock',
  locked: 'Locked?',
  recovery: 'Recovery',
  recoveryAsk: 'Recovery · ask',
  close: 'Close run',
  tell: 'Tell people directly',
  ended: 'Ended?',
  failed: 'Failed',
  done: 'Done',
  begin: 'Recovery · begin',
  end: 'Recovery · end',
  stop: 'Stop here',
} as const;

/** A Choice before a step with `if`. */
export const ifName = (title: string): string => `${title} · if`;
/** The question to a human after a failed step. */
export const askName = (title: string): string => `${title} · ask`;
/** An arm of a `choose` that ends the run; `nth` counts the arms that do, from 1. */
export const finishName = (title: string, nth: number): string =>
  nth === 1 ? `${title} · finish` : `${title} · finish ${nth}`;

/**
 * The frame's variables. Camel case: ids of steps are snake_case, so no step's output can ever take one of these names.
 * Those of the execution and those of Recovery's branch differ, because Step Functions refuses a variable that an outer
 * and an inner scope both assign (docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html, Variable scope).
 */
export const outer = {
  result: 'recoveryResult',
  failure: 'recoveryFailure',
  generation: 'recoveryGeneration',
  level: 'recoveryLevel',
  lock: 'lockAnswer',
  look: 'lookNumber',
  handled: 'handledSignals',
  closed: 'closeAnswer',
} as const;
export const inner = {
  failure: 'stepFailure',
  generation: 'stepGeneration',
  level: 'askLevel',
} as const;

/** The functions around the steps, one each for all runbooks. */
export const frameFunctions = ['open-run', 'lock', 'ask', 'close-run', 'starter', 'janitor'] as const;
export type FrameFunction = (typeof frameFunctions)[number];

/** The function of a step type, as in placeholders, permissions and bundles. */
export const stepFunction = (uses: string): string => `step-${uses}`;
/** Where the function's ARN goes, put in last by `withArns`. */
export const placeholder = (name: string): string => `\${${name}}`;
