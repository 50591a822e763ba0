import { fail } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import { codeOfStatus } from './refusal.ts';
import { type Sender, send } from './send.ts';

/** Where Slack has such URLs (docs.slack.dev, handling user interaction; the second is GovSlack). We call no other host, whatever a request says. */
const hosts = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

/**
 * Posts a message to the `response_url` of an interaction. The URL is a key by itself, for half an hour: it is in no error. Errors:
 * BadInput when it is none of Slack's, Throttled, Unavailable, Rejected4xx.
 */
export function makeSlackReply(
  sender: Sender,
): (url: string, message: Record<string, Json>) => Promise<void> {
  return async (url, message) => {
    const address = URL.canParse(url) ? new URL(url) : undefined;
    if (address?.protocol !== 'https:' || !hosts.has(address.host))
      return fail('BadInput', { what: 'the response_url of an interaction is no address of Slack’s' });
    const request = {
      system: 'slack',
      method: 'POST',
      url: address.href,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
    } as const;
    const what = 'the reply to who pressed a button';
    const { status } = await send(sender, request, what);
    if (status < 200 || status > 299)
      fail(codeOfStatus(status), { what: `${what} was not taken: Slack answered ${status}`, status });
  };
}
