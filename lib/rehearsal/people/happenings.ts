import type { Ask } from '../../model/ask.ts';
import type { Random } from '../../model/clock.ts';
import { pick, some, thousandths, whole } from '../draw.ts';
import type { Act } from '../schedule.ts';
import {
  channelKinds,
  channelsDown,
  type Drawing,
  type Happening,
  noJanitor,
  repeated,
  sleeps,
  when,
} from './drawing.ts';

const answersTo: Record<Ask['kind'], [string, ...string[]]> = {
  approval: ['approve', 'approve', 'reject'],
  failure: ['retry', 'skip', 'abort'],
  decision: ['leave', 'give_up'],
  manual: ['done', 'cannot'],
  wait: ['go-on'],
};
/** Who have a user in Slack. */
const inSlack = ['ana', 'ben', 'dev', 'eva', 'farid'] as const;

const deliveries = (random: Random, latest: number): number[] =>
  some(random, 4, () => (random() < 0.5 ? thousandths(random, 3000) : whole(random, latest)), 1);
const kindOf = ({ runbook, cast, random }: Drawing): Ask['kind'] =>
  runbook === cast.all ? pick(random, ['failure', 'decision', 'manual'] as const) : 'approval';
const run = 0;

function press(drawing: Drawing, by: string, at: number, more: object = {}): Act {
  const to = kindOf(drawing);
  const answer = pick(drawing.random, answersTo[to]);
  return { does: 'press', at, run, by, to, answer, after: [0], ...more };
}

function says(drawing: Drawing, by: string, at: number): Act {
  const to = kindOf(drawing);
  const answer = pick(drawing.random, answersTo[to]);
  return { does: 'answer', at, run, by, to, answer, because: answer === 'skip' ? 'done by hand' : '' };
}

/** Two people, each sure of it, in the same millisecond or nearly; by whatever way. */
function twoAtOnce(drawing: Drawing): void {
  const { random, acts } = drawing;
  const at = when(random);
  const between = random() < 0.6 ? 0 : thousandths(random, 40);
  const [one, other] = [pick(random, inSlack), pick(random, drawing.cast.people)];
  acts.push(random() < 0.5 ? press(drawing, one, at) : says(drawing, one, at));
  acts.push(says(drawing, other, at + between));
}

/** An answer meets the end of a level, when the token that it is for may be dead. */
function betweenLevels(drawing: Drawing): void {
  const { random, acts, cast } = drawing;
  const at = 60 * (1 + whole(random, 3)) + thousandths(random, 8000);
  const by = pick(random, cast.people);
  acts.push(random() < 0.5 ? press(drawing, pick(random, inSlack), at) : says(drawing, by, at));
}

function starter(drawing: Drawing): void {
  const { random, acts, cast, starts } = drawing;
  const by = pick(random, inSlack);
  const [first] = starts;
  if (first) starts[0] = { ...first, how: 'person', by };
  drawing.people[by] = [{ to: 'approval', says: [{ answer: 'approve', after: 5, by }] }];
  const to = drawing.runbook === cast.all ? 'decision' : 'approval';
  const answer = to === 'approval' ? 'approve' : 'leave';
  acts.push({ does: 'press', at: when(random), run, by, to, answer, after: [0] });
  acts.push({ does: 'answer', at: when(random), run, by, to, answer, because: '' });
}

/** Nobody whom people.yaml knows; somebody who only looks like one of them; one who may not say yes. */
function strangers(drawing: Drawing): void {
  const { random, acts } = drawing;
  acts.push(press(drawing, 'U0EVE', when(random)));
  for (const by of ['mallory', 'аna', 'ben']) acts.push(says(drawing, by, when(random)));
}

function forged(drawing: Drawing): void {
  const { random, acts } = drawing;
  const how = pick(random, ['secret', 'body'] as const);
  const by = pick(random, ['eva', 'dev', 'ana'] as const);
  acts.push(press(drawing, by, when(random), { forged: how }));
  acts.push({
    does: 'pagerduty',
    at: when(random),
    run,
    by: 'ana',
    event: 'acknowledged',
    text: '',
    after: [0],
    forged: how,
  });
}

/** The same press comes again and again, up to an hour late, in any order. */
function lateFromSlack(drawing: Drawing): void {
  const { random, acts } = drawing;
  acts.push(press(drawing, pick(random, inSlack), when(random), { after: deliveries(random, 600) }));
  if (random() < 0.5) acts.push(press(drawing, pick(random, inSlack), when(random), { answer: 'ack' }));
  if (random() < 0.3) acts.push(press(drawing, pick(random, inSlack), when(random), { after: [3500, 0] }));
}

function inPagerDuty(drawing: Drawing): void {
  const { random, acts } = drawing;
  const events = ['acknowledged', 'acknowledged', 'annotated', 'resolved'] as const;
  acts.push(
    ...some(
      random,
      4,
      (): Act => ({
        does: 'pagerduty',
        at: when(random),
        run,
        by: pick(random, ['ana', 'ben', 'PNOBODY']),
        event: pick(random, events),
        text: `a note ${whole(random, 1e6)}`,
        after: deliveries(random, random() < 0.3 ? 3600 : 90),
      }),
      1,
    ),
  );
}

function written(drawing: Drawing): void {
  const { random, acts } = drawing;
  const note = (by: string): Act => ({
    does: 'write',
    at: when(random),
    run,
    by,
    text: `seen ${whole(random, 1e6)}`,
    after: deliveries(random, 120),
  });
  acts.push(note(pick(random, inSlack)), note(pick(random, inSlack)), note('U0EVE'));
}

