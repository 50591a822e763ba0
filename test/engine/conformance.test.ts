import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Case, InvalidCase } from '../../lib/engine/conformance/case.ts';
import { invalidDifferences } from '../../lib/engine/conformance/check-invalid.ts';
import { differences } from '../../lib/engine/conformance/run-case.ts';

/** Recorded executions that come out differently here, each with the reason. One that comes out right must leave this list. */
const different: Record<string, string> = {};

const folder = new URL('../../../shared/conformance/stepfunctions/', import.meta.url);
const file = new URL('cases.json', folder);

if (existsSync(file)) {
  const cases: Case[] = JSON.parse(readFileSync(file, 'utf8'));

  describe('what AWS Step Functions really answered', () => {
    test.each(cases.map((one) => [one.name, one] as const))('%s', async (name, one) => {
      const found = await differences(one);
      if (name in different) expect(found).not.toEqual([]);
      else expect(found).toEqual([]);
    });

    test('the list of differences names only cases that there are', () => {
      const names = cases.map((one) => one.name);
      expect(Object.keys(different).filter((name) => !names.includes(name))).toEqual([]);
    });
  });

  const invalid: InvalidCase[] = JSON.parse(readFileSync(new URL('invalid.json', folder), 'utf8'));

  test.each(invalid.map((one) => [one.name, one] as const))('what AWS says of %s', (_, one) => {
    expect(invalidDifferences(one)).toEqual([]);
  });

  describe('the comparison sees', () => {
    const one = cases.find((candidate) =>
      candidate.name.includes('test_map_catch_error[MAP_CATCH_ERROR_OUTPUT_WITH_RETRY]'),
    );

    test.each<[string, (expected: Case['expected']) => void]>([
      ['another status', (expected) => (expected.status = 'SUCCEEDED')],
      ['another output', (expected) => (expected.output = { other: true })],
      ['another error', (expected) => (expected.error = 'Other')],
      ['another cause', (expected) => (expected.cause = 'another')],
      ['an event more', (expected) => expected.events?.pop()],
      ['an event less', (expected) => expected.events?.push({ id: 99, previousEventId: 1, type: 'Other' })],
      [
        'another predecessor',
        (expected) => Object.assign(expected.events?.[5] ?? {}, { previousEventId: 1 }),
      ],
      ['another detail', (expected) => Object.assign(expected.events?.[1] ?? {}, { name: 'Other' })],
    ])('%s', async (_, change) => {
      expect(one).toBeDefined();
      const changed: Case = JSON.parse(JSON.stringify(one));
      change(changed.expected);
      expect(await differences(changed)).not.toEqual([]);
    });

    test('a call that the record does not answer', async () => {
      const changed: Case = JSON.parse(JSON.stringify(one));
      for (const answers of Object.values(changed.resources ?? {})) answers.pop();
      expect(JSON.stringify(await differences(changed))).toMatch(/the record does not answer/);
    });
  });
} else {
  test.skip(`recorded executions are not there (${file.pathname}): nothing was compared`, () => {});
}
