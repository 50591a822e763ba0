import { beforeEach, expect, test } from '@jest/globals';
import { handleAsk } from '../../lib/handlers/ask.ts';
import { handleManual } from '../../lib/handlers/manual.ts';
import { answerAsScenario } from '../../lib/local/scenario-answer.ts';
import { asking, failing, type PeopleWorld, peopleWorld, run } from '../handlers/people-world.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await peopleWorld();
});

const answer = async (word: string, more = {}) => {
  const [ask] = await world.asks();
  const given = { who: 'leads', ask: ask?.id ?? '', run, answer: word, more };
  await answerAsScenario(given, world.operations, world.parts.clock.now());
};

test('what a scenario says is done has written down what was asked for', async () => {
  const record = { case_id: { type: 'string' }, took: { type: 'duration' }, size: { type: 'number' } };
  await handleManual(asking('manual', { text: 'Do it', record }), world.parts);
  await answer('done', { record: { size: 7 } });
  expect(world.told).toMatchObject([
    { call: 'succeed', body: { by: 'leads', record: { case_id: 'rehearsal', took: 60, size: 7 } } },
  ]);
});

test('a skip has its note', async () => {
  await handleAsk(failing({ offers: ['skip'] }), world.parts);
  await answer('skip');
  expect(world.told).toMatchObject([
    { call: 'succeed', body: { answer: 'skip', because: 'as the scenario says' } },
  ]);
});

test('a human was faster: nothing is said, so nothing is refused', async () => {
  await handleAsk(failing({ offers: ['skip'] }), world.parts);
  await world.operations.answer(run, 'abort', 'ana', '', {});
  const before = (await world.operations.events(run, '')).events.length;
  await answer('skip');
  expect((await world.operations.events(run, '')).events).toHaveLength(before);
});

test('an answer that the question does not take is an error, and nothing is decided', async () => {
  await handleAsk(failing(), world.parts);
  await expect(answer('approve')).rejects.toMatchObject({ code: 'BadInput' });
  expect(world.told).toEqual([]);
});
