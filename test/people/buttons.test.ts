import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { inboundOf } from '../../lib/local/inbound.ts';
import { textOf } from '../../lib/history/records.ts';
import { iso } from '../../lib/model/clock.ts';
import { isObject, type Json } from '../../lib/model/json.ts';
import type { Directory, Reference } from '../../lib/model/people.ts';
import type { InboundAnswer, InboundRequest } from '../../lib/operations/inbound/request.ts';
import { closeStories } from '../language/story.ts';
import { type Asked, asked, crew, minutes, oneQuestion, reachable, settings } from './reaching-story.ts';

/*
 * From the message that Slack has to the state machine that goes on: the buttons that we sent are pressed, and what comes in is signed
 * with the secret that is kept where rebound.yaml says.
 */

afterEach(closeStories);

const signingSecret: Reference = { $secret: 'rebound-channels/slack#signing' };
const webhookSecret: Reference = { $parameter: '/rebound-channels/pagerduty' };
const { slack, pagerduty } = settings;
if (!slack || !pagerduty) throw new Error('no channels');
const connected = (): Directory => {
  const directory = crew({
    channels: {
      ...settings,
      slack: { ...slack, signingSecret, rooms: true },
      pagerduty: { ...pagerduty, webhookSecret },
    },
  });
  const people = Object.entries(directory.people).map(([id, person]) => [
    id,
    { ...person, pagerdutyUser: `P${id.toUpperCase()}` },
  ]);
  return {
    ...directory,
    people: {
      ...Object.fromEntries(people),
      eve: reachable('eve', 7, { channels: [{ channel: 'sms', to: '+34600000007' }] }),
    },
  };
};

interface Doors {
  story: Asked;
  send: (request: InboundRequest) => Promise<InboundAnswer>;
  /** The buttons of the newest message that somebody has, by their label. */
  buttons: (person: string) => Record<string, string>;
  press: (user: string, value: string) => Promise<InboundAnswer>;
  pagerdutySays: (type: string, user: string, at?: number) => Promise<InboundAnswer>;
  say: (user: string, text: string) => Promise<InboundAnswer>;
}

async function doors(
  levels = [
    { who: 'leads', for: 600 },
    { who: 'managers', for: 600 },
  ],
): Promise<Doors> {
  const story = await asked(oneQuestion(levels), { directory: connected() });
  await story.run.asked('What now?');
  await story.pass(5000);
  const send = inboundOf(story, story.operations);
  let n = 0;
  const bySlack = async (path: string, type: string, body: string) => {
    const time = String(Math.floor(story.clock.now() / 1000));
    const secret = await story.secret(signingSecret);
    const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
    return send({
      method: 'POST',
      path,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${signature}`,
      },
      body: Buffer.from(body),
    });
  };
  return {
    story,
    send,
    buttons: (person) =>
      buttonsIn(
        story.sandbox.state().messages.findLast((one) => one.person === person && one.slack)?.slack?.blocks ??
          [],
      ),
    press: (user, value) => {
      n += 1;
      const payload = {
        type: 'block_actions',
        user: { id: user },
        trigger_id: String(n),
        actions: [{ type: 'button', value }],
      };
      return bySlack(
        '/slack/interactions',
        'application/x-www-form-urlencoded',
        new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      );
    },
    say: (user, text) => {
      n += 1;
      const channel = story.sandbox.state().rooms[0]?.id;
      const event = { type: 'message', channel, user, text };
      return bySlack(
        '/slack/events',
        'application/json',
        JSON.stringify({ type: 'event_callback', event_id: `Ev${n}`, event }),
      );
    },
    pagerdutySays: async (type, user, at = story.clock.now()) => {
      n += 1;
      const body = JSON.stringify({
        event: {
          id: `E${n}`,
          event_type: type,
          occurred_at: iso(at),
          agent: { id: user, type: 'user_reference' },
          data: { id: 'PGR0VU2', type: 'incident', incident_key: story.run.run },
        },
      });
      const signature = createHmac('sha256', await story.secret(webhookSecret))
        .update(body)
        .digest('hex');
      return send({
        method: 'POST',
        path: '/pagerduty',
        headers: { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${signature}` },
        body: Buffer.from(body),
      });
    },
  };
}

function buttonsIn(blocks: Json[]): Record<string, string> {
  const elements = blocks.flatMap((block) =>
    isObject(block) && Array.isArray(block['elements']) ? block['elements'] : [],
  );
  const buttons = elements.flatMap((one: unknown): [string, string][] => {
    if (!isObject(one) || one['type'] !== 'button' || !isObject(one['text'])) return [];
    return [[String(one['text']['text']), String(one['value'])]];
  });
  return Object.fromEntries(buttons);
}

