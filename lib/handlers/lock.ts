import { asksOf } from '../history/asks.ts';
import { type LockResult, releaseLock, takeLock } from '../history/lock.ts';
import { noticeOf, putNotice } from '../history/notices.ts';
import { getRun, setTarget } from '../history/runs.ts';
import { freeSlot, takeSlot } from '../history/slots.ts';
import type { LockAnswer } from '../model/call.ts';
import { iso } from '../model/clock.ts';
import { codeOf } from '../model/errors.ts';
import type { Run } from '../model/run.ts';
import { describeTarget, type Hold } from '../model/target.ts';
import { closeAbandoned } from './abandoned.ts';
import { lockCall, parseCall } from './calls.ts';
import { drillRefusal } from './drill-refusal.ts';
import { finished } from './finished.ts';
import { passGate, standingsAbove } from './gate.ts';
import type { Parts } from './parts.ts';
import { deliverNotices } from './people/notify.ts';
import { recorder } from './record.ts';
import { allHolds, describeHold, holdsOf } from './target-holds.ts';

/** Part of a function's minute: the state is tried again eight times, soon after one another. */
const waitMs = 40_000;
/** A closed run gives its place back within two minutes, or never. */
const slotKeptMs = 10 * 60_000;

/** Takes the target, or joins the run that holds it, or refuses and names the holder. Nothing queues. A dry-run takes nothing. */
export async function handleLock(raw: unknown, parts: Parts): Promise<LockAnswer> {
  const call = parseCall(lockCall, raw, 'Lock');
  const { run } = await passGate(call.execution, parts, { held: false });
  const record = recorder(call, parts);
  const databases = parts.manifests[run.runbook]?.estate.databases ?? {};
  const holds = holdsOf(call.target, { clusters: run.clusters, databases });
  const what = describeTarget(call.target);
  await setTarget(parts.clients.table, run.run, call.target, holds);
  if (run.mode === 'dry-run') return { status: 'taken', because: 'a dry-run takes no lock' };

  const answer =
    drillRefusal(run, holds, databases) ?? (await take(run, holds, what, call.entered_at, parts));
  if (answer.status === 'taken') await stillOpen(call.execution, { ...run, holds }, parts);
  if (answer.status === 'taken') {
    await record({ kind: 'locked', text: `${what} is ours` });
  } else {
    await record({ kind: answer.status, text: answer.because });
  }
  return answer;
}

/** A late duplicate of a run that was closed meanwhile would keep the lock for ever: what was taken after the closing is given back. */
async function stillOpen(execution: string, run: Run, parts: Parts): Promise<void> {
  const { table } = parts.clients;
  try {
    await passGate(execution, parts, { held: false });
  } catch (error) {
    if (codeOf(error) === 'RunClosed') {
      const holds = await allHolds(run, table);
      await releaseLock(table, { run: run.run, holds, handledSignals: Number.MAX_SAFE_INTEGER });
      await freeSlot(table, run.run);
    }
    throw error;
  }
}

async function take(
  run: Run,
  holds: Hold[],
  what: string,
  enteredAt: string,
  parts: Parts,
): Promise<LockAnswer> {
  const { table } = parts.clients;
  const request = {
    run: run.run,
    runbook: run.runbook,
    execution: run.execution,
    holds,
    at: iso(parts.clock.now()),
    above: (await standingsAbove(run, parts)).map((standing) => standing.run.run),
  };
  const first = await takeLock(table, request);
  const over = first.status === 'taken' ? 'no' : await closeIfOver(first, run, parts);
  const result = over === 'yes' ? await takeLock(table, request) : first;
  if (result.status === 'taken') return slot(run, holds, parts);
  const holder = holderIn(result);
  if (result.status === 'joined' && over !== 'unknown') {
    await tellHolder(holder, run, { what, enteredAt }, parts);
    return { status: 'joined', because: `run ${holder} is already recovering ${what} with ${run.runbook}` };
  }
  // Joining a run that may be dead would leave this to nobody: a person decides.
  const doubt = over === 'unknown' ? '; whether it still goes on cannot be told' : '';
  const runbook = result.status === 'joined' ? run.runbook : result.holder.runbook;
  return {
    status: 'refused',
    because: `run ${holder} (${runbook}) holds ${describeHold(result.hold)}${doubt}: see \`rebound show ${holder}\`, wait for its end, or abort it`,
  };
}

type Held = Exclude<LockResult, { status: 'taken' }>;

function holderIn(result: Held): string {
  return result.status === 'joined' ? result.run : result.holder.run;
}

