import { deliverNotices } from '../lib/handlers/people/notify.ts';
import type { Parts } from '../lib/handlers/parts.ts';
import { openNotices } from '../lib/history/notices.ts';

/** Slack waits three seconds for an answer, and this is not all of it. What has not changed by then changes with the janitor. */
const showingMs = 1200;
/** More than one answer changes. */
const noticesMax = 40;

/** Messages of a question that was decided change at once. Who has to be woken is the janitor's business: whoever calls this may not. */
export async function showChanges(run: string, parts: Parts): Promise<void> {
  const { clients, clock, signal } = parts;
  const show = async () => {
    const notices = await openNotices(clients.table, noticesMax, run);
    if (notices.every(({ kind }) => kind === 'settle')) await deliverNotices(parts, run);
  };
  await Promise.race([show(), clock.sleep(showingMs, signal)]).catch(() => undefined);
}