describe('Slack', () => {
  test('a button that we sent, pressed by who was asked, decides, and the run goes on', async () => {
    const { story, buttons, press } = await doors();
    const value = buttons('ana')['We wait'] ?? '';
    expect(JSON.parse(value)).toMatchObject({ answer: 'wait', ask: expect.stringMatching(/^[a-z2-7]{26}$/) });
    const answer = await press('U0ANA', value);
    expect(answer).toMatchObject({ status: 200, did: 'decided' });
    // it has nothing else to do, and nothing to verify
    expect(await story.run.ended()).toMatchObject({
      status: 'closed',
      because: expect.stringMatching(/^every step is done/),
    });
    const { asks } = await story.run.show();
    expect(asks[0]?.decision).toMatchObject({ by: 'ana', answer: 'wait', channel: 'slack' });
    // and everybody who was asked sees it
    await story.pass(minutes(2));
    expect([buttons('ana'), buttons('ben')]).toEqual([{}, {}]);
  });

  test('“I’m looking at it” stops the paging of that person at that level, and not its time', async () => {
    const { story, buttons, press } = await doors();
    expect(await press('U0BEN', buttons('ben')['I’m looking at it'] ?? '')).toMatchObject({
      did: 'acknowledged',
    });
    expect(await story.acks()).toEqual([expect.objectContaining({ by: 'ben', level: 0, channel: 'slack' })]);
    await story.pass(minutes(15));
    const pages = await story.pages();
    expect(pages.filter((page) => / ben /.test(page))).toHaveLength(1);
    expect(pages.some((page) => / mia /.test(page))).toBe(true);
  });

  test('pressed by two at the same moment there is one decision, and the one who was late hears whose', async () => {
    const { story, buttons, press } = await doors();
    const [one, other] = await Promise.all([
      press('U0ANA', buttons('ana')['We wait'] ?? ''),
      press('U0BEN', buttons('ben')['I take it from here'] ?? ''),
    ]);
    const said = [one, other].map(({ body }) => String((JSON.parse(body) as { text?: string }).text));
    expect(said.filter((text) => text.includes('is decided: '))).toHaveLength(1);
    expect(said.filter((text) => /already decided by (ana|ben)/.test(text))).toHaveLength(1);
    expect((await story.run.show()).asks[0]?.voices).toHaveLength(1);
  });

  test('pressed by somebody whom Slack calls otherwise it decides nothing, and stands in the story', async () => {
    const { story, buttons, press } = await doors();
    expect(await press('U0EVE', buttons('ana')['We wait'] ?? '')).toMatchObject({
      did: 'refused: AccessDenied',
    });
    const report = await story.run.show();
    expect([report.status, report.asks[0]?.decision]).toEqual(['open', undefined]);
    const noted = await story.run.events('noted');
    expect(noted.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^refused: wait to "What now\?" from Slack user U0EVE/),
    ]);
  });

  test('what people say in the channel of the run is a note of it', async () => {
    const { story, say } = await doors();
    expect(await say('U0CLEO', 'the database team is with us')).toMatchObject({ did: 'noted' });
    expect((await story.run.events('noted')).map(({ text }) => text)).toEqual([
      'the database team is with us',
    ]);
  });

  test('no token of Step Functions is in a button, an answer or a message', async () => {
    const { story, buttons, press } = await doors();
    const answer = await press('U0ANA', buttons('ana')['We wait'] ?? '');
    const items = await story.clients.table.query({ pk: `RUN#${story.run.run}`, prefix: 'ASK#' });
    const tokens = items.map((item) => textOf(item, 'token'));
    expect(tokens[0]?.length).toBeGreaterThan(20);
    const seen = JSON.stringify([answer, story.sandbox.state().messages, await story.run.show()]);
    for (const token of tokens) expect(seen).not.toContain(token);
  });
});

describe('PagerDuty', () => {
  test('who acknowledges there looks at it here; nobody else need stop', async () => {
    const { story, pagerdutySays } = await doors();
    expect(await pagerdutySays('incident.acknowledged', 'PANA')).toMatchObject({
      status: 200,
      did: 'acknowledged',
    });
    expect(await story.acks()).toEqual([expect.objectContaining({ by: 'ana', channel: 'pagerduty' })]);
  });

  test('heard an hour late it stops nobody’s paging of the level that is asked now', async () => {
    const { story, pagerdutySays } = await doors();
    const then = story.clock.now();
    await story.pass(minutes(12));
    expect(await pagerdutySays('incident.acknowledged', 'PANA', then)).toMatchObject({
      did: 'acknowledged too late',
    });
    expect(await story.acks()).toEqual([]);
  });

  test('resolved there, the run still asks', async () => {
    const { story, pagerdutySays } = await doors();
    await pagerdutySays('incident.resolved', 'PBEN');
    const report = await story.run.show();
    expect([report.status, report.asks[0]?.decision]).toEqual(['open', undefined]);
    expect((await story.run.events('noted'))[0]?.text).toMatch(/^resolved the incident in PagerDuty/);
  });
});
