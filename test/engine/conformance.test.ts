import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { differences, type Case } from '../../lib/engine/conformance.ts';
import { checkedDefinition, readDefinition } from '../../lib/engine/definition.ts';

/** Recorded executions that come out differently here, each with the reason. One that comes out right must leave this list. */
const different: Record<string, string> = {};

interface InvalidCase {
  name: string;
  definition?: unknown;
  definitionText?: string;
  expected: { result: 'OK' | 'FAIL'; diagnostics?: unknown[]; message?: string };
}

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
    const { expected, definition, definitionText } = one;
    const text = definitionText ?? JSON.stringify(definition);
    const { diagnostics } = readDefinition(text);
    const found = diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'ERROR' }));
    if (expected.diagnostics) expect(found).toEqual(expected.diagnostics);
    if (expected.message) expect(() => checkedDefinition(text)).toThrow(expected.message);
    expect(found.length === 0 ? 'OK' : 'FAIL').toBe(expected.result);
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
      expect((await differences(changed)).join('\n')).toMatch(/beyond the record/);
    });
  });
} else {
  test.skip(`recorded executions are not there (${file.pathname}): nothing was compared`, () => {});
}