/**
 * Closes the holder when its execution has a terminal status: fenced first, and its lock released when nothing can be in its
 * hands any more. Until then this waits, and the state's Retry comes again.
 */
async function closeIfOver(held: Held, run: Run, parts: Parts): Promise<'yes' | 'no' | 'unknown'> {
  const holder = await getRun(parts.clients.table, holderIn(held));
  if (!holder) return 'unknown';
  const over = await finished(holder, parts);
  if (over !== 'yes') return over;
  // Whoever joined the hold in vain is looked after by this run; what it was refused for, it is not.
  const known = held.status === 'joined' ? { handledSignals: Number.MAX_SAFE_INTEGER } : {};
  try {
    await closeAbandoned(
      holder,
      `its execution ended without closing it; run ${run.run} comes after it`,
      parts,
      known,
    );
  } catch (error) {
    if (codeOf(error) === 'NotReady') await parts.clock.sleep(waitMs, parts.signal);
    throw error;
  }
  return 'yes';
}

/** A lock without a free place among the changing runs is given back. A nested run has its parent's. */
async function slot(run: Run, holds: Hold[], parts: Parts): Promise<LockAnswer> {
  const { table } = parts.clients;
  const manifest = parts.manifests[run.runbook];
  if (!manifest?.changes || run.parent !== undefined) return { status: 'taken', because: '' };
  const max = manifest.estate.changing_runs_max;
  let place = await takeSlot(table, { run: run.run, max });
  if (!place.taken && (await freeSlotsOfEnded(place.holders, parts)))
    place = await takeSlot(table, { run: run.run, max });
  if (place.taken) return { status: 'taken', because: '' };
  await releaseLock(table, { run: run.run, holds, handledSignals: Number.MAX_SAFE_INTEGER });
  return {
    status: 'refused',
    because: `${max} runs that change something go on already (${place.holders.join(', ')}): wait for one to end, or abort one`,
  };
}

/** A late duplicate of a run's Lock that was killed leaves its place behind: three of them would let nothing run any more. */
async function freeSlotsOfEnded(holders: string[], parts: Parts): Promise<boolean> {
  let freed = false;
  for (const holder of holders) {
    const ended = Date.parse((await getRun(parts.clients.table, holder))?.endedAt ?? '');
    if (!(parts.clock.now() - ended > slotKeptMs)) continue;
    await freeSlot(parts.clients.table, holder);
    freed = true;
  }
  return freed;
}

/**
 * The run that goes on learns what alarmed, once for each run that joins, and so does whoever is being asked there: it may change what
 * they decide. What cannot be told now, the janitor tells.
 */
async function tellHolder(
  holder: string,
  run: Run,
  { what: target, enteredAt }: { what: string; enteredAt: string },
  parts: Parts,
): Promise<void> {
  const { table } = parts.clients;
  const alarm = signalText(run);
  const record = recorder(
    { execution: '', state: `Lock of run ${run.run}`, attempt: 0, entered_at: '' },
    parts,
  );
  await record({
    kind: 'signal',
    run: holder,
    // Under one key, however often this state is tried.
    at: enteredAt,
    text: `joined by run ${run.run} (${alarm})`,
    ...(run.startedBy.kind === 'person' ? { person: run.startedBy.name } : {}),
  });
  try {
    const asks = (await asksOf(table, holder)).filter(({ decision, kind }) => !decision && kind !== 'wait');
    const who = new Set(
      asks.flatMap(({ levels, level }) => levels.slice(0, level + 1).map((one) => one.who)),
    );
    if (who.size === 0) return;
    await putNotice(table, {
      key: noticeOf(holder, `signal-${run.run}`),
      run: holder,
      at: iso(parts.clock.now()),
      kind: 'page',
      who: [...who],
      title: `Another alarm: ${target}`,
      text: `While you are asked "${asks[0]?.title ?? ''}", there is another signal for ${target}: ${alarm}. Run ${run.run} joined run ${holder} for it: see \`rebound brief ${holder}\` before you decide.`,
      ...(asks.length === 1 && asks[0] ? { ask: asks[0].id } : {}),
    });
    await deliverNotices(parts, holder);
  } catch {
    // it stands in the holder's history; a lock must not fail because nobody could be told
  }
}

/** `alarm payments-namespace-gone: no replicas` */
function signalText({ startedBy: { kind, name }, because }: Run): string {
  const by = `${kind} ${kind === 'alarm' ? name.slice(name.lastIndexOf(':') + 1) : name}`.trim();
  return because === '' ? by : `${by}: ${because}`;
}
