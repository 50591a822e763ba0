import type { ChannelKind, Directory } from '../model/people.ts';
import type { WireAnswer } from '../model/transport.ts';
import type { ChannelMessage, DeliveredPage, World } from './world.ts';

/** What a channel answers, the world afterwards, and whom it reached. */
export interface Taken {
  world: World;
  answer: WireAnswer;
  delivered?: DeliveredPage;
}

/** Whether the channel takes nothing now. */
export function isDown(world: World, channel: ChannelKind): boolean {
  return world.pagers === 'down' || world.channels[channel] === 'down';
}

/** The id of the person who is reached there; undefined when it is nobody whom people.yaml knows, or a place of several. */
export function personAt(
  directory: Directory | undefined,
  channel: ChannelKind,
  to: string,
  named?: string,
): string | undefined {
  const people = Object.values(directory?.people ?? {});
  const there = people.filter(({ channels }) =>
    channels.some((address) => address.channel === channel && address.to === to),
  );
  // Several share a service or a webhook: the message says for whom it is.
  return (there.find(({ id }) => id === named) ?? (there.length === 1 ? there[0] : undefined))?.id;
}

/** The message is in the channel, and whoever sees it there was reached: nobody, where the channel is silent. */
export function take(world: World, message: ChannelMessage, urgency?: 'info'): Omit<Taken, 'answer'> {
  const messages = [...world.messages, message];
  const { person, title, text, run = '', ask, key = message.id, at } = message;
  if (person === undefined || world.channels[message.channel] === 'silent')
    return { world: { ...world, messages } };
  const delivered: DeliveredPage = {
    who: person,
    title,
    text,
    run,
    key,
    at,
    ...(ask === undefined ? {} : { ask }),
    ...(urgency === undefined ? {} : { urgency }),
  };
  return { world: { ...world, messages, pages: [...world.pages, delivered] }, delivered };
}

/** With the messages of these ids saying how their question stands. */
export function settle(
  world: World,
  id: string,
  settled: NonNullable<ChannelMessage['settled']>,
  change: (message: ChannelMessage) => ChannelMessage = (message) => message,
): World {
  const messages = world.messages.map((message) =>
    message.id === id ? change({ ...message, settled }) : message,
  );
  return { ...world, messages };
}
