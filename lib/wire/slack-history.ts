import { codeOf } from '../model/errors.ts';
import { isObject } from '../model/json.ts';
import type { SlackArguments, SlackCall } from './slack-api.ts';

/** What our messages are called in Slack's metadata: how we find them again. */
export const slackEvent = 'rebound_message';

/**
 * `conversations.history`; undefined where Slack says that we may not, or not now. No answer at all means that Slack cannot be
 * reached: an error.
 */
export async function lookIn(
  call: SlackCall,
  given: SlackArguments,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await call('conversations.history', given);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || code === 'Unavailable' || code === 'Malformed') throw error;
    return undefined;
  }
}

export function messagesOf(answer: Record<string, unknown> | undefined): Record<string, unknown>[] {
  const messages = answer?.['messages'];
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}

/** What we wrote into the metadata of a message of ours; undefined for every other one. */
export function payloadIn({ metadata }: Record<string, unknown>): Record<string, unknown> | undefined {
  if (!isObject(metadata) || metadata['event_type'] !== slackEvent) return undefined;
  return isObject(metadata['event_payload']) ? metadata['event_payload'] : undefined;
}

/** Whether it is the id of a message, as Slack gives it. */
export function isTs(text: string): boolean {
  return /^\d{1,12}\.\d{6}$/.test(text);
}
