import type { Random } from '../../model/clock.ts';
import type { ChannelKind } from '../../model/people.ts';
import { pick, some, thousandths, whole } from '../draw.ts';
import type { Outage } from '../faults.ts';
import type { Act, Duplicate, Schedule, Start } from '../schedule.ts';
import type { Circumstances } from './people-acts.ts';
import type { PeopleCast } from './people-cast.ts';

/** A schedule that is being drawn: what happens is added to it. */
export interface Drawing {
  random: Random;
  cast: PeopleCast;
  runbook: string;
  starts: Start[];
  people: Schedule['people'];
  acts: Act[];
  duplicates: Duplicate[];
  outages: Outage[];
  circumstances: Circumstances;
}

/** One thing that happens among people, or to what they are reached by. */
export interface Happening {
  name: string;
  happens: (drawing: Drawing) => void;
}

/** Something is asked from about the third second on, a level for a minute. */
export const when = (random: Random): number => 6 + whole(random, 220_000) / 1000;
export const channelKinds: readonly [ChannelKind, ...ChannelKind[]] = [
  'slack',
  'pagerduty',
  'sms',
  'mail',
  'webhook',
];

export function channelsDown(count: number) {
  return ({ random, acts }: Drawing): void => {
    const down: ChannelKind[] = [];
    while (down.length < count) {
      const one = pick(random, channelKinds);
      if (!down.includes(one)) down.push(one);
    }
    acts.push({ does: 'channels', at: random() < 0.6 ? 0 : when(random), down });
    if (random() < 0.4) acts.push({ does: 'channels', at: 30 + whole(random, 300), down: [] });
  };
}

export function sleeps({ random, circumstances }: Drawing): void {
  const seconds = pick(random, [20, 70, 400, 3600]);
  circumstances.sleeps = [{ at: when(random), seconds }];
}

export function noJanitor({ random, circumstances }: Drawing): void {
  const from = whole(random, 120);
  circumstances.noJanitor = [{ from, to: from + 60 + whole(random, 600) }];
}

export function repeated({ random, duplicates }: Drawing): void {
  const functions = [
    'step-approve',
    'step-approve',
    'ask',
    'step-decide',
    'step-manual',
    'close-run',
    'janitor',
  ] as const;
  duplicates.push(
    ...some(
      random,
      4,
      () => ({
        function: pick(random, functions),
        nth: 1 + whole(random, 4),
        after: random() < 0.5 ? thousandths(random, 300) : whole(random, 200),
      }),
      1,
    ),
  );
}
