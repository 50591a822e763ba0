import { describe, expect, test } from '@jest/globals';
import { scheduleOf } from '../../lib/rehearsal/draw-schedule.ts';
import { drawnFaultKinds } from '../../lib/rehearsal/faults.ts';
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
      expect(faults.planned.length).toBeLessThanOrEqual(6);
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

  test('has every runbook gone through in every way in one half', () => {
    const ways = schedules.filter(({ seed }) => Math.floor(seed / 8) % 2 === 1);
    expect(ways).toHaveLength(496);
    const { carefully, both, turns, within, unattended, runbook, other, whole } = cast;
    expect(met(({ starts }) => starts.map((start) => start.runbook))).toEqual(
      new Set([carefully, both, turns, within, unattended, runbook, other, whole]),
    );
    const families = [
      'aborted at any moment',
      'taken back under fire',
      'a step fails',
      'hands on',
      'its wait',
    ];
    for (const family of [...families, 'people say', 'runs within', ' meets '])
      expect(ways.filter(({ name }) => name.includes(family)).length).toBeGreaterThan(20);
  });

  test('lets people do everything that they can do', () => {
    expect(met(({ acts }) => acts.map(({ does }) => does))).toEqual(
      new Set(['abort', 'hold', 'continue', 'kill', 'say', 'stop-everything', 'release', 'break', 'mend']),
    );
    const answers = met(({ people }) =>
      Object.values(people)
        .flat()
        .flatMap(({ to, says }) =>
          says.map(({ answer, values }) => `${to}: ${answer}${values ? ' with others' : ''}`),
        ),
    );
    expect([...answers].sort()).toEqual([
      'approval: approve',
      'approval: reject',
      'decision: abort',
      'decision: hand_over',
      'decision: leave',
      'decision: restore_it',
      'decision: widen',
      'failure: abort',
      'failure: back',
      'failure: by-hand',
      'failure: retry',
      'failure: retry with others',
      'failure: skip',
      'manual: abort',
      'manual: cannot',
      'manual: done',
    ]);
    expect(met(({ acts }) => acts.flatMap((act) => ('of' in act && act.of ? [act.of] : [])))).toEqual(
      new Set(['itself', 'nested', 'next']),
    );
    const silent = schedules.filter(({ people }) => people[cast.leads]?.length === 0);
    expect(silent.length).toBeGreaterThan(20);
  });

  test('injects every kind of fault, and delivers again what can be', () => {
    expect(met(({ faults }) => faults.planned.map(({ fault }) => fault))).toEqual(new Set(drawnFaultKinds));
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
        'undo',
        'hand-on',
        'step-runbook',
        'step-decide',
        'step-manual',
        'step-wait',
      ]),
    );
  });
});
