import { allEvents } from '../../history/events.ts';
import type { Manifest } from '../../compiler/manifest.ts';
import { asksOf } from '../../history/asks.ts';
import { commandOf } from '../../history/command.ts';
import { durationsOf } from '../../history/durations.ts';
import { expectedOf } from '../../history/expected.ts';
import { stepTimes } from '../../history/step-times.ts';
import { claimTurn, keepDraft, turnDone, turnFailed, updatesOf } from '../../history/updates.ts';
import { iso } from '../../model/clock.ts';
import { formatDuration, formatTime } from '../../model/duration.ts';
import { explain } from '../../model/errors.ts';
import type { Updates } from '../../model/people.ts';
import type { Run } from '../../model/run.ts';
import { describeTarget } from '../../model/target.ts';
import type { Parts } from '../parts.ts';
import { reach } from '../reach.ts';
import type { Reaching } from './reach-people.ts';
import type { Line } from '../record.ts';
import { eventsMax } from './durations.ts';
import { updateText } from './update-text.ts';

/** Longer than a function runs: who claimed and died is over by then. */
const claimMs = 80_000;
/** A person is paged for a draft so long before it should be out; of short periods a quarter of them. */
const leadMs = 5 * 60_000;
const nagEveryMs = 10 * 60_000;
/** After all others. */
const lastTurn = 1_000_000_000;
type Recorder = (line: Line) => Promise<void>;
interface Due {
  run: Run;
  updates: Updates;
  manifest: Manifest;
  parts: Parts;
  record: Recorder;
}

/**
 * Every minute, of an open run whose runbook has `updates`: a text made of facts goes to everybody who is told by itself, once for each
 * period from the run's start on; for a public audience a draft is kept some minutes before, and a person is paged to send it. Whoever
 * has the run in hand hears of one that is not out by its time, every ten minutes. What could not be said is tried again the next time:
 * a repeat carries the same key.
 */
export async function dueUpdates(run: Run, parts: Parts, record: Recorder): Promise<void> {
  const due = dueOf(run, parts, record);
  if (!due || run.status !== 'open') return;
  const { every } = due.updates;
  const since = parts.clock.now() - Date.parse(run.startedAt);
  for (const to of due.updates.to) {
    const turn = Math.floor((since + (isPublic(to, parts) ? leadOf(every) : 0)) / (every * 1000));
    if (turn >= 1) await oneUpdate(due, to, turn);
    if (isPublic(to, parts)) await nag(due, to);
  }
}

/** The last update, when a run has ended: of one that recovered nothing only to those who were told of it before. Fails nothing. */
export async function lastUpdate(run: Run, parts: Parts, record: Recorder): Promise<void> {
  const due = dueOf(run, parts, record);
  if (!due || run.status !== 'closed' || run.target === undefined) return;
  try {
    const { said, drafts } = await updatesOf(parts.clients.table, run.run);
    const quiet = run.outcome === 'nothing-to-do' || run.outcome === 'joined' || run.outcome === 'refused';
    for (const to of due.updates.to) {
      if (quiet && said[to] === undefined && drafts[to] === undefined) continue;
      await oneUpdate(due, to, lastTurn);
    }
  } catch (error) {
    await record({ kind: 'page-failed', text: `The last update could not be written: ${explain(error)}` });
  }
}

/** Undefined where nobody is told. A drill is nothing that the public hears of. */
function dueOf(run: Run, parts: Parts, record: Recorder): Due | undefined {
  const manifest = Object.hasOwn(parts.manifests, run.runbook) ? parts.manifests[run.runbook] : undefined;
  if (!manifest?.updates || run.mode === 'dry-run') return undefined;
  const to = manifest.updates.to.filter((one) => run.mode !== 'drill' || !isPublic(one, parts));
  return { run, updates: { ...manifest.updates, to }, manifest, parts, record };
}

const leadOf = (every: number): number => Math.min(leadMs, (every * 1000) / 4);

function isPublic(to: string, { directory }: Parts): boolean {
  const audiences = directory?.channels.audiences ?? {};
  return Object.hasOwn(audiences, to) && audiences[to]?.public === true;
}

/** One turn for one audience. What fails is said, and left to the next time. */
async function oneUpdate(due: Due, to: string, turn: number): Promise<void> {
  const { run, parts, record } = due;
  const { table } = parts.clients;
  const at = parts.clock.now();
  const about = `update-${to}`;
  const claim = { about, turn, at: iso(at), until: iso(at + claimMs) };
  if (!(await claimTurn(table, run.run, claim))) return;
  try {
    if (isPublic(to, parts)) await pageForDraft(due, to, turn);
    else {
      const text = await textOf(due, turn);
      await sendTo(due, to, {
        who: to,
        title: `Update: ${run.title}`.slice(0, 99),
        text,
        ...factsOf(run),
        urgency: 'info',
        key: `${run.run}-update-${turn}-${to}`,
      });
      await record({
        kind: 'announced',
        text: `${to} was told: ${text}`,
        output: { audience: to, what: 'sent' },
      });
    }
    const said = isPublic(to, parts) ? {} : { said: to };
    await turnDone(table, run.run, { about, turn, at: iso(parts.clock.now()), ...said });
  } catch (error) {
    await turnFailed(table, run.run, about, turn);
    await record({ kind: 'page-failed', text: `An update for ${to} could not be sent: ${explain(error)}` });
  }
}

