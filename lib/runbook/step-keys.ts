import type { KeyWords } from './shape.ts';
import type { StepWord } from './words.ts';

const common = ['id', 'title', 'if'];
const usesKeys = 'uses with timeout retry undo on_failure until every on_timeout'.split(' ');
const title = { title: 'a title: it is the name of the state' };

const inside = (key: string, what: string) =>
  `${what} has no "${key}": give it to the steps inside that need it`;
const ofUntil = (key: string) => `"${key}" belongs beside "until", on a step that uses a step type`;
const ofEach = (key: string) => `"${key}" belongs to a step with "for_each"`;
const ofUses = (key: string) => `"${key}" belongs to a step that uses a step type`;

/** Keys of other kinds of steps, and words of GitHub Actions that have another name here. */
const elsewhere: Readonly<Record<string, string>> = {
  when: 'a step has no "when", which belongs to an arm of choose: write "if"',
  otherwise: '"otherwise" belongs to a step with "choose"',
  steps: '"steps" belongs to a step with "for_each", or to an arm of choose',
  max_parallel: ofEach('max_parallel'),
  stop_when: ofEach('stop_when'),
  with: ofUses('with'),
  until: ofUses('until'),
  every: ofUntil('every'),
  on_timeout: ofUntil('on_timeout'),
  timeout: ofUses('timeout'),
  retry: ofUses('retry'),
  undo: ofUses('undo'),
  name: 'a step has no "name": write "title"',
  'continue-on-error': 'write "on_failure: continue"',
  'timeout-minutes': 'write "timeout" with a unit, such as 15m',
};

const groupKeys = (what: string) => ({
  ...elsewhere,
  timeout: inside('timeout', what),
  retry: inside('retry', what),
  undo: inside('undo', what),
});
const endKeys = {
  ...elsewhere,
  on_failure: 'what ends the run cannot fail: leave "on_failure" out',
  retry: 'what ends the run cannot fail: leave "retry" out',
  timeout: 'what ends the run takes no time: leave "timeout" out',
  undo: 'what ends the run changes nothing: leave "undo" out',
};

/** The keys that each kind of step takes, and what to say of others. */
export const stepKeys: Readonly<Record<StepWord, KeyWords>> = {
  uses: {
    known: [...common, ...usesKeys],
    required: title,
    what: 'a step',
    elsewhere,
  },
  wait: {
    known: [...common, 'wait', 'on_failure'],
    required: title,
    what: 'a step',
    elsewhere: {
      ...elsewhere,
      timeout: 'a wait takes as long as it says: leave "timeout" out',
      retry: 'a wait is not tried again: leave "retry" out',
      undo: 'a wait changes nothing: leave "undo" out',
      until: 'to wait for something give "until" to the step that looks, instead of "wait"',
      with: '"wait: 5m" has no "with": write it alone, or "uses: wait" with { for: 5m }',
    },
  },
  choose: {
    known: [...common, 'choose', 'otherwise'],
    required: title,
    what: 'a step',
    elsewhere: {
      ...groupKeys('a choose'),
      on_failure: inside('on_failure', 'a choose'),
      else: 'write "otherwise"',
      default: 'write "otherwise"',
    },
  },
  parallel: {
    known: [...common, 'parallel', 'on_failure'],
    required: title,
    what: 'a step',
    elsewhere: groupKeys('a parallel'),
  },
  for_each: {
    known: [...common, 'for_each', 'max_parallel', 'stop_when', 'steps', 'on_failure'],
    required: { ...title, steps: 'the steps for each item' },
    what: 'a step',
    elsewhere: groupKeys('a for_each'),
  },
  finish: { known: [...common, 'finish'], required: title, what: 'a step', elsewhere: endKeys },
  continue_with: { known: [...common, 'continue_with'], required: title, what: 'a step', elsewhere: endKeys },
};
