import type { WireAnswer } from '../model/transport.ts';
import { json } from './answer.ts';
import { uidOf } from './chance.ts';
import type { Taken } from './messages.ts';
import type { SlackRoom, World } from './world.ts';

/** `conversations.create`: a public channel, of which the app is a member. Errors: its reference page. */
export function createRoom(world: World, name: string): Taken {
  const wrong = nameProblem(name);
  if (wrong !== undefined) return { world, answer: failure(wrong) };
  if (world.rooms.some((room) => room.name === name)) return { world, answer: failure('name_taken') };
  const id = `C0${uidOf(`${world.seed} room ${name}`).replaceAll('-', '').slice(0, 9).toUpperCase()}`;
  const room: SlackRoom = { id, name, topic: '' };
  return {
    world: { ...world, rooms: [...world.rooms, room] },
    answer: json(200, { ok: true, channel: channelOf(room) }),
  };
}

/** `conversations.setTopic`. */
export function setTopic(world: World, id: string, topic: unknown): Taken {
  const room = world.rooms.find((one) => one.id === id);
  if (!room) return { world, answer: failure('channel_not_found') };
  if (typeof topic !== 'string') return { world, answer: failure('invalid_arguments') };
  if (topic.length > 250) return { world, answer: failure('too_long') };
  const rooms = world.rooms.map((one) => (one.id === id ? { ...one, topic } : one));
  return {
    world: { ...world, rooms },
    answer: json(200, { ok: true, channel: channelOf({ ...room, topic }) }),
  };
}

/** `conversations.list`: all on one page. */
export function listRooms(world: World): WireAnswer {
  return json(200, {
    ok: true,
    channels: world.rooms.map(channelOf),
    response_metadata: { next_cursor: '' },
  });
}

/** Source: Slack, conversations.create, Naming and Errors. */
function nameProblem(name: string): string | undefined {
  if (name === '') return 'invalid_name_required';
  if (name.length > 80) return 'invalid_name_maxlength';
  if (!/^[a-z0-9_-]+$/.test(name)) return 'invalid_name_specials';
  return /[a-z0-9]/.test(name) ? undefined : 'invalid_name_punctuation';
}

function channelOf({ id, name, topic }: SlackRoom): object {
  return {
    id,
    name,
    is_channel: true,
    is_private: false,
    is_archived: false,
    is_member: true,
    topic: { value: topic },
  };
}

function failure(error: string): WireAnswer {
  return json(200, { ok: false, error });
}
