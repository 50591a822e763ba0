import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readEstate } from '../../../lib/runbook/read-estate.ts';
import { readPeople } from '../../../lib/runbook/people/read-people.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';
import { exampleFile } from '../example-file.ts';
import { smallEstate } from '../surroundings.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/people.md'), 'utf8');
const [people = '', home = '', updates = ''] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(
  ([, text]) => text ?? '',
);

test('the examples of docs/people.md have no mistakes, and go together', () => {
  const { estate, mistakes } = readEstate(home, 'rebound.yaml');
  expect(mistakes).toEqual([]);
  const read = readPeople(people, 'people.yaml', estate ? { estate } : {});
  expect(read.mistakes).toEqual([]);
  const text = exampleFile(updates).replaceAll('platform-managers', 'payments-data');
  const { directory } = read;
  expect(directory).toBeDefined();
  const known = { catalog, estate: smallEstate, ...(directory ? { directory } : {}) };
  expect(readRunbook(text, 'f.yaml', known).mistakes).toEqual([]);
});

test('the page names every channel', () => {
  for (const channel of ['slack', 'pagerduty', 'sms', 'mail', 'webhook', 'terminal'])
    expect(page).toContain(`| \`${channel}\` |`);
});
