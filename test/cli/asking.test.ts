import { expect, test } from '@jest/globals';
import { makeAsking } from '../../lib/cli/asking.ts';
import type { Session } from '../../lib/cli/session.ts';
import type { Screen } from '../../lib/cli/screen.ts';
import type { AskReport, RunReport } from '../../lib/operations/operations.ts';
import { fakeIo } from './fake-io.ts';

const ask = (title: string) =>
  ({ id: title, title, run: 'k3f9', kind: 'manual', options: ['done', 'cannot'] }) as unknown as AskReport;
const report = (...asks: AskReport[]) => ({ status: 'open', asks }) as unknown as RunReport;

/** A terminal at which somebody answers everything with `done`. */
function atTerminal() {
  const said: string[] = [];
  const answered: unknown[] = [];
  const screen = {
    json: false,
    line: (text: string) => said.push(text),
    paint: (_style: string, text: string) => text,
  } as unknown as Screen;
  const session = {
    attendance: { attend: () => Promise.resolve() },
    operations: {
      answer: (_run: string, _answer: string, _by: string, _why: string, more: { ask?: string }) => {
        answered.push(more.ask);
        return Promise.resolve({ answer: 'done' });
      },
    },
  } as unknown as Session;
  const io = fakeIo({ terminal: true });
  const prompts = { busy: () => false, line: () => Promise.resolve('done') };
  const asking = makeAsking({ io, screen, session, prompts }, new AbortController().signal);
  const over = async () => {
    while (asking.busy()) await io.clock.sleep(10);
  };
  return { asking, said, answered, over };
}

const named = (said: string[]) => said.filter((line) => line.includes('is asked'));

test('one question, which stands right above, is not named', async () => {
  const { asking, said, over } = atTerminal();
  await asking.update(report(ask('One')));
  await over();
  expect(named(said)).toEqual([]);
});

test('of several questions, it is said which one an answer is for, that of the last one, too', async () => {
  const { asking, said, answered, over } = atTerminal();
  const [one, two] = [ask('One'), ask('Two')];
  await asking.update(report(one, two));
  await asking.update(report(one, two));
  await over();
  await asking.update(report(two));
  await over();
  expect(named(said)).toEqual([
    '  Now "One" is asked; another question is open, too.',
    '  Now "Two" is asked.',
  ]);
  expect(answered).toEqual(['One', 'Two']);
});
