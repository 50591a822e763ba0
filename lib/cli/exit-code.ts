import { codeOf, type ErrorCode } from '../model/errors.ts';
import type { ExitCode } from '../model/outcome.ts';

const badInput: readonly ErrorCode[] = [
  'BadInput',
  'UnknownRunbook',
  'UnknownRun',
  'BadRunbook',
  'NoTrigger',
  'NotAnAlarm',
];
const refused: readonly ErrorCode[] = [
  'AlarmSuppressed',
  'FolderInUse',
  'FolderUnreadable',
  'PortInUse',
  'Stopped',
  'LockHeld',
  'PlanChanged',
  'AlreadyDecided',
  'NothingToAnswer',
  'RunClosed',
  'Aborted',
  'TooMany',
  'Unproven',
];

/** The exit code of a command that ended in an error: 2 bad input, 3 otherwise refused, 1 it failed. */
export function exitCodeOfError(error: unknown): ExitCode {
  const code = codeOf(error);
  if (code && badInput.includes(code)) return 2;
  return code && refused.includes(code) ? 3 : 1;
}
