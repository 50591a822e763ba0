import { expect, test } from '@jest/globals';
import { factsOf } from '../../lib/rehearsal/calls.ts';
import { noChangeAfterNo } from '../../lib/rehearsal/invariants/no-change-after-no.ts';
import type { Defect } from '../../lib/rehearsal/play.ts';
import { unconditional } from '../rehearsal/defects.ts';
import { find } from '../rehearsal/find.ts';

/** Writes of the ledger lose their conditions, and whoever reads it sees neither fence nor abort. */
function deafLedger(): Defect {
  const inner = unconditional('ledger');
  return {
    transport: (out, process) => {
      const sent = inner.transport?.(out, process) ?? out;
      return async (request, signal) => {
        const answer = await sent(request, signal);
        const facts = factsOf(request);
        if (facts.kind !== 'ledger' || facts.operation !== 'GetItem') return answer;
        const body = JSON.parse(Buffer.from(answer.body).toString('utf8'));
        for (const no of ['fencedAt', 'fencedBecause', 'aborted']) delete body.Item?.[no];
        return { ...answer, body: new TextEncoder().encode(JSON.stringify(body)) };
      };
    },
  };
}

test('finds it', async () => {
  const found = await find(noChangeAfterNo, deafLedger(), 240);
  console.log(found?.violation.text, found?.seeds);
  expect(found?.violation.text).toMatch(/begun although the run was (aborted|fenced)/);
}, 300_000);
