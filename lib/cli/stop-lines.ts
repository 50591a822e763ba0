import { formatTime } from '../model/duration.ts';
import type { Operations } from '../operations/operations.ts';
import type { Paint } from './screen.ts';

type Stopped = Awaited<ReturnType<Operations['stopped']>>;

/** That the stop switch is on, and how to take it back; nothing when it is off. */
export function stopLines(stopped: Stopped, paint: Paint): string[] {
  if (!stopped) return [];
  const { at, by, because } = stopped;
  return [
    paint(
      'red',
      `sandbox · everything is stopped since ${formatTime(Date.parse(at))} by ${by}: ${because} (rebound release takes it back)`,
    ),
  ];
}
