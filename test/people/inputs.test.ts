import { afterEach, expect, test } from '@jest/globals';
import { runIdOf } from '../../lib/model/run.ts';
import { aRunbook, aStory, closeStories, payments } from '../language/story.ts';
import { crew } from './reaching-story.ts';

afterEach(closeStories);

const yaml = aRunbook(
  `
  - title: Tell them
    uses: page
    with: { who: $inputs.lead, text: Look at it }
`,
  { inputs: '  lead: { type: person }\n' },
);
const story = () => aStory({ runbooks: [yaml], directory: crew() });

test('a run is not started for somebody whom people.yaml does not have', async () => {
  const { operations } = await story();
  const start = operations.start({
    runbook: 'story',
    mode: 'real',
    by: 'sam',
    because: '',
    inputs: { ...payments, lead: 'bene' },
  });
  await expect(start).rejects.toMatchObject({
    code: 'BadInput',
    facts: { what: expect.stringMatching(/lead: found "bene".*did you mean ben\?/) },
  });
});

test('an execution that is started past that ends as refused, and nobody is told', async () => {
  const { clients, operations, sandbox, stateMachineArn, until } = await story();
  const { arn } = await clients.states.start(
    stateMachineArn('story'),
    'by-hand',
    JSON.stringify({ ...payments, lead: 'bene' }),
  );
  const report = await until('it ends', async () => {
    const shown = await operations.show(runIdOf(arn)).catch(() => undefined);
    return shown?.status === 'closed' ? shown : undefined;
  });
  expect(report).toMatchObject({ outcome: 'refused', badInput: true });
  expect(sandbox.state().messages.filter(({ title }) => title === 'Tell them')).toEqual([]);
  expect(report.because).toContain('expected a person of people.yaml');
});

test('somebody by their full name is the one who is told', async () => {
  const one = await story();
  const run = await one.start({ ...payments, lead: 'Ben Example' });
  await run.ended();
  expect(one.sandbox.state().messages.map(({ to, person }) => `${person} ${to}`)).toContain('ben U0BEN');
});
