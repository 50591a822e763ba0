/** Names of the states that the compiler adds. Titles of a runbook must not be one of them; the checker holds the list, too. */
export const frameStates = {
  open: 'Open run',
  lock: 'Lock',
  locked: 'Locked?',
  recovery: 'Recovery',
  recoveryAsk: 'Recovery · ask',
  handedOn: 'Handed on?',
  handOn: 'Hand on',
  handOnStart: 'Hand on · start',
  undo: 'Undo',
  whatToUndo: 'What to undo?',
  judge: 'How it ended',
  onceMore: 'Once more?',
  always: 'Always',
  close: 'Close run',
  tell: 'Tell people directly',
  ended: 'Ended?',
  failed: 'Failed',
  done: 'Done',
  begin: 'Recovery · begin',
  end: 'Recovery · end',
  stop: 'Stop here',
  back: 'Go back',
  alwaysBegin: 'Always · begin',
  alwaysEnd: 'Always · end',
  alwaysStop: 'Always · stop',
  alwaysBack: 'Always · back',
} as const;

/** A Choice before a step with `if`. */
export const ifName = (title: string): string => `${title} · if`;
/** The question to a human after a failed step. */
export const askName = (title: string): string => `${title} · ask`;
/** What the answer to that question leads to. */
export const answeredName = (title: string): string => `${title} · answered`;
/** The question of a changing step that no `approve` covers, or that is tried again with other values. */
export const approveName = (title: string): string => `${title} · approve`;
/** `until`: does the condition hold? And the time between two looks. Of a `wait`: is it over, or the run? */
export const untilName = (title: string): string => `${title} · until`;
export const everyName = (title: string): string => `${title} · every`;
/** `retry`: once more? And the time before it. */
export const retryName = (title: string): string => `${title} · retry`;
export const pauseName = (title: string): string => `${title} · wait`;
/** A nested run: the execution, and what came out. */
export const runName = (title: string): string => `${title} · run`;
export const resultName = (title: string): string => `${title} · result`;
/** Taking a step back. */
export const undoName = (title: string): string => `${title} · undo`;
/** `stop_when`: the loop's own states. */
export const nextName = (title: string): string => `${title} · next`;
export const collectName = (title: string): string => `${title} · collect`;
export const enoughName = (title: string): string => `${title} · enough`;
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
  handOn: 'handOnAnswer',
  undoing: 'undoing',
  undoFailure: 'undoFailure',
  undoLevel: 'undoLevel',
  undoRound: 'undoRound',
  undoLeft: 'undoLeft',
  undoDone: 'undoDone',
} as const;

/** The functions around the steps, one each for all runbooks. */
export const frameFunctions = [
  'open-run',
  'lock',
  'ask',
  'hand-on',
  'undo',
  'close-run',
  'starter',
  'janitor',
] as const;
export type FrameFunction = (typeof frameFunctions)[number];

/** The function of a step type, as in placeholders, permissions and bundles. */
export const stepFunction = (uses: string): string => `step-${uses}`;
/** Where the function's ARN goes, put in last by `withArns`. */
export const placeholder = (name: string): string => `\${${name}}`;
