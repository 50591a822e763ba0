import { expect, test } from '@jest/globals';
import { systems } from '../../lib/model/transport.ts';
import { behavioursOf, systemsOf } from '../../lib/sandbox/behaviours-of.ts';
import { behaviours, durations } from '../../lib/sandbox/sources.ts';

test('every behaviour is of at least one system, and every system has some', () => {
  expect(Object.keys(systemsOf).sort()).toEqual(Object.keys({ ...durations, ...behaviours }).sort());
  for (const of of Object.values(systemsOf)) expect(of.length).toBeGreaterThan(0);
  // beyond the latency, the network and the answers of its faults
  for (const system of systems) expect(behavioursOf([system]).length).toBeGreaterThan(3);
});

test('only what was called is relied on', () => {
  const said = behavioursOf(['states']).map(({ what }) => what);
  expect(said).toContain(behaviours.statesEngine.what);
  expect(said).not.toContain(durations.podReady.what);
  expect(behavioursOf([])).toEqual([]);
  expect(behavioursOf([...systems])).toHaveLength(Object.keys(systemsOf).length);
});