/** An audience has an address of its own; people and groups are reached as they always are. */
async function sendTo({ run, parts, record }: Due, to: string, page: Reaching): Promise<void> {
  const audiences = parts.directory?.channels.audiences ?? {};
  const audience = Object.hasOwn(audiences, to) ? audiences[to] : undefined;
  if (!audience) return reach(page, parts, record);
  const { key, title, text } = page;
  await parts.clients.channels.send(audience.address, {
    key,
    run: run.run,
    to,
    title,
    text,
    ...(page.target === undefined ? {} : { target: page.target }),
    urgency: 'info',
  });
}

/** Keeps what is to be said, and pages whoever sends it. */
async function pageForDraft(due: Due, to: string, turn: number): Promise<void> {
  const { run, parts, record, updates } = due;
  const text = await textOf(due, turn);
  const { drafts } = await updatesOf(parts.clients.table, run.run);
  // One that was due before and is not out is due still.
  const dueAt = drafts[to]?.due ?? iso(Math.min(whenDue(run, updates, turn), farthest(parts)));
  const kept = await keepDraft(parts.clients.table, run.run, to, { turn, text, due: dueAt });
  if (kept?.turn !== turn) return; // a newer one is there, or it was sent already
  const who = updates.by ?? (await commander(due));
  const by = formatTime(Date.parse(kept.due));
  await reach(
    {
      who,
      title: `Send an update to ${to}: ${run.title}`.slice(0, 99),
      text: `An update for ${to} should be out by ${by}, and only a person sends it: "${kept.text}" (\`rebound announce ${run.run} --to ${to}\`, with --text in other words)`,
      ...factsOf(run),
      key: `${run.run}-draft-${turn}-${to}`,
    },
    parts,
    record,
  );
  await record({
    kind: 'announced',
    text: `An update for ${to} waits for ${who} to send it, by ${by}: ${kept.text}`,
    output: { audience: to, what: 'draft' },
  });
}

/** A draft that is not out by its time. */
async function nag(due: Due, to: string): Promise<void> {
  const { run, parts, record } = due;
  const { table } = parts.clients;
  const draft = (await updatesOf(table, run.run)).drafts[to];
  const now = parts.clock.now();
  if (!draft || now < Date.parse(draft.due)) return;
  const lateMs = now - Date.parse(draft.due);
  const bucket = Math.floor(lateMs / nagEveryMs);
  const about = `silence-${to}`;
  const turn = Math.floor(Date.parse(draft.due) / 60_000) * 1000 + Math.min(bucket, 999);
  if (!(await claimTurn(table, run.run, { about, turn, at: iso(now), until: iso(now + claimMs) }))) return;
  try {
    const who = await commander(due);
    const since = lateMs < 60_000 ? 'now' : `for ${formatDuration(lateMs / 1000)}`;
    await reach(
      {
        who,
        title: `${to} hears nothing: ${run.title}`.slice(0, 99),
        text: `The update for ${to} has been due ${since}, and nobody has sent it: \`rebound announce ${run.run} --to ${to}\` sends its draft.`,
        ...factsOf(run),
        key: `${run.run}-silence-${turn}-${to}`,
      },
      parts,
      record,
    );
    await record({
      kind: 'announced',
      text: `${who} was told that ${to} should have heard of the run by ${formatTime(Date.parse(draft.due))}`,
      output: { audience: to, what: 'silence' },
    });
    await turnDone(table, run.run, { about, turn, at: iso(now) });
  } catch (error) {
    await turnFailed(table, run.run, about, turn);
    await record({
      kind: 'page-failed',
      text: `Nobody could be told that ${to} hears nothing: ${explain(error)}`,
    });
  }
}

/** What channels show beside the words, and whether quiet hours count. */
function factsOf({ run, severity, target }: Run): Pick<Reaching, 'run' | 'severity' | 'target'> {
  return {
    run,
    ...(severity === undefined ? {} : { severity }),
    ...(target ? { target: describeTarget(target) } : {}),
  };
}

/** Who has the run in hand; while nobody has, its owner. */
async function commander({ run, manifest, parts }: Due): Promise<string> {
  return (await commandOf(parts.clients.table, run))?.by ?? run.owner ?? manifest.owner;
}

const whenDue = (run: Run, { every }: Updates, turn: number): number =>
  turn >= lastTurn ? Number.POSITIVE_INFINITY : Date.parse(run.startedAt) + turn * every * 1000;

/** The last update is due when the run has ended: a draft of it, some minutes later. */
const farthest = ({ clock }: Parts): number => clock.now() + leadMs;

async function textOf({ run, manifest, parts, updates }: Due, turn: number): Promise<string> {
  const { table } = parts.clients;
  const [events, asks] = [await allEvents(table, run.run, eventsMax), await asksOf(table, run.run)];
  const now = parts.clock.now();
  const expected = expectedOf({ run, events, asks }, await durationsOf(table, run.runbook), now);
  const times = stepTimes({ run, events, asks }, now);
  const next = turn >= lastTurn ? {} : { next: Math.max(whenDue(run, updates, turn + 1), now) };
  return updateText({ run, times, asks, expected, manifest, now, ...next });
}
