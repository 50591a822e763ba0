/** How a run ends. `planned` is a dry-run's ending; `recovered-with-skips` is never a proof. */
export const outcomes = [
  'recovered',
  'recovered-with-skips',
  'nothing-to-do',
  'handed-on',
  'aborted',
  'failed',
  'refused',
  'joined',
  'planned',
] as const;
export type Outcome = (typeof outcomes)[number];

/** 0 recovered, recovered-with-skips, nothing-to-do, joined, handed-on, planned; 1 failed, aborted; 2 bad input; 3 otherwise refused, or a question is still open. */
export type ExitCode = 0 | 1 | 2 | 3;

/** `badInput` tells the two kinds of refusal apart. */
export function exitCodeOf(outcome: Outcome | undefined, badInput = false): ExitCode {
  switch (outcome) {
    case 'failed':
    case 'aborted':
      return 1;
    case 'refused':
      return badInput ? 2 : 3;
    case undefined:
      return 3;
    case 'recovered':
    case 'recovered-with-skips':
    case 'nothing-to-do':
    case 'handed-on':
    case 'joined':
    case 'planned':
      return 0;
  }
}

export const modes = ['dry-run', 'drill', 'real'] as const;
export type Mode = (typeof modes)[number];
