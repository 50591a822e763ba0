import { describe, expect, test } from '@jest/globals';
import { countTransitions } from '../../bench/count-transitions.ts';
import type { ManifestStep } from '../../lib/compiler/manifest.ts';
import type { Event } from '../../lib/engine/event.ts';

const step = (title: string, kind: ManifestStep['kind'], ...more: string[]): ManifestStep => {
  return { id: title.toLowerCase(), title, uses: kind, kind, states: [title, ...more], line: 1 };
};
const steps = [
  step('Look', 'reads', 'Look · ask', 'Look · if'),
  step('Which', 'control', 'Which · finish'),
  step('Yes', 'asks', 'Yes · ask'),
  step('Act', 'changes', 'Act · ask'),
];

/** A thread's events: `name` is a task that was entered and left, `name*3` one that took three attempts, `name?` a choice. */
function thread(...words: string[]): Event[] {
  const events: Event[] = [];
  const add = (type: string, name?: string): void => {
    const id = events.length + 1;
    events.push({ id, previousEventId: id - 1, type, at: 0, ...(name === undefined ? {} : { name }) });
  };
  add('ExecutionStarted');
  for (const word of words) {
    const [, name = '', choice, attempts = '1'] = /^([^*?]+)(\?)?(?:\*(\d))?$/.exec(word) ?? [];
    add(choice ? 'ChoiceStateEntered' : 'TaskStateEntered', name);
    if (!choice) for (let nth = 0; nth < Number(attempts); nth += 1) add('TaskScheduled');
    add(choice ? 'ChoiceStateExited' : 'TaskStateExited', name);
  }
  return events;
}

const none = { steps: 0, asks: 0, frame: 0, retries: 0, executed: 0, executedUses: 0 };

describe('transitions of a history', () => {
  test('steps and the frame around them', () => {
    const events = thread('Open run', 'Look', 'Which?', 'Yes', 'Act', 'Close run');
    expect(countTransitions(events, steps)).toEqual({
      ...none,
      frame: 2,
      steps: 4,
      executed: 4,
      executedUses: 3,
    });
  });

  test('a state more for a step costs more than one for each', () => {
    const events = thread('Look · if?', 'Look', 'Which?', 'Which · finish?');
    expect(countTransitions(events, steps)).toEqual({ ...none, steps: 4, executed: 2, executedUses: 1 });
  });

  test('a step that is passed over costs, and is not executed', () => {
    expect(countTransitions(thread('Look · if?', 'Act'), steps)).toEqual({
      ...none,
      steps: 2,
      executed: 1,
      executedUses: 1,
    });
  });

  test('a question after a failure, and what it has tried again, are asks', () => {
    const events = thread('Act', 'Act · ask', 'Act · ask', 'Act');
    expect(countTransitions(events, steps)).toEqual({
      ...none,
      steps: 1,
      asks: 3,
      executed: 1,
      executedUses: 1,
    });
  });

  test('the next level of an approval is an ask', () => {
    expect(countTransitions(thread('Yes', 'Yes', 'Act'), steps)).toMatchObject({ steps: 2, asks: 1 });
  });

  test('polls are attempts after the first', () => {
    expect(countTransitions(thread('Act*4', 'Close run'), steps)).toMatchObject({
      steps: 1,
      frame: 1,
      retries: 3,
    });
  });
});