/** Alone at night: too early, for another target, by somebody who may not; and then as it should be. */
function breakGlass(drawing: Drawing): void {
  const { random, acts, cast, people } = drawing;
  if (random() < 0.7) for (const person of cast.people) people[person] = [];
  const glass = (by: string, at: number, target: string): Act => {
    const more = { breakGlass: target };
    return {
      does: 'answer',
      at,
      run,
      by,
      to: 'approval',
      answer: 'approve',
      because: 'nobody answers',
      more,
    };
  };
  const target = `${cast.namespace} @ ${cast.cluster}`;
  if (random() < 0.4) acts.push(glass('eva', 20 + whole(random, 90), target));
  if (random() < 0.3) acts.push(glass('eva', 130 + whole(random, 30), `${cast.namespace} @ prod`));
  acts.push(glass(pick(random, ['dev', 'eva', 'ana', 'ben']), 128 + whole(random, 90), target));
}

function command(drawing: Drawing): void {
  const { random, acts, cast } = drawing;
  const at = when(random);
  const { people } = cast;
  acts.push({ does: 'take', at, run, by: pick(random, people) });
  acts.push({
    does: 'take',
    at: random() < 0.6 ? at : at + whole(random, 10),
    run,
    by: pick(random, people),
  });
  if (random() < 0.6) {
    const whom = pick(random, people);
    acts.push({ does: 'give', at: at + 2 + whole(random, 20), run, by: pick(random, people), whom });
    if (random() < 0.6) acts.push({ does: 'take', at: at + 30 + whole(random, 60), run, by: whom });
  }
}

function held({ random, acts }: Drawing): void {
  const at = when(random);
  acts.push({ does: 'hold', at, run, by: 'dev' });
  if (random() < 0.8) acts.push({ does: 'continue', at: at + 5 + whole(random, 120), run, by: 'eva' });
}

function secondAlarm({ random, starts }: Drawing): void {
  const [first] = starts;
  if (first) starts.push({ ...first, at: 4 + whole(random, 120), how: 'alarm', stamp: 7 });
}

function aborted({ random, acts, cast }: Drawing): void {
  acts.push({ does: 'abort', at: when(random), run, by: pick(random, cast.people) });
  if (random() < 0.3) acts.push({ does: 'abort', at: when(random), run, by: pick(random, cast.people) });
}

function oldPlan(drawing: Drawing): void {
  const { acts, random } = drawing;
  const more = { to: 'approval', answer: 'approve', plan: 'deadbeefdeadbeef' };
  acts.push(press(drawing, pick(random, inSlack), when(random), more));
}

function announced({ random, acts, cast }: Drawing): void {
  for (const audience of ['customers', 'status'])
    acts.push({ does: 'announce', at: when(random), run, by: pick(random, cast.people), audience });
}

function nobodyAnswers({ cast, people }: Drawing): void {
  for (const person of cast.people) people[person] = [];
}

/** Pressed in time, and so late at the door that its signature counts for nothing any more. */
function staleFromSlack(drawing: Drawing): void {
  const { random, acts } = drawing;
  nobodyAnswers(drawing);
  const to = drawing.runbook === drawing.cast.all ? 'failure' : 'approval';
  const answer = to === 'failure' ? 'abort' : 'reject';
  const after = [303 + whole(random, 20), ...(random() < 0.3 ? [3600] : [])];
  acts.push(press(drawing, pick(random, inSlack), 6 + whole(random, 20), { to, answer, after }));
}

/** Said, and then nothing comes of it. */
function looksOnly(drawing: Drawing): void {
  nobodyAnswers(drawing);
  acked(drawing);
}

function acked({ random, acts, cast }: Drawing): void {
  acts.push({ does: 'ack', at: 6 + whole(random, 55), run, by: pick(random, cast.people) });
  if (random() < 0.5) acts.push({ does: 'ack', at: when(random), run, by: pick(random, cast.people) });
}

function stoppedInConsole({ random, acts }: Drawing): void {
  acts.push({ does: 'kill', at: when(random), run, by: 'frank' });
}

/** More often what people do at night: answer at once, late, twice, and by whatever way. */
export const happenings: readonly [Happening, ...Happening[]] = [
  { name: 'two at once', happens: twoAtOnce },
  { name: 'two at once', happens: twoAtOnce },
  { name: 'between two levels', happens: betweenLevels },
  { name: 'between two levels', happens: betweenLevels },
  { name: 'the starter says yes', happens: starter },
  { name: 'strangers', happens: strangers },
  { name: 'forged', happens: forged },
  { name: 'late from Slack', happens: lateFromSlack },
  { name: 'late from Slack', happens: lateFromSlack },
  { name: 'in PagerDuty', happens: inPagerDuty },
  { name: 'in PagerDuty', happens: inPagerDuty },
  { name: 'written in the room', happens: written },
  { name: 'break-glass', happens: breakGlass },
  { name: 'in whose hand', happens: command },
  { name: 'held', happens: held },
  { name: 'a channel is down', happens: channelsDown(1) },
  { name: 'two channels are down', happens: channelsDown(2) },
  { name: 'all channels are down', happens: channelsDown(channelKinds.length) },
  { name: 'the machine sleeps', happens: sleeps },
  { name: 'no janitor', happens: noJanitor },
  { name: 'a second alarm', happens: secondAlarm },
  { name: 'aborted', happens: aborted },
  { name: 'an older plan', happens: oldPlan },
  { name: 'announced', happens: announced },
  { name: 'looked at', happens: acked },
  { name: 'looked at, and no more', happens: looksOnly },
  { name: 'stale from Slack', happens: staleFromSlack },
  { name: 'nobody answers', happens: nobodyAnswers },
  { name: 'delivered again', happens: repeated },
  { name: 'stopped in the console', happens: stoppedInConsole },
];
