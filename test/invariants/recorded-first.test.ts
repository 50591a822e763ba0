import { describe, expect, test } from '@jest/globals';
import { recordedFirst } from '../../lib/rehearsal/invariants/recorded-first.ts';
import { unsent, wrapperWithout } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { factsOf } from '../../lib/rehearsal/calls.ts';

describe('2. no change without a record', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(recordedFirst, someSeeds)).toEqual([]);
  });

  test('finds a change that is made without its intent', async () => {
    const found = await find(recordedFirst, wrapperWithout({ ledger: true }), 999);
    expect(found?.violation.text).toMatch(/begun without its intent in the ledger/);
  });

  test('finds an intent that was never kept', async () => {
    const lost = unsent(['step-restore-backup'], (request) => {
      const { kind, write } = factsOf(request);
      return kind === 'ledger' && write;
    });
    const found = await find(recordedFirst, {
      transport: (inner, process) => (request, signal) => {
        const answered = lost.transport?.(inner, process) ?? inner;
        return answered(request, signal).then((answer) =>
          factsOf(request).kind === 'ledger' &&
          factsOf(request).write &&
          process.name === 'step-restore-backup'
            ? { ...answer, body: asIfWritten(factsOf(request).members ?? {}, process.run) }
            : answer,
        );
      },
    });
    expect(found?.violation.text).toMatch(/begun without its intent in the ledger/);
  });
});

/** What DynamoDB would answer, had it kept the entry. */
function asIfWritten(members: Record<string, unknown>, run: string): Uint8Array {
  const names = members['ExpressionAttributeNames'] as Record<string, string>;
  const values = members['ExpressionAttributeValues'] as Record<string, unknown>;
  const Attributes = {
    pk: { S: `RUN#${run}` },
    sk: { S: 'LEDGER' },
    run: { S: run },
    transients: { M: {} },
    entries: { M: { [names['#external'] ?? '']: values[':entry'] ?? { M: {} } } },
  };
  return new TextEncoder().encode(JSON.stringify({ Attributes }));
}
