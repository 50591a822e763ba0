import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const script = join(import.meta.dirname, '..', '..', 'bench', 'start.js');

interface Row {
  name: string;
  value: number;
  unit: string;
  aim?: number;
}

/** What does not depend on the machine is held to its aim here. */
test('a recovery keeps to its state transitions, and standard output is JSON alone', () => {
  const out = execFileSync(process.execPath, [script, 'transitions', 'calls', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rows = JSON.parse(out) as Row[];
  for (const { name, value, unit, aim } of rows) {
    expect({ name, unit, value }).toEqual({ name, unit: expect.any(String), value: expect.any(Number) });
    expect({ name, over: value > (aim ?? Infinity) }).toEqual({ name, over: false });
  }
  const value = (wanted: string) => rows.find(({ name }) => name === wanted)?.value ?? 0;
  expect(rows.find(({ name }) => name === 'transitions')?.aim).toBe(1.3);
  expect(value('transitions')).toBeGreaterThanOrEqual(1);
  const parts = ['steps', 'frame', 'asks', 'retries'].map((part) => value(`transitions.${part}`));
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(value('transitions.run'));
  expect(value('calls')).toBeGreaterThan(0);
});
