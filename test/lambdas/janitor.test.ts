import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { closeWhatIsOpen } from '../../lambdas/janitor.ts';
import type { Parts } from '../../lib/handlers/parts.ts';
import { codeOf, explain, fail } from '../../lib/model/errors.ts';
import { aWorld, type TestWorld } from '../handlers/world.ts';

let world: TestWorld;
let run: { run: string; execution: string };
let log: ReturnType<typeof jest.spyOn>;

/** A run whose execution was stopped from outside: nobody has closed it. */
beforeEach(async () => {
  log = jest.spyOn(console, 'log').mockImplementation(() => {});
  world = await aWorld({ people: {} });
  run = await world.start();
  await world.pass(60_000);
  await world.clients.states.stop(run.execution, 'Stopped', 'by hand');
});
afterEach(() => {
  log.mockRestore();
  world.close();
});

test('what it did goes to the log: nobody reads what it returns', async () => {
  const answer = await closeWhatIsOpen({}, world.parts());
  expect(answer).toMatchObject({ closed: [run.run], left: [] });
  expect(log).toHaveBeenCalledWith(expect.stringContaining(run.run));
  log.mockClear();
  await closeWhatIsOpen({}, world.parts());
  expect(log).not.toHaveBeenCalled();
});

test('what it could not do is an error, which the heartbeat counts', async () => {
  const parts = world.parts();
  const table = {
    ...parts.clients.table,
    update: async () => fail('Throttled', { what: 'too much at once' }),
  };
  const { states, pager, topic, eks, evidence, secrets, channels, kubernetes, velero } = parts.clients;
  const clients: Parts['clients'] = {
    table,
    states,
    pager,
    topic,
    eks,
    evidence,
    secrets,
    channels,
    kubernetes,
    velero,
  };
  const failure: unknown = await closeWhatIsOpen({}, { ...parts, clients }).catch((error: unknown) => error);
  expect(codeOf(failure)).toBe('Unavailable');
  expect(explain(failure)).toMatch(new RegExp(`^1 of what was left open .*${run.run}: too much at once`));
});
