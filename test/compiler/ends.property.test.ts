import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/engine/clock.ts';
import { checkDefinition } from '../../lib/engine/definition/read.ts';
import { generated, seed } from './generated.ts';
import { type Answer, type Payload, runDefinition } from './running.ts';

const at = '2026-11-24T03:06:00Z';
const start = { machine: 'arn:aws:states:eu-west-1:1:stateMachine:rebound-other', name: 'n', input: {} };

/** A world in which much goes wrong, and people decide all they may. */
function surprises(random: () => number): (name: string, payload: Payload) => Answer | undefined {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const undone: Payload[] = [];
  return (name, payload) => {
    const { part, phase } = payload;
    if (name === 'hand-on') return { output: { ...start, run: 'r' } };
    if (name === 'undo') return { output: undone.pop() ?? { step: null } };
    if (payload['undoable'] && random() < 0.9) {
      const { step, iteration, generation } = payload;
      undone.push({
        step: step ?? '',
        iteration: iteration ?? 0,
        generation: generation ?? 0,
        with: {},
        reads: {},
        output: {},
      });
    }
    if (name.startsWith('ask ')) return asked(payload);
    if (name === 'close-run' || name === 'open-run' || name === 'lock') return undefined;
    const luck = random();
    if (luck < 0.12 && phase !== 'undo')
      return {
        error: pick(['NotVerified', 'AccessDenied', 'Sandbox.Timedout', 'StepDeadline', 'NotReady']) ?? '',
      };
    if (luck < 0.14) return { error: pick(['Aborted', 'RunDeadline', 'Rejected']) ?? 'Aborted' };
    if (part === 'prepare') return { output: start };
    if (part === 'result') return { output: { run: 'r', outcome: 'recovered', because: '' } };
    return undefined;
  };

  function asked(payload: Payload): Answer {
    const offers = Array.isArray(payload['offers']) ? payload['offers'].map(String) : [];
    const word = pick(['retry', 'retry', 'skip', 'by-hand', 'abort']) ?? 'retry';
    if (word === 'abort') return { error: 'Aborted' };
    const may = word === 'retry' || offers.includes(word);
    const values = offers.includes('values') && random() < 0.3 ? { word: 'other' } : null;
    return {
      output: {
        approved: false,
        answer: may ? word : 'retry',
        by: 'ann',
        because: 'so',
        at,
        values: may && word !== 'retry' ? null : values,
        to: null,
        record: null,
      },
    };
  }
}

describe('whatever the steps are, and whatever goes wrong', () => {
  test('what is compiled is a definition that Step Functions takes', () => {
    for (const [index, { definition }] of generated.entries())
      expect({ index, seed, mistakes: checkDefinition(definition).diagnostics }).toEqual({
        index,
        seed,
        mistakes: [],
      });
  });

  test('a run comes to its end, and is closed', async () => {
    const random = seededRandom(seed);
    for (const [index, { definition, runbook }] of generated.entries()) {
      const ran = await runDefinition(
        definition,
        {},
        { cluster: 'prod-blue', namespace: 'payments', go: random() < 0.5, n: Math.floor(random() * 3) },
        runbook.deadline,
        surprises(random),
      );
      const last = ran.states.at(-1);
      const told = { index, seed, last, error: ran.view.error, cause: ran.view.cause };
      expect({ ...told, closed: ran.states.includes('Close run') }).toEqual({ ...told, closed: true });
      expect(['Done', 'Failed']).toContain(last);
      expect(ran.told).toEqual([]);
    }
  });
});
