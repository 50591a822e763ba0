import { membersOf, wokenFor } from '../../model/on-call.ts';
import { fail } from '../../model/errors.ts';
import type { Audience, Directory } from '../../model/people.ts';
import type { Message } from '../../wire/channels.ts';
import type { Page } from '../../wire/pager.ts';
import type { Parts } from '../parts.ts';
import type { Line } from '../record.ts';
import { tellTopic, toldTopic } from './last-resort.ts';
import { schedulesFor } from './schedules.ts';
import { type Attempt, inTurns, sendTo } from './send-to.ts';
import { type Reachable, reachableAt, type Way, waysOf } from './ways.ts';

/** A page, with what only real people's channels know of. */
export interface Reaching extends Page {
  severity?: string;
  target?: string;
  /** All members of a group, not only who is on call. */
  everybody?: boolean;
  /** Shown in red, and heard in quiet hours. */
  alarming?: boolean;
  /** Who heard of it already. */
  except?: readonly string[];
}

/**
 * Reaches who is meant by their own channels, in order: who is on call, or an audience. Nobody is woken by `info`, and in their quiet
 * hours only who has no channel that waits (`critical` and what is alarming know none). Throws when neither they nor the topic took it;
 * BadInput when the public would read it: that is sent by a person.
 */
export async function reachPeople(
  page: Reaching,
  directory: Directory,
  parts: Parts,
  record: (line: Line) => Promise<void>,
): Promise<void> {
  const { who, title, text } = page;
  const until = parts.clock.now() + tryingMs;
  const audience = audienceOf(directory, page);
  const { people: all, because } = audience
    ? { people: [{ person: who, ways: [audienceWay(audience)] }] }
    : await peopleOf(page, directory, parts);
  const people = all.filter(({ person }) => page.except?.includes(person) !== true);
  if (people.length < all.length && people.length === 0) return;
  const attempts: { person: string; attempts: Attempt[] }[] = [];
  await inTurns(people, async (some) => {
    const message = messageOf(page, parts);
    const made = some.map(async ({ person, ways }) => {
      const key = `${message.key}-${person}`;
      return { person, attempts: await sendTo(person, ways, { ...message, key }, parts, record, { until }) };
    });
    attempts.push(...(await Promise.all(made)));
  });
  if (attempts.some((one) => one.attempts.some(({ sent }) => sent !== undefined))) {
    if (because !== undefined)
      await record({ kind: 'told', text: `told ${who}: ${title}`, findings: [{ text: because, bad: true }] });
    return;
  }
  const failures = attempts.flatMap((one) =>
    one.attempts.map(({ channel, failed = '' }) => `${one.person} by ${channel}: ${failed}`),
  );
  const why = failures.length > 0 ? failures.join('; ') : (because ?? 'no channel of theirs fits');
  // What a person sends has arrived, or they send it again: the topic is not where it was meant to go.
  if (page.sentBy !== undefined)
    fail('Unavailable', { what: `${who} could not be reached`, why, todo: 'send it again' });
  await tellTopic({ who, title, text }, why, parts);
  await record(toldTopic(who, why));
}

/** Of a function's minute: then the topic is told, while there is time. */
const tryingMs = 30_000;

/** An audience of rebound.yaml. BadInput when the public reads there, and no person sends it. */
function audienceOf(
  { channels: { audiences = {} } }: Directory,
  { who, sentBy }: Page,
): Audience | undefined {
  const audience = Object.hasOwn(audiences, who) ? audiences[who] : undefined;
  if (!audience?.public || sentBy !== undefined) return audience;
  return fail('BadInput', {
    what: `${who} is public: what is said there is sent by a person`,
    todo: `write \`updates\` with \`to: [${who}]\` into the runbook, and a person sends them: rebound announce RUN --to ${who}`,
  });
}

const audienceWay = ({ address }: Audience): Way => ({ channel: address.channel, address, urgency: 'info' });

async function peopleOf(
  { who, urgency, severity, everybody, alarming }: Reaching,
  directory: Directory,
  parts: Parts,
): Promise<{ people: { person: string; ways: Way[] }[]; because?: string }> {
  const now = parts.clock.now();
  const { people, because } = everybody
    ? { people: membersOf(directory, who) }
    : wokenFor(directory, who, now, await schedulesFor(directory, [who], parts));
  const loud = severity === 'critical' || alarming === true;
  const all = people.map((person) => reachableAt(directory, person, now, loud));
  return {
    people: all.map((one) => ({ person: one.person, ways: waysFor(one, urgency ?? 'now', directory) })),
    ...(because === undefined ? {} : { because }),
  };
}

/** Never silent: who has nothing that waits is woken for what is said now. */
function waysFor({ person, ways, woken }: Reachable, urgency: 'now' | 'info', directory: Directory): Way[] {
  const known = Object.hasOwn(directory.people, person) ? directory.people[person] : undefined;
  if (urgency === 'info') return known ? waysOf(known, 'info') : [];
  return ways.length > 0 ? ways : woken;
}

function messageOf(page: Reaching, parts: Parts): Omit<Message, 'to' | 'urgency'> {
  const { key, run, title, text, target, alarming } = page;
  return {
    key,
    run,
    title,
    text,
    ...(run === '' ? {} : { link: parts.link(run) }),
    ...(target === undefined ? {} : { target }),
    ...(alarming ? { alarming } : {}),
  };
}
