import { describe, expect, test } from '@jest/globals';
import { explain, ReboundError } from '../../lib/model/errors.ts';
import type { Address } from '../../lib/model/people.ts';
import { makeChannels } from '../../lib/wire/channels-client.ts';
import { addresses, settings } from '../builders/channels.ts';
import { aMessage } from '../builders/messages.ts';
import { answering, json, type Reply, start, text } from './answering.ts';

const secrets = [
  'xoxb-the-token-of-the-bot',
  'routing0123456789abcdef012345678',
  'api-token-of-the-rest-api',
  'secret-of-the-webhook',
] as const;
const [token, routing, api, hook] = secrets;
const texts: Record<string, string> = {
  'rebound-channels/slack': JSON.stringify({ token }),
  'rebound-channels/payments': routing,
  'rebound-channels/bot': hook,
};

function channelsWith(...replies: Reply[]) {
  const stage = answering(...replies);
  const lines: string[] = [];
  const asked: string[] = [];
  const { transport } = stage.surroundings;
  const surroundings = {
    ...stage.surroundings,
    channels: settings,
    environment: (name: string) => (name === 'PAGERDUTY_TOKEN' ? api : undefined),
    terminal: (line: string) => void lines.push(line),
    transport: (...[request, signal]: Parameters<typeof transport>) =>
      request.system === 'ssm'
        ? Promise.resolve(json(200, { Parameter: { Value: routing } }))
        : transport(request, signal),
  };
  const read = async (id: string) => {
    asked.push(id);
    return texts[id] ?? '';
  };
  return { ...stage, surroundings, channels: makeChannels(surroundings, { read }), lines, asked, read };
}

/** What each service knows of ours, and so could say again. */
const sentBy: Record<string, string> = { slack: token, pagerduty: routing, webhook: hook };

/** Whatever goes wrong, and says all that it was sent. */
const faults: Record<string, Reply> = {
  'a lost request': Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  'a throttle': json(429, {
    message: secrets.join(' '),
    errors: [secrets.join(' ')],
    error: secrets.join(' '),
  }),
  'a server error': json(500, { message: secrets.join(' '), error: { message: secrets.join(' ') } }),
  'a refusal': json(403, {
    message: secrets.join(' '),
    error: { message: secrets.join(' '), errors: [secrets.join(' ')] },
  }),
  'a wrong request': json(400, { status: 'invalid event', message: secrets.join(' '), errors: [...secrets] }),
  'a refusal with 200': json(200, { ok: false, error: secrets.join(' '), needed: secrets.join(' ') }),
  'a page of a proxy': text(200, `<html>${secrets.join(' ')}</html>`),
  'a slow one': () => new Promise(() => undefined),
};

describe.each(Object.entries(faults))('%s', (_, reply) => {
  test.each(Object.entries(addresses))(
    'of %s is an error, holds no secret, and is no page that was sent',
    async (channel, address) => {
      const { channels, play, lines } = channelsWith(reply);
      if (
        channel === 'webhook' &&
        !(reply instanceof Error) &&
        typeof reply !== 'function' &&
        reply.status === 200
      )
        return; // taken
      const outcome: unknown = await play(() =>
        channels.send(address, aMessage()).catch((error: unknown) => error),
      );
      expect(outcome).toBeInstanceOf(Error);
      const shown = [
        JSON.stringify(outcome),
        String(outcome),
        explain(outcome),
        (outcome as Error).stack,
        lines.join(),
      ].join();
      const sent = sentBy[channel];
      if (sent !== undefined) expect(shown).not.toContain(sent);
    },
  );
  test('of who is on call is an error, and holds no secret', async () => {
    const { channels, play } = channelsWith(reply);
    const outcome: unknown = await play(() =>
      channels.onCall('PSCHED1', start).catch((error: unknown) => error),
    );
    expect(outcome).toBeInstanceOf(Error);
    expect(JSON.stringify(outcome) + explain(outcome)).not.toContain(api);
  });
});

