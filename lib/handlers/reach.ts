import { codeOf, explain, fail } from '../model/errors.ts';
import type { Page } from '../wire/pager.ts';
import type { Parts } from './parts.ts';
import type { Line } from './record.ts';

/**
 * Reaches people: the pager, and where it cannot deliver, the topic. Throws when neither took it: then nobody was told,
 * and it does not count as sent.
 */
export async function reach(page: Page, parts: Parts, record: (line: Line) => Promise<void>): Promise<void> {
  try {
    await parts.clients.pager.page(page);
    await record({ kind: 'paged', text: `paged ${page.who}: ${page.title}` });
  } catch (error) {
    await record({ kind: 'page-failed', text: `could not page ${page.who}: ${explain(error)}` });
    try {
      await parts.clients.topic.publish(page.title.slice(0, 100), `For ${page.who}: ${page.text}`);
      await record({ kind: 'told', text: `told the topic instead of ${page.who}` });
    } catch (second) {
      fail(
        codeOf(second) ?? 'Unavailable',
        {
          what: `${page.who} could not be reached`,
          why: `pager: ${explain(error)}; topic: ${explain(second)}`,
        },
        second,
      );
    }
  }
}
