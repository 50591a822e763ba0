import { describe, expect, test } from '@jest/globals';
import { explanations } from '../../lib/runbook/explanations.ts';
import { fakeIo, run } from './fake-io.ts';

const explain = (more: string) => run(`explain ${more}`.trim(), fakeIo());

describe('explain', () => {
  test('a code: what it is, why it matters, an example', async () => {
    const { code, out } = await explain('impossible-value');
    expect(code).toBe(0);
    expect(out).toMatch(/^impossible-value: a comparison with a value that is never there\n/);
    expect(out).toContain('At night: The condition is never true.');
    expect(out).toMatch(/Before:\n.*'HEALTY'[^]*After:\n.*'HEALTHY'/s);
  });

  test('nothing: all of them, one a line', async () => {
    const { code, out } = await explain('');
    expect(code).toBe(0);
    for (const known of Object.keys(explanations)) expect(out).toMatch(new RegExp(`^${known} +\\S`, 'm'));
  });

  test('--json: one document', async () => {
    expect(JSON.parse((await explain('not-approved --json')).out)).toMatchObject({
      code: 'not-approved',
      example: { before: expect.any(String) },
    });
    expect(JSON.parse((await explain('--json')).out).codes).toHaveLength(Object.keys(explanations).length);
  });

  test.each([
    ['imposible-value', 'did you mean "impossible-value"?'],
    ['__proto__', 'rebound explain lists them all'],
  ])('%s is bad input: %s', async (typo, says) => {
    expect(await explain(typo)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) });
  });
});
