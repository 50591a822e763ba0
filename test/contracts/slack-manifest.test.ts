import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { SlackMethod } from '../../lib/wire/slack-api.ts';

/*
 * The app that docs/channels.md has people create may do what we call, and hears what we listen to. Sources: docs.slack.dev, Reference, the
 * methods' pages (scopes of a bot token), events message.channels, and App Home: without its Messages tab every direct message is refused
 * (messages_tab_disabled), and an app has it switched off unless its manifest says otherwise.
 */

/** Of the conversations that we use: direct messages and public channels. */
const scopes: Record<SlackMethod, string[]> = {
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.create': ['channels:manage'],
  'conversations.open': ['im:write'],
  'conversations.setTopic': ['channels:manage'],
  'conversations.history': ['channels:history', 'im:history'],
  'conversations.list': ['channels:read'],
};
const ofEvents: Record<string, string> = { 'message.channels': 'channels:history' };

const page = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8');
const text = /```yaml\n( *display_information:[\s\S]*?)```/.exec(page)?.[1] ?? '';
const manifest = parse(text) as {
  display_information: { name: string; description: string };
  features: { app_home: object };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] }; interactivity: object };
};

test('its scopes are those of the methods and events, and no more', () => {
  const { bot_events: events } = manifest.settings.event_subscriptions;
  const needed = [...Object.values(scopes).flat(), ...events.map((event) => ofEvents[event])];
  expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(new Set(needed));
});

test('it can be written to by nobody, and writes to everybody', () => {
  expect(manifest.features.app_home).toEqual({
    home_tab_enabled: false,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: true,
  });
});

test('it is what Slack takes', () => {
  const { name, description } = manifest.display_information;
  expect(name.length).toBeLessThanOrEqual(35);
  expect(description.length).toBeLessThanOrEqual(140);
  expect(manifest.settings.interactivity).toMatchObject({ is_enabled: true });
});
