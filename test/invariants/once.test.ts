import { describe, expect, test } from '@jest/globals';
import { handleStep } from '../../lib/handlers/step.ts';
import type { StepCall } from '../../lib/model/call.ts';
import { once } from '../../lib/rehearsal/invariants/once.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';

const type = restoreBackup as unknown as StepType;

describe('3. once', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(once, someSeeds)).toEqual([]);
  });

  test('finds an external name that is another one at each try of the machine', async () => {
    const found = await find(once, {
      functions: {
        'step-restore-backup': (raw, parts) => {
          const call = raw as StepCall;
          return handleStep(type, { ...call, generation: call.generation + call.attempt * 1000 }, parts);
        },
      },
    });
    expect(found?.violation.text).toMatch(/made \d+ times for one request/);
  });

  test('finds an external name out of chance, which a second delivery makes again', async () => {
    const found = await find(once, {
      functions: {
        'step-restore-backup': (raw, parts) => {
          const call = raw as StepCall;
          return handleStep(type, { ...call, generation: Math.floor(parts.random() * 1_000_000) }, parts);
        },
      },
    });
    expect(found?.violation.text).toMatch(/made \d+ times for one request/);
  });
});
