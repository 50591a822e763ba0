import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import type { Explanation } from '../../../lib/runbook/explanation.ts';
import { explanations } from '../../../lib/runbook/explanations.ts';
import { exampleFile } from '../example-file.ts';
import { goodPeople } from '../people/good-people.ts';

const schema = (name: string) => JSON.parse(readFileSync(join(__dirname, '../../../schema', name), 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
const checks = {
  runbook: ajv.compile(schema('runbook.json')),
  estate: ajv.compile(schema('rebound.json')),
  people: ajv.compile(schema('people.json')),
};

function complaints(text: string, of: keyof typeof checks = 'runbook'): string[] {
  const check = checks[of];
  check(parse(text, { merge: true }));
  return (check.errors ?? []).map((error: ErrorObject) => `${error.instancePath} ${error.message ?? ''}`);
}

describe('what the reader takes, the schema takes', () => {
  test('people.yaml', () => {
    expect(complaints(goodPeople, 'people')).toEqual([]);
    expect(complaints(goodPeople.replace('"+34600000001"', "'+34600000001'"), 'people')).toEqual([]);
  });

  const people = Object.entries<Explanation>(explanations).flatMap(([code, { example }]) =>
    example?.of === 'people.yaml' ? [[code, example.after] as const] : [],
  );
  test.each(people)('the mended example of %s', (_, text) => {
    expect(complaints(text, 'people')).toEqual([]);
  });

  test('channels and updates', () => {
    const home = 'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-central-1\n';
    const channels =
      'channels: { slack: { token: secret:rebound-channels/s#t }, audiences: { all: { slack: C0ALL, public: true } } }';
    expect(complaints(`${home}${channels}`, 'estate')).toEqual([]);
    expect(
      complaints(`${home}${channels.replace('secret:rebound-channels/s#t', 'hunter2')}`, 'estate'),
    ).not.toEqual([]);
    const updates = 'updates: { every: 30m, to: [all], by: comms }';
    expect(complaints(exampleFile(updates))).toEqual([]);
    expect(complaints(exampleFile(updates.replace('30m', 'often')))).not.toEqual([]);
  });
});

describe('what is a common mistake, the schema refuses', () => {
  test.each([
    ['a key that is none', 'quiet_hours:', 'quiet:'],
    ['a person without a name', '    name: Ben Okafor\n', ''],
    ['no channel', '[slack: W02CLEO, terminal]', '[]'],
    ['a channel by its name', 'slack: W02CLEO', 'slack: "@cleo"'],
    ['a channel that is none', 'slack: W02CLEO', 'telegram: x'],
    ['a number without its country', '"+34600000001"', '"600000001"'],
    ['an empty group', 'leads: [ana, ben]', 'leads: []'],
    ['a rotation without hand-over', '    hand_over: "09:00"\n', ''],
    ['turns beside a schedule', '{ pagerduty: PSCHED1 }', '{ pagerduty: PSCHED1, every: 7d }'],
    ['a time that is none', 'from: "22:00"', 'from: 10 pm'],
    ['an override without anybody', ', who: ben }', ' }'],
  ])('%s', (_, find, put) => {
    expect(goodPeople).toContain(find);
    expect(complaints(goodPeople.replace(find, put), 'people')).not.toEqual([]);
  });
});
