import type { Catcher, Retrier } from '../model/asl.ts';
import type { Random } from '../model/clock.ts';
import { matches, type StateFailure } from './failure.ts';

/** Defaults of the Amazon States Language. */
const defaults = { intervalSeconds: 1, attemptsMax: 3, backoffRate: 2 };

/** An execution lives a year at most: a delay that grew beyond it, or beyond all numbers, is as long as that. */
const delaySecondsMax = 366 * 86_400;

/**
 * Which retrier tries again after a failure, and in how many milliseconds. The first that matches decides; undefined
 * when none matches or it has struck often enough. `retried`: how often each has struck in this state.
 */
export function retryOf(
  retriers: readonly Retrier[],
  retried: readonly number[],
  failure: StateFailure,
  random: Random,
): { retrier: number; delayMs: number } | undefined {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = retriers[index];
  const struck = retried[index] ?? 0;
  if (!retrier || struck >= (retrier.MaxAttempts ?? defaults.attemptsMax)) return undefined;
  const grown =
    (retrier.IntervalSeconds ?? defaults.intervalSeconds) *
    (retrier.BackoffRate ?? defaults.backoffRate) ** struck;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? delaySecondsMax);
  const jitter = retrier.JitterStrategy === 'FULL' ? random() : 1;
  return { retrier: index, delayMs: Math.round(seconds * jitter * 1000) };
}

/** The first catcher that matches a failure, and where it stands. */
export function catcherOf(
  catchers: readonly Catcher[],
  failure: StateFailure,
): { catcher: Catcher; index: number } | undefined {
  const index = catchers.findIndex((candidate) => matches(candidate.ErrorEquals, failure));
  const catcher = catchers[index];
  return catcher && { catcher, index };
}
