import { describe, expect, test } from '@jest/globals';
import { handleStep } from '../../lib/handlers/step.ts';
import type { Handler } from '../../lib/local/functions.ts';
import type { StepCall } from '../../lib/model/call.ts';
import { once } from '../../lib/rehearsal/invariants/once.ts';
import { restoreBackup } from '../../lib/steps/restore-backup.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { undoneAtEachTry } from '../rehearsal/defects-of-ways.ts';

const type = restoreBackup as unknown as StepType;

/** A restoring function that names what it makes by another generation than the state machine's. */
function restoringAs(generationOf: (call: StepCall, random: () => number) => number): {
  functions: Record<string, Handler>;
} {
  const handler: Handler = (raw, parts) => {
    const call = raw as StepCall;
    return handleStep(type, { ...call, generation: generationOf(call, parts.random) }, parts);
  };
  return { functions: { 'step-restore-backup': handler } };
}

describe('3. once', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(once, someSeeds)).toEqual([]);
  });

  test('finds an external name that is another one at each try of the machine', async () => {
    const defect = restoringAs(({ generation, attempt }) => generation + attempt * 1000);
    const found = await find(once, defect, 20);
    expect(found?.violation.text).toMatch(/made \d+ times for one request/);
  });

  test('finds an external name out of chance', async () => {
    const defect = restoringAs((_call, random) => Math.floor(random() * 1_000_000));
    const found = await find(once, defect, 20);
    expect(found?.violation.text).toMatch(/made \d+ times for one request|came after it/);
  });

  test('finds a taking back that has another name at each try of the machine', async () => {
    const found = await find(once, undoneAtEachTry(), 20, /in-turn, (taken back|aborted)/);
    expect(found?.violation.text).toMatch(/--undo.* made \d+ times for one request/);
  });
});
