import { expect, test } from '@jest/globals';
import { makePrompts } from '../../lib/cli/prompt.ts';
import { makeScreen } from '../../lib/cli/screen.ts';
import { fakeIo } from './fake-io.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

/** What a terminal shows at the end, of the few things that are sent to it: text, line ends, and clearing from the cursor on. */
function shown(out: string): string[] {
  const lines = [''];
  const put = (text: string) => {
    const [first = '', ...more] = text.replaceAll('\r', '').split('\n');
    lines.push(`${lines.pop() ?? ''}${first}`, ...more);
  };
  const [plain = '', ...sequences] = out.split('\u001b');
  put(plain);
  for (const sequence of sequences) {
    const [whole = '', name] = /^\[[0-9;]*([A-Za-z])/.exec(sequence) ?? [];
    if (name === 'J') lines[lines.length - 1] = '';
    put(sequence.slice(whole.length));
  }
  return lines;
}

test('what is printed while a question is open stands above it, and what was typed stays', async () => {
  const io = fakeIo({ terminal: true });
  const screen = makeScreen(io, false);
  const prompts = makePrompts(io, screen);
  const answer = prompts.line('abort or stay > ', { signal: new AbortController().signal });
  await moment();
  io.keys.write('ab');
  await moment();
  screen.line('a step is done');
  screen.line('another one');
  expect(shown(io.out())).toEqual(['a step is done', 'another one', 'abort or stay > ab']);
  io.keys.write('ort\r');
  expect(await answer).toBe('abort');
  screen.line('aborting');
  expect(shown(io.out()).slice(-2)).toEqual(['aborting', '']);
});
