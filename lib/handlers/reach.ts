import { explain } from '../model/errors.ts';
import type { Page } from '../wire/pager.ts';
import type { Parts } from './parts.ts';
import { tellTopic } from './people/last-resort.ts';
import { type Reaching, reachPeople } from './people/reach-people.ts';
import type { Line } from './record.ts';

/**
 * Reaches people: with people.yaml whom it means by their own channels, without it the pager; and where nobody could be reached, the
 * topic. Throws when neither took it: then nobody was told, and it does not count as sent.
 */
export async function reach(
  page: Reaching,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { directory } = parts;
  if (directory) return reachPeople(page, directory, parts, record);
  const {
    severity: _severity,
    target: _target,
    everybody: _everybody,
    alarming: _alarming,
    except: _except,
    ...plain
  } = page;
  return reachByPager(plain, parts, record);
}

async function reachByPager(page: Page, parts: Parts, record: (line: Line) => Promise<void>): Promise<void> {
  try {
    await parts.clients.pager.page(page);
    const told = page.urgency === 'info';
    await record({
      kind: told ? 'told' : 'paged',
      text: `${told ? 'told' : 'paged'} ${page.who}: ${page.title}`,
    });
  } catch (error) {
    const why = explain(error);
    await record({ kind: 'page-failed', text: `could not page ${page.who}: ${why}` });
    if (page.sentBy !== undefined) throw error; // the topic is not where a person meant it to go
    await tellTopic(page, `pager: ${why}`, parts);
    await record({ kind: 'told', text: `told the topic instead of ${page.who}` });
  }
}
