import { describe, expect, test } from '@jest/globals';
import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { faultKinds } from '../../lib/rehearsal/faults.ts';
import { cast } from './runbooks.ts';

const schedules = Array.from({ length: 1000 }, (_, seed) => scheduleOf(seed, cast));
const met = (of: (schedule: (typeof schedules)[number]) => readonly string[]) =>
  new Set(schedules.flatMap(of));

describe('what the seeds draw', () => {
  test('is the same for the same seed', () => {
    expect(scheduleOf(7, cast)).toEqual(scheduleOf(7, cast));
    expect(new Set(schedules.map((schedule) => JSON.stringify({ ...schedule, seed: 0 }))).size).toBe(1000);
  });

  test('has bounded faults in one half and any number of them in the other', () => {
    expect(schedules.filter(({ mode }) => mode === 'bounded')).toHaveLength(500);
    for (const { mode, faults } of schedules) {
      if (mode === 'any') continue;
      expect(faults.chance).toBeNull();
      expect(faults.planned.length).toBeLessThanOrEqual(5);
    }
  });

  test('lets runs meet in every way', () => {
    expect([...met(({ name }) => [name.split(',')[0] ?? ''])]).toEqual(
      expect.arrayContaining([
        'one run',
        'a run and a dry-run',
        'two alarms',
        'the same alarm twice',
        'an alarm and a person',
        'a part and the whole',
        'two runbooks',
        'three runs',
      ]),
    );
    expect(met(({ starts }) => starts.map(({ how }) => how))).toEqual(
      new Set(['alarm', 'person', 'console']),
    );
  });

  test('lets people do everything that they can do', () => {
    expect(met(({ acts }) => acts.map(({ does }) => does))).toEqual(
      new Set(['abort', 'hold', 'continue', 'stop-everything', 'release', 'kill', 'break', 'mend']),
    );
    const answers = met(({ people }) =>
      Object.values(people)
        .flat()
        .flatMap(({ says }) => says.map(({ answer }) => answer)),
    );
    expect(answers).toEqual(new Set(['approve', 'reject', 'retry', 'abort']));
    const silent = schedules.filter(({ people }) => people[cast.leads]?.length === 0);
    expect(silent.length).toBeGreaterThan(20);
  });

  test('injects every kind of fault, and delivers again what can be', () => {
    expect(met(({ faults }) => faults.planned.map(({ fault }) => fault))).toEqual(new Set(faultKinds));
    expect(met(({ duplicates }) => duplicates.map((one) => one.function))).toEqual(
      new Set([
        'starter',
        'open-run',
        'lock',
        'step-check-cluster',
        'step-find-backup',
        'step-approve',
        'step-restore-backup',
        'step-verify-workloads',
        'ask',
        'close-run',
        'janitor',
      ]),
    );
  });
});
