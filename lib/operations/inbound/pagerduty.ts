import { asksOf } from '../../history/asks.ts';
import { noteIncident, runOfIncident } from '../../history/incidents.ts';
import { getRun } from '../../history/runs.ts';
import { type Ask, levelBegan } from '../../model/ask.ts';
import { formatTime } from '../../model/duration.ts';
import type { Directory, Person } from '../../model/people.ts';
import type { Run } from '../../model/run.ts';
import { objectAt, textAt } from './body.ts';
import { noteRefused } from '../refused.ts';
import { noOf, refusalIn, shownId } from './refuse.ts';
import { type InboundAnswer, type InboundParts, taken } from './request.ts';
import { personOfPagerduty } from './who.ts';

/** Clocks of two companies: an acknowledgement may be this much older than the level that it is for. */
const skewMs = 30_000;
/** Of a note; what is longer is cut, with a word on where the rest is. */
const noteMax = 1900;

/** What an event of a webhook says (developer.pagerduty.com, Webhooks, Overview): who did what to which incident, and when. */
interface Heard {
  /** The event's: the same when it is sent again. */
  id: string;
  type: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** The user's id; undefined when it was a machine: our own Events API calls come back as events, too. */
  user: string | undefined;
  data: Record<string, unknown>;
}

/**
 * Something happened to an incident. Acknowledged by a person: they look at every open question of the run. A note: a note. Resolved by a
 * person while the run goes on: a note that says so; nothing is decided by it. Incidents of other services are passed over. What is
 * signed is never answered with an error of the sender's: PagerDuty drops a webhook at a 4xx, and stops all of them for a day after three.
 */
export async function hearPagerduty(
  event: Record<string, unknown>,
  at: number,
  directory: Directory,
  parts: InboundParts,
): Promise<InboundAnswer> {
  const type = textAt(event, 'event_type') ?? '';
  const agent = objectAt(event, 'agent');
  const user = textAt(agent, 'type') === 'user_reference' ? textAt(agent, 'id') : undefined;
  const id = textAt(event, 'id') ?? '';
  const heard: Heard = { id, type, at, user, data: objectAt(event, 'data') ?? {} };
  const run = await runOf(heard, parts);
  if (!run) return taken('no incident of a run');
  const act = Object.hasOwn(acts, type) ? acts[type] : undefined;
  if (!act) return taken('passed over');
  if (user === undefined) return taken('no person did it');
  const person = personOfPagerduty(directory, user);
  if (!person) {
    const no = noOf(
      `PagerDuty user ${shownId(user)} is nobody in people.yaml`,
      `add "pagerduty_user: ${shownId(user)}" to a person`,
    );
    const by = `PagerDuty user ${shownId(user)}`;
    await noteRefused({ run: run.run, by, what: type, channel: 'pagerduty' }, no, parts);
    return taken('refused: unknown person');
  }
  try {
    return taken(await act(heard, run, person, parts));
  } catch (error) {
    const no = refusalIn(error);
    if (!no) throw error;
    // too late, mostly: nobody is there to hear it, and operations have written it down
    return taken(`refused: ${no.code}`);
  }
}

type Act = (heard: Heard, run: Run, person: Person, parts: InboundParts) => Promise<string>;

const acts: Record<string, Act> = {
  'incident.acknowledged': acknowledge,
  'incident.annotated': annotate,
  'incident.resolved': resolve,
};

/**
 * The incident's key is what we triggered it with: the run's id, and what it is about. Where PagerDuty gives none (incident_key is null where
 * an alert, not the incident, has the key: PagerDuty/pdpyras, issue 44), its title ends with the run's id. A note names only the incident's
 * id; an event before it has said of which run that is (events of one incident come in order: developer.pagerduty.com, Webhooks, Behavior).
 */
async function runOf({ data }: Heard, { table }: InboundParts): Promise<Run | undefined> {
  const key = textAt(data, 'incident_key') ?? '';
  const title = textAt(data, 'title') ?? '';
  if (textAt(data, 'type') === 'incident' || key !== '') {
    const named = /^([a-z2-7]{16})(?:\.[0-9a-f]{12})?$/.exec(key) ?? /\[run ([a-z2-7]{16})\]$/.exec(title);
    const run = named?.[1] === undefined ? undefined : await getRun(table, named[1]);
    const incident = textAt(data, 'id');
    if (run && incident !== undefined && isIncident(incident))
      await noteIncident(table, { incident, run: run.run });
    return run;
  }
  const incident = textAt(objectAt(data, 'incident'), 'id');
  if (incident === undefined || !isIncident(incident)) return undefined;
  const run = await runOfIncident(table, incident);
  return run === undefined ? undefined : getRun(table, run);
}

const isIncident = (id: string): boolean => /^[A-Za-z0-9]{1,40}$/.test(id);

async function acknowledge(
  { id: of, at }: Heard,
  run: Run,
  { id }: Person,
  parts: InboundParts,
): Promise<string> {
  if (run.status !== 'open') return 'the run is over';
  const open = (await asksOf(parts.table, run.run)).filter(
    ({ decision, kind }) => !decision && kind !== 'wait',
  );
  if (open.length === 0) return 'nothing is asked';
  const meant = open.filter((ask) => at + skewMs >= askedSince(ask));
  if (meant.length === 0) {
    // It is about an earlier level, and came late: to stop the paging of this one would be a lie.
    await parts.operations.note(
      run.run,
      id,
      `acknowledged the incident in PagerDuty at ${formatTime(at)}, which was heard only now: it is of an earlier level, and stops nobody's paging`,
      'pagerduty',
      of,
    );
    return 'acknowledged too late';
  }
  if (meant.length === open.length) await parts.operations.ack(run.run, id, { channel: 'pagerduty' });
  else
    for (const ask of meant) await parts.operations.ack(run.run, id, { ask: ask.id, channel: 'pagerduty' });
  return 'acknowledged';
}

/** When its level began, and never before the question was asked. */
function askedSince(ask: Ask): number {
  const began = levelBegan(ask);
  return Math.max(Date.parse(ask.openedAt), Number.isNaN(began) ? 0 : began);
}

async function annotate(
  { id: of, data }: Heard,
  { run }: Run,
  { id }: Person,
  parts: InboundParts,
): Promise<string> {
  const content = (textAt(data, 'content') ?? '').trim();
  if (content === '') return 'an empty note';
  const letters = Array.from(content);
  const cut = letters.length > noteMax || data['trimmed'] === true;
  const text = cut ? `${letters.slice(0, noteMax).join('')} … (cut here; the rest is in PagerDuty)` : content;
  await parts.operations.note(run, id, text, 'pagerduty', of);
  return 'noted';
}

async function resolve(
  { id: of, at }: Heard,
  run: Run,
  { id }: Person,
  parts: InboundParts,
): Promise<string> {
  if (run.status !== 'open') return 'the run is over';
  const text = `resolved the incident in PagerDuty at ${formatTime(at)}, while the run goes on: that decides nothing here, and what is asked stays asked`;
  await parts.operations.note(run.run, id, text, 'pagerduty', of);
  return 'resolved there only';
}
