import type { LocalWorld } from '../../local/world.ts';
import type { Ask } from '../../model/ask.ts';
import type { ChannelKind } from '../../model/people.ts';
import type { crew } from '../crew.ts';
import { viewOf } from '../table-view.ts';
import type { Watch } from '../watch.ts';
import type { PeopleDoes } from './people-acts.ts';
import type { senders } from './senders.ts';

export interface PeopleParts {
  watch: Watch;
  people: ReturnType<typeof crew>;
  /** Absent: there is no directory, so nobody has Slack or PagerDuty. */
  senders: ReturnType<typeof senders> | undefined;
}

/** Does what a person does about a run, by whatever way. Nothing, where there is no such question yet. */
export async function performPeople(act: PeopleDoes, run: string, parts: PeopleParts): Promise<void> {
  const { people, senders: outside, watch } = parts;
  const { command } = people;
  switch (act.does) {
    case 'press': {
      const ask = newestAsk(run, act.to, watch);
      if (ask) outside?.press(ask, act);
      return;
    }
    case 'write':
      outside?.write(run, act);
      return;
    case 'pagerduty':
      outside?.incident(run, act);
      return;
    case 'answer': {
      const ask = newestAsk(run, act.to, watch);
      const { answer, by, because, more = {} } = act;
      if (ask) await people.answer(ask, { answer, by, because, ...more });
      return;
    }
    case 'ack':
      await people.says({ by: act.by, run, said: 'ack' }, (operations) => operations.ack(run, act.by));
      return;
    case 'take':
      await people.says({ by: act.by, run, said: 'take' }, (operations) => operations.take(run, act.by));
      return;
    case 'give':
      await people.says({ by: act.by, run, said: 'give' }, (operations) =>
        operations.give(run, act.by, act.whom),
      );
      return;
    case 'note':
      await people.says({ by: act.by, run, said: act.text }, (operations) =>
        operations.note(run, act.by, act.text),
      );
      return;
    case 'announce':
      await command(act.by, `announces to ${act.audience}`, (operations) =>
        operations.announce(run, act.by, act.audience),
      );
  }
}

/** These channels take nothing from now on, and all others do. */
export function failChannels({ sandbox }: LocalWorld, down: readonly ChannelKind[]): void {
  const channels = Object.fromEntries(down.map((channel) => [channel, 'down' as const]));
  sandbox.load({ ...sandbox.state(), channels });
}

function newestAsk(run: string, to: Ask['kind'], watch: Watch): Ask | undefined {
  return viewOf(watch.now().table)
    .asks(run)
    .filter(({ kind }) => kind === to)
    .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
    .at(-1);
}
