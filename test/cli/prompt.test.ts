import { expect, test } from '@jest/globals';
import { makePrompts } from '../../lib/cli/prompt.ts';
import { makeScreen } from '../../lib/cli/screen.ts';
import { fakeIo } from './fake-io.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

/** What a terminal shows at the end: the clearing sequence of this code and of readline is all that it knows. */
function shown(out: string): string[] {
  const lines = [''];
  for (const piece of out.split(/(\u001b\[0?J|\u001b\[\d*[AG]|\r\n|\n|\r)/)) {
    if (/\n/.test(piece)) lines.push('');
    else if (/^\r$|G$/.test(piece)) continue;
    else if (/J$/.test(piece)) lines[lines.length - 1] = '';
    else if (!/A$/.test(piece)) lines[lines.length - 1] += piece.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '');
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
