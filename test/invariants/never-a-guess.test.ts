import { describe, expect, test } from '@jest/globals';
import type { Handler } from '../../lib/local/functions.ts';
import { isObject } from '../../lib/model/json.ts';
import { neverAGuess } from '../../lib/rehearsal/invariants/never-a-guess.ts';
import { textOf } from '../../lib/rehearsal/read.ts';
import { checkCluster } from '../../lib/steps/check-cluster.ts';
import type { StepType } from '../../lib/steps/step-type.ts';
import { stepThat, wrapperWithout } from '../rehearsal/defects.ts';
import { complaints, find, someSeeds } from '../rehearsal/find.ts';
import { play } from '../../lib/rehearsal/play.ts';
import { alarmStart, helpful, quietSchedule } from '../../lib/rehearsal/schedule.ts';
import { anybodyIsAPerson, nobodyIsTheStarter, oldYesForNewValues } from '../rehearsal/defects-of-ways.ts';
import { campaignRunbooks, cast } from '../rehearsal/runbooks.ts';

const check = checkCluster as unknown as StepType;

describe('5. never a guess', () => {
  test('is quiet on the healthy system', async () => {
    expect(await complaints(neverAGuess, someSeeds)).toEqual([]);
  });

  test('finds a check that takes what it cannot see for gone', async () => {
    const guessing = stepThat(check, async (given, context) => {
      const seen: unknown = await check.run(given, context);
      const output = isObject(seen) ? seen : {};
      return output['namespace'] === 'UNKNOWN' ? { ...output, namespace: 'GONE' } : output;
    });
    const found = await find(neverAGuess, guessing, 60, /unreachable|denied/);
    expect(found?.violation.text).toMatch(/a check said that checkout on prod-blue is GONE, and it was not/);
  });

  test('finds a change that nobody said yes to', async () => {
    const nodding: Handler = async (raw, parts) => {
      const token = isObject(raw) ? textOf(raw['token']) : '';
      await parts.clients.states.succeed(token, {
        answer: 'approve',
        by: '',
        because: '',
        at: '',
        approved: true,
      });
      return null;
    };
    const functions = { ...wrapperWithout({}).functions, 'step-approve': nodding };
    const found = await find(neverAGuess, { functions }, 60);
    expect(found?.violation.text).toMatch(/begun without a yes to the question that covers it/);
  });

  test('finds an unattended run of an alarm that changes without a yes', async () => {
    const found = await find(neverAGuess, anybodyIsAPerson(), 40, /unattended/);
    expect(found?.violation.text).toMatch(/nobody said yes: no person started the run/);
  });

  test('finds a yes of whoever started the run, which the healthy system refuses', async () => {
    const says = [{ answer: 'approve', after: 30, by: 'Erin' }];
    const alone = quietSchedule(cast, {
      starts: [alarmStart(cast, { how: 'person', by: 'erin' })],
      people: { ...helpful(cast), [cast.leads]: [{ to: 'approval', says }] },
    });
    const parts = campaignRunbooks();
    const healthy = await play(alone, parts);
    expect(neverAGuess.check(healthy)).toEqual([]);
    // the managers, who are asked next, said yes
    expect(healthy.table.runs().flatMap(({ run }) => healthy.table.asks(run))[0]?.decision?.by).toBe(
      cast.managers,
    );
    const found = neverAGuess.check(await play(alone, { ...parts, defect: nobodyIsTheStarter() }));
    expect(found[0]?.text).toMatch(/nobody said yes: 0 of 1 did/);
  });

  test('finds other values under the yes for the old ones', async () => {
    const found = await find(neverAGuess, oldYesForNewValues(), 40, /a step fails/);
    expect(found?.violation.text).toMatch(/begun without a yes to the question that covers it|another plan/);
  });
});
