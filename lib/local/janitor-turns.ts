import type { Timeline } from '../engine/clock.ts';
import { isObject, type Json } from '../model/json.ts';
import type { LocalWorld } from './world.ts';

const everyMs = 60_000;

/** The janitor, every minute until the signal: what it could not do is said, once and not every minute. `before`: done ahead of each turn. */
export async function janitorTurns(
  world: LocalWorld,
  clock: Timeline,
  signal: AbortSignal,
  before: () => Promise<unknown>,
  log?: (line: string) => void,
): Promise<void> {
  let said = '';
  for (;;) {
    try {
      await clock.sleep(everyMs, signal);
    } catch {
      return;
    }
    await before();
    const answer = await world.invoke('janitor', null);
    const trouble = 'error' in answer ? `${answer.error} ${answer.cause}` : leftOf(answer.ok);
    if (trouble !== '' && trouble !== said) log?.(`janitor: ${trouble}`);
    said = trouble;
  }
}

/** What the janitor could not do, as one line. */
function leftOf(answer: Json): string {
  const left = isObject(answer) ? answer['left'] : undefined;
  return Array.isArray(left) ? left.map(String).join('; ') : '';
}
