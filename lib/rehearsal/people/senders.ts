import type { Ask } from '../../model/ask.ts';
import { iso } from '../../model/clock.ts';
import type { Directory, Reference } from '../../model/people.ts';
import type { InboundAnswer, InboundRequest } from '../../operations/inbound/request.ts';
import { textOfReference } from '../../sandbox/channel-secrets.ts';
import type { ChannelMessage } from '../../sandbox/world.ts';
import type { CrewParts } from '../crew.ts';
import type { Door } from './door.ts';
import type { Delivered } from './people-acts.ts';
import { incidentEvent, interaction, type Signing, slackMessage } from './signed.ts';
import type { Word } from './words.ts';

/** Slack and PagerDuty send an event again that was not taken. Sources: docs.slack.dev, Events API; developer.pagerduty.com, Webhooks. */
const sentAgainMs = [30_000, 60_000, 120_000];
/** A person who is told that something did not answer presses again. */
const pressesMax = 3;
const betweenPressesMs = 5_000;

export interface SenderParts extends CrewParts {
  directory: Directory;
  door: Door;
  wait: (work: Promise<unknown>) => void;
}

type By = { by: string } & Delivered;
interface Sending {
  word: Omit<Word, 'at' | 'signedAt'>;
  what: string;
  genuine: boolean;
}

/** What people do in Slack and PagerDuty, as it comes in: signed when it is done, and delivered however often and late. */
export function senders(parts: SenderParts) {
  const { clock, directory, world, stage, watch, door, wait } = parts;
  const secretOf = (reference: Reference | undefined): string =>
    (reference && textOfReference(world.sandbox.state(), reference)) ?? '';

  /** One delivery; what came of it is kept. */
  async function deliver(request: InboundRequest, { word, what, genuine }: Sending, signedAt: number) {
    const { by, run, ask } = word;
    const at = clock.now();
    if (genuine) stage.words.push({ ...word, signedAt, at });
    const told = (text: string, status: number) =>
      stage.replies.push({ by, run, ask, what, at: clock.now(), text, status });
    try {
      const answer: InboundAnswer = await door(request);
      watch.note(`${request.path} of ${by} (${what}): ${answer.status} ${answer.did}`);
      told(answer.body, answer.status);
      return answer.status;
    } catch (error) {
      watch.note(`${request.path} of ${by} (${what}): ${String(error).slice(0, 200)}`);
      told('', 502);
      return 502;
    }
  }

  /** As often, and as late, as the schedule says. The same bytes, but what the sender tries again by itself is signed anew. */
  function send(make: (signing: Signing) => InboundRequest, secret: string, given: Delivered, of: Sending) {
    const at = clock.now();
    const forged = given.forged === undefined ? {} : { forged: given.forged };
    const request = make({ secret, at, ...forged });
    for (const seconds of given.after)
      wait(
        clock.sleep(seconds * 1000).then(async () => {
          let status = await deliver(request, of, at);
          const pauses = request.path === '/slack/interactions' ? pressPauses : sentAgainMs;
          for (const pause of pauses) {
            if (status < 500) return;
            await clock.sleep(pause);
            const now = clock.now();
            status = await deliver(make({ secret, at: now, ...forged }), of, now);
          }
        }),
      );
  }

  return {
    /** By a person who has Slack; false where they have not. */
    pressed(ask: Ask, { by, answer }: { by: string; answer: string }): boolean {
      const has = directory.people[by]?.channels.some(({ channel }) => channel === 'slack') === true;
      if (has) this.press(ask, { by, answer, after: [0] });
      return has;
    },

    press(ask: Ask, { answer, plan, ...given }: By & { answer: string; plan?: string }): void {
      const { by, forged } = given;
      const user = slackUser(directory, by);
      const value = { ask: ask.id, answer, plan: plan ?? ask.planHash };
      const secret = secretOf(directory.channels.slack?.signingSecret);
      const word = { by, run: ask.run, ask: ask.id, said: answer, channel: 'slack' as const };
      const of = { word, what: answer, genuine: forged === undefined };
      send((signing) => interaction({ user, value }, signing), secret, given, of);
    },

    write(run: string, { text, ...given }: By & { text: string }): void {
      const { by, forged } = given;
      const room = world.sandbox.state().rooms.find(({ name }) => name.endsWith(run))?.id;
      if (room === undefined) return;
      const id = `Ev${clock.now()}${by}`;
      const secret = secretOf(directory.channels.slack?.signingSecret);
      const word = { by, run, ask: '', said: text, channel: 'slack' as const };
      const of = { word, what: 'writes', genuine: forged === undefined };
      const user = slackUser(directory, by);
      send((signing) => slackMessage({ id, user, channel: room, text }, signing), secret, given, of);
    },

    incident(run: string, { event, text, ...given }: By & { event: string; text: string }): void {
      const { by, forged } = given;
      const user = directory.people[by]?.pagerdutyUser ?? by;
      const key = incidentOf(run, world.sandbox.state().messages);
      const incident = { id: `Q${run.toUpperCase()}`, type: 'incident_reference' };
      const secret = secretOf(directory.channels.pagerduty?.webhookSecret);
      const occurredAt = iso(clock.now());
      const word = { by, run, ask: '', channel: 'pagerduty' as const };
      const of = (said: string) => ({ word: { ...word, said }, what: event, genuine: forged === undefined });
      const whole = { id: incident.id, type: 'incident', incident_key: key, status: event };
      const one = (type: string, data: object, said: string, deliveries: Delivered) => {
        const id = `01${clock.now()}${type}${by}`;
        send(
          (signing) => incidentEvent({ id, type, user, occurredAt, data }, signing),
          secret,
          deliveries,
          of(said),
        );
      };
      if (event !== 'annotated') return one(event, whole, event === 'acknowledged' ? 'ack' : text, given);
      // A note names its incident only: what it is of was said before it.
      one('triggered', whole, '', { after: [0] });
      one('annotated', { incident, id: 'PNOTE', content: text }, text, given);
    },
  };
}

const pressPauses = Array.from({ length: pressesMax - 1 }, () => betweenPressesMs);

/** The key of the newest incident of a run, as the service was told it; without one there is nothing to do anything to. */
function incidentOf(run: string, messages: readonly ChannelMessage[]): string {
  const newest = messages.findLast((one) => one.channel === 'pagerduty' && one.run === run);
  return newest?.id.split('/')[1] ?? run;
}

/** A person's user in Slack; a user that nobody has stands for itself. */
function slackUser(directory: Directory, by: string): string {
  const channels = directory.people[by]?.channels ?? [];
  return channels.find(({ channel }) => channel === 'slack')?.to ?? by;
}
