import { describe, expect, test } from '@jest/globals';
import { noSecret } from '../../lib/rehearsal/invariants/no-secret.ts';
import { rewritten } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

describe('11. no secret is written', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(noSecret, someSeeds)).toEqual([]);
  });

  test('finds a page with the task token in its text', async () => {
    const leaky = rewritten(['step-approve'], (request, body, payload) =>
      request.system === 'pager'
        ? { ...body, text: `${String(body['text'])} (${String(payload['token'])})` }
        : undefined,
    );
    const found = await find(noSecret, leaky, 20);
    expect(found?.violation.text).toMatch(/holds a task token/);
  });
});