test.each<[Address, RegExp]>([
  [addresses.slack, /Slack is not set up; write slack with its token in channels of rebound.yaml/],
  [addresses.pagerduty, /PagerDuty's service platform is not set up/],
  [addresses.webhook, /the webhook bot is not set up/],
])('%j that rebound.yaml does not have is said', async (address, said) => {
  const { play, surroundings, read } = channelsWith(text(200, ''));
  const { channels: _, ...bare } = surroundings;
  const outcome = await play(() =>
    makeChannels(bare, { read })
      .send(address, aMessage())
      .catch((error: unknown) => error),
  );
  expect(outcome).toMatchObject({ code: 'BadInput' });
  expect(explain(outcome)).toMatch(said);
});

test('names of everything that has some are none of services', async () => {
  const { channels, play } = channelsWith(text(200, ''));
  const outcome = await play(() =>
    channels.send({ channel: 'webhook', to: 'constructor' }, aMessage()).catch((error: unknown) => error),
  );
  expect(outcome).toMatchObject({ code: 'BadInput' });
});

test('a secret is read once, and again after it could not be', async () => {
  const { surroundings, play } = channelsWith(text(200, ''));
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads === 1) throw new Error('lost');
    return hook;
  };
  const channels = makeChannels(surroundings, { read });
  await play(async () => {
    await channels.send(addresses.webhook, aMessage()).catch(() => undefined);
    await channels.send(addresses.webhook, aMessage());
    await channels.send(addresses.webhook, aMessage());
  });
  expect(reads).toBe(2);
});

describe('the terminal', () => {
  const address: Address = { channel: 'terminal', to: '' };
  test('shows a message, and nothing that acts on it', async () => {
    const { channels, play, lines, sent } = channelsWith(text(200, ''));
    await play(() => channels.send(address, aMessage({ title: '\u001b]0;evil\u0007Restore\r\n\u202e?' })));
    await play(() =>
      channels.settle(
        { channel: 'terminal', id: 'k' },
        { run: 'r1', title: 'Restore\u001b[2J', text: 'ana\napproved', kind: 'decided' },
      ),
    );
    expect(lines[0]).toBe(']0;evilRestore ? (payments @ prod-blue)');
    expect(lines.at(-1)).toBe('Restore[2J: ana approved');
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(sent).toEqual([]);
  });
  test('that is not there reaches nobody; settling is no failure', async () => {
    const { play, surroundings, read } = channelsWith(text(200, ''));
    const { terminal: _, ...bare } = surroundings;
    const channels = makeChannels(bare, { read });
    const outcome = await play(() => channels.send(address, aMessage()).catch((error: unknown) => error));
    expect(outcome).toMatchObject({ code: 'Unavailable' });
    await play(() =>
      channels.settle(
        { channel: 'terminal', id: 'k' },
        { run: 'r1', title: 't', text: 'x', kind: 'decided' },
      ),
    );
  });
});

test('where keys are kept and nothing is heard, one channel waits, the others fail at once, and who needs no key is tried in time', async () => {
  const hanging = channelsWith(json(200, {}));
  const read = (): Promise<string> =>
    hanging.clock.sleep(20_000).then(() => {
      throw new ReboundError('Unavailable', { what: 'given up', reason: 'TimeoutError' });
    });
  const channels = makeChannels(hanging.surroundings, { read });
  const failed = async (address: Address) => {
    const before = hanging.clock.now();
    const code = await channels.send(address, aMessage()).catch((error: ReboundError) => error.code);
    return [code, hanging.clock.now() - before];
  };
  expect(await hanging.play(() => failed(addresses.slack))).toEqual(['Unavailable', 20_000]);
  expect(await hanging.play(() => failed(addresses.webhook))).toEqual(['Unavailable', 0]);
  const later = async () => {
    await hanging.clock.sleep(31_000);
    return failed(addresses.webhook);
  };
  expect(await hanging.play(later)).toEqual(['Unavailable', 20_000]);
});
