import { describe, expect, test } from '@jest/globals';
import { eventLines, nothingTold } from '../../lib/cli/event-lines.ts';
import type { RunEvent } from '../../lib/model/event.ts';
import { anEvent, aRecordedRun, askOf, at } from '../people/recorded.ts';
import { reportOf } from '../../lib/operations/report.ts';

const voice = { by: 'ana', answer: 'approve', because: 'as drilled', at: at(30) };
const report = reportOf({
  run: aRecordedRun(),
  events: [],
  asks: [askOf({ voices: [voice], decision: voice })],
  ledger: undefined,
  manifest: undefined,
  now: Date.parse(at(60)),
});
const lines = (event: RunEvent) =>
  eventLines(event, report, nothingTold(), (_style, text) => text).map((line) => line.replace(/^ .{23}/, ''));

describe('what is shown of a run as it goes on', () => {
  test('one person who said it and so decided it is told of once', () => {
    const of = { step: 'ask', state: 'Restore over it?' };
    const decided = anEvent('decided', 30, { ...of, text: '"Restore over it?": approve by ana' });
    expect(lines(decided)).toEqual([]);
    // by two, alone by break-glass, or by an abort: that says more
    for (const more of [
      { text: '"Restore over it?": approve by ana (2; wanted 2)' },
      { findings: [{ text: 'By break-glass', bad: true }] },
      { text: '"Restore over it?": aborted by ana' },
    ])
      expect(lines({ ...decided, ...more })).not.toEqual([]);
  });

  test('who wrote something down, and who told whom', () => {
    expect(lines(anEvent('noted', 40, { person: 'ben', text: 'case 4711 is open' }))).toEqual([
      '· ben noted: case 4711 is open',
    ]);
    const told = { person: 'ana', text: 'Payments are slow.', output: { audience: 'customers' } };
    expect(lines(anEvent('announced', 40, told))).toEqual(['· ana told customers: Payments are slow.']);
  });

  test('what was refused is no note', () => {
    const findings = [{ text: 'mallory may not say yes', bad: true }];
    const refused = anEvent('noted', 40, {
      person: 'mallory',
      text: 'refused: approve from mallory',
      findings,
    });
    expect(lines(refused)[0]).toBe('✕ refused: approve from mallory');
  });
});
