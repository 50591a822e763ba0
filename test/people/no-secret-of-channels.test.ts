import { afterEach, expect, test } from '@jest/globals';
import type { Directory } from '../../lib/model/people.ts';
import { crew, minutes, oneQuestion } from './reaching-story.ts';
import { aStory, closeStories } from '../language/story.ts';

afterEach(closeStories);

/** PagerDuty wants its key in the body, and shows it to nobody. Everything else goes in headers. */
function withoutKey(system: string, body: string): string {
  return system === 'pagerduty' ? body.replace(/"routing_key":"[^"]*"/, '"routing_key":""') : body;
}

test('nothing that a run writes, sends to others or shows holds a token, a key or a signing secret of the channels', async () => {
  const written: string[] = [];
  const lines: string[] = [];
  const directory: Directory = {
    ...crew(),
    channels: {
      ...crew().channels,
      slack: {
        token: { $secret: 'rebound-channels/slack#token' },
        signingSecret: { $secret: 'rebound-channels/slack#signing' },
        rooms: true,
      },
    },
  };
  const story = await aStory({
    runbooks: [
      oneQuestion([
        { who: 'leads', for: 600 },
        { who: 'managers', for: 600 },
      ]),
    ],
    directory,
    janitor: true,
    given: { channels: { webhook: 'down' } },
    terminal: (line) => void lines.push(line),
    around: (transport) => async (request, signal) => {
      const answer = await transport(request, signal);
      if (request.system === 'secretsmanager' || request.system === 'ssm') return answer;
      const body = Buffer.from(request.body).toString('utf8');
      written.push(`${request.url} ${withoutKey(request.system, body)}`);
      written.push(Buffer.from(answer.body).toString('utf8'));
      return answer;
    },
  });
  const run = await story.start();
  await run.asked('What now?');
  await story.pass(minutes(25));
  await run.say('wait', { by: 'mia', because: 'I know the cause' });
  await run.ended();
  const { secrets, parameters, messages, pages } = story.sandbox.state();
  const kept = [...Object.values(secrets), ...Object.values(parameters)];
  const texts = kept.flatMap((text) => text.match(/sandbox-[0-9a-f]{24}/g) ?? []);
  expect(new Set(texts).size).toBe(5);
  expect(messages.length).toBeGreaterThan(4);
  const shown = JSON.stringify([messages, pages, lines, await story.operations.show(run.run), written]);
  for (const text of texts) {
    expect(shown).not.toContain(text);
    expect(shown).not.toContain(Buffer.from(text).toString('base64').slice(0, 32));
  }
});
