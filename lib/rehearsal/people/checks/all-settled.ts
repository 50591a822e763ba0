import { isObject } from '../../../model/json.ts';
import type { ChannelMessage } from '../../../sandbox/world.ts';
import type { Invariant, Watched } from '../../watched.ts';
import { harmed, violation } from '../asked.ts';

const changing: readonly string[] = ['slack', 'webhook', 'pagerduty'];

/** 28. When it is over nothing is left to be told, and no message still asks, where its channel takes a change. */
export const allSettled: Invariant = {
  number: 28,
  title: 'Nothing asks any more when it is over',
  boundedOnly: true,
  check: (watched) => {
    const { table, last, endedAt, settledAt } = watched;
    // What a channel takes no more stays to be told for a day.
    const deaf = Object.values(last.channels).includes('down') || last.pagers === 'down';
    const notices = (deaf ? [] : table.notices()).map((key) =>
      violation(28, { run: key.split('#')[0] ?? '' }, endedAt, `still to be told: ${key}`),
    );
    // Cut off: something else says so.
    if (settledAt === null) return notices;
    const asking = last.messages
      .filter((message) => message.ask !== undefined && isAsking(message, watched))
      .map(({ run = '', at, channel, title, person = 'a room' }) =>
        violation(28, { run }, at, `"${title}" still asks ${person} by ${channel}`),
      );
    return [...notices, ...asking];
  },
};

function isAsking(message: ChannelMessage, watched: Watched): boolean {
  const { channel, settled, slack, at } = message;
  const { last } = watched;
  if (!changing.includes(channel) || last.pagers === 'down' || last.channels[channel] === 'down')
    return false;
  const open = settled?.kind !== 'decided' || (slack !== undefined && hasButtons(slack.blocks));
  return (
    open &&
    !lostReceipt(message, watched) &&
    !neverNoted(message, watched) &&
    !refusedLater(channel, at, watched)
  );
}

function hasButtons(blocks: readonly unknown[]): boolean {
  return blocks.some((block) => isObject(block) && block['type'] === 'actions');
}

/** Taken, and whoever sent it never knew: the answer was lost, or not one. It says that it is too late to whoever presses it. */
function lostReceipt({ channel, at }: ChannelMessage, { calls, injected }: Watched): boolean {
  return calls.some(
    ({ facts, nth, effect }) =>
      facts.kind === channel &&
      effect !== null &&
      Math.abs(effect.at - at) <= 1 &&
      injected.some((one) => one.kind === facts.kind && one.nth === nth),
  );
}

/**
 * A gap that is known: whoever sent it died, or failed, before it was noted, and the question was decided before anybody came again. Nobody
 * knows of that message; it says that it is too late to whoever presses it. Who comes again has to find it: a second one is no excuse.
 */
function neverNoted(message: ChannelMessage, { injected, last }: Watched): boolean {
  const { ask, channel, person, at } = message;
  const again = last.messages.some(
    (other) => other.ask === ask && other.channel === channel && other.person === person && other.at > at,
  );
  return !again && injected.some((one) => one.kind === 'paging' && one.at >= at && one.at <= at + 1000);
}

/** A channel that will never take the change is a finding, and no more. */
function refusedLater(channel: string, at: number, watched: Watched): boolean {
  const kind = watched.injected.some(
    (one) => one.fault === 'refused' && one.at >= at && [channel, 'secretsmanager', 'ssm'].includes(one.kind),
  );
  const { outages } = watched.schedule.faults;
  if (outages.some((one) => one.kind === channel && watched.startedAt + one.to * 1000 > watched.endedAt))
    return true;
  const outage = outages.some(
    (one) => one.fault === 'refused' && [channel, 'secretsmanager', 'ssm'].includes(one.kind),
  );
  return kind || (outage && harmed(watched, ['slack', 'webhook', 'pagerduty'], at, watched.endedAt));
}
