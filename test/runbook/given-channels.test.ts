import { expect, test } from '@jest/globals';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { goodRunbook, smallSurroundings } from './surroundings.ts';

/** The good runbook, whose first rehearsal says that of the channels. */
function withChannels(channels: string) {
  const text = goodRunbook.replace(/^( +)given: \{/m, `$1given: { channels: ${channels},`);
  if (text === goodRunbook) throw new Error('no rehearsal says what is given');
  return readRunbook(text, 'runbooks/r.yaml', smallSurroundings);
}

test('a rehearsal says which channels are down', () => {
  const { runbook, mistakes } = withChannels('{ slack: down, sms: silent, mail: up }');
  expect(mistakes).toEqual([]);
  expect(runbook?.rehearsals[0]?.given.channels).toEqual({ slack: 'down', sms: 'silent', mail: 'up' });
});

test.each([
  ['{ slak: down }', /slak/],
  ['{ slack: broken }', /found "broken", expected.*up.*down/],
  ['down', /channels that are down, such as \{ slack: down \}/],
])('%s is a mistake', (channels, said) => {
  const { mistakes } = withChannels(channels);
  expect(mistakes).toHaveLength(1);
  expect(formatMistakes(mistakes)).toMatch(said);
});
