import type { OperationParts } from './parts.ts';

/** Who pressed a button is told within three seconds, or Slack says that it did not work. */
const waitMs = 1500;

/**
 * Delivers what people have to hear of a run, and waits for it, but not for channels that hang: what is not delivered by then goes on
 * being delivered, and where the process ends before that, the janitor does it, since a notice stays until it arrived.
 */
export async function deliverSoon(run: string, { deliver, clock }: OperationParts): Promise<void> {
  if (!deliver) return;
  const timer = new AbortController();
  const late = clock.sleep(waitMs, timer.signal).catch(() => undefined);
  await Promise.race([deliver(run), late]);
  timer.abort(delivered);
}

/** Nobody reads it. */
const delivered = new Error('delivered');
