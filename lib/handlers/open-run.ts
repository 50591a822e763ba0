import { noteNested, openLedger, readLedger } from '../history/ledger.ts';
import { createRun, getRun } from '../history/runs.ts';
import { getStart } from '../history/starts.ts';
import { readStop } from '../history/stop-switch.ts';
import type { OpenAnswer } from '../model/call.ts';
import { checkInputs } from '../model/check-inputs.ts';
import { iso } from '../model/clock.ts';
import { fail } from '../model/errors.ts';
import type { Manifest } from '../compiler/manifest.ts';
import { isObject, type Json } from '../model/json.ts';
import { runIdOf, type Run, type StartRecord } from '../model/run.ts';
import { openCall, parseCall } from './calls.ts';
import type { Parts } from './parts.ts';
import { boundHash, provenBy } from './proof.ts';
import { recorder } from './record.ts';

/** Writes the run and its ledger, then checks the inputs: a run that is refused for them is in the history, too. Repeats find their own. */
export async function handleOpenRun(raw: unknown, parts: Parts): Promise<OpenAnswer> {
  const call = parseCall(openCall, raw, 'Open run');
  const { table } = parts.clients;
  const manifest = Object.hasOwn(parts.manifests, call.runbook) ? parts.manifests[call.runbook] : undefined;
  if (!manifest) {
    return fail('UnknownRunbook', {
      what: `there is no runbook ${call.runbook}`,
      todo: 'deploy again: the state machine and its manifest belong together',
    });
  }
  const name = call.execution.slice(call.execution.lastIndexOf(':') + 1);
  const noted = await getStart(table, name);
  // Names are of one state machine each: a record of another runbook's execution says nothing of this one.
  const start = noted?.runbook === call.runbook ? noted : undefined;
  const id = runIdOf(call.execution);
  const mode = start?.mode ?? 'real';
  // Asked for only where it makes a difference, and never in the sandbox, where nothing can be proven.
  const matters = manifest.unattended === true || manifest.estate.unproven === 'block';
  const proven =
    parts.world === 'real' && mode === 'real' && matters ? await provenBy(manifest, parts) : undefined;
  const run: Run = await createRun(table, {
    run: id,
    execution: call.execution,
    runbook: call.runbook,
    title: manifest.title,
    mode,
    world: parts.world,
    startedBy: start?.by ?? { kind: 'unknown', name: '' },
    because: start?.because ?? '',
    inputs: withoutSecrets(isObject(call.inputs) ? call.inputs : {}, manifest.inputs),
    objectives: manifest.objectives,
    startedAt: call.started_at,
    deadlineAt: iso(await deadlineOf(Date.parse(call.started_at) + manifest.deadline * 1000, start, parts)),
    clusters: manifest.estate.clusters,
    status: 'open',
    held: [],
    severity: manifest.severity,
    owner: manifest.owner,
    ...(manifest.unattended ? { unattended: true } : {}),
    ...(proven === undefined ? {} : { proven }),
    ...(parts.world === 'real' ? { bound: boundHash(manifest, parts) } : {}),
    ...(start?.parent === undefined ? {} : { parent: start.parent }),
    ...(start?.handedFrom === undefined ? {} : { handedFrom: start.handedFrom }),
  });
  if (run.status === 'closed') {
    // A name that is used again, or a late duplicate: its history is written.
    fail('RunClosed', {
      what: `run ${id} of this execution is closed: ${run.outcome}`,
      todo: 'start a new run under a new name',
      run: id,
    });
  }
  const record = recorder(call, parts);
  // First of all, and under one key whatever the attempt: an earlier one may have died, or ended, before it wrote this.
  await record({ kind: 'run-opened', at: call.entered_at, attempt: 0, text: opened(run) });
  await openLedger(table, id);
  await tellParent(run, parts);
  const inputs = checkInputs(
    call.runbook,
    manifest.inputs,
    call.inputs,
    manifest.estate,
    Date.parse(call.started_at),
    parts.directory,
  );
  const stop = manifest.changes && run.mode !== 'dry-run' ? await readStop(table) : undefined;
  if (stop) {
    fail('Stopped', {
      what: `${stop.by} stopped everything at ${stop.at}: ${stop.because}`,
      todo: 'rebound release, once it is safe to change things again; a dry-run works meanwhile',
    });
  }
  refuseUnproven(run, manifest);
  return {
    inputs,
    run: { id, mode: run.mode, started_at: run.startedAt, deadline_at: run.deadlineAt, link: parts.link(id) },
  };
}

/** `unproven: block` keeps a person from starting, never an alarm from looking, nor a step of a run that may go on. */
function refuseUnproven({ run, runbook, world, mode, startedBy, proven }: Run, { estate }: Manifest): void {
  const byPerson = startedBy.kind === 'person' || startedBy.kind === 'unknown';
  if (estate.unproven !== 'block' || world !== 'real' || mode !== 'real' || !byPerson || proven) return;
  fail('Unproven', {
    what: `nothing real has proven ${runbook} as it is now`,
    why: 'rebound.yaml says unproven: block',
    todo: `rebound status ${runbook} says what is missing: drill it; or start it where unproven is warn`,
    run,
  });
}

/** A nested run has no more time than the one whose step it is. */
async function deadlineOf(own: number, start: StartRecord | undefined, parts: Parts): Promise<number> {
  const above = start?.parent === undefined ? undefined : await getRun(parts.clients.table, start.parent);
  return above ? Math.min(own, Date.parse(above.deadlineAt)) : own;
}

/** The run above knows of it before it does anything: an abort there reaches it. RunClosed, Aborted: that one goes on no more. */
async function tellParent({ run, parent, handedFrom }: Run, { clients: { table } }: Parts): Promise<void> {
  if (parent === undefined) return;
  const nested = (await readLedger(table, parent))?.nested ?? {};
  await noteNested(table, parent, run, nested[run] ?? nested[handedFrom ?? ''] ?? '');
}

/** The record is shown to whoever may look: a secret input stays with the execution. */
function withoutSecrets(given: Record<string, Json>, specs: Manifest['inputs']): Record<string, Json> {
  const secret = (name: string) => Object.hasOwn(specs, name) && specs[name]?.secret === true;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, secret(name) ? '(secret)' : value]),
  );
}

function opened(run: Run): string {
  const who =
    run.startedBy.kind === 'unknown'
      ? 'somebody, by the AWS console'
      : `${run.startedBy.kind} ${run.startedBy.name}`;
  return `${run.title}: started by ${who}${run.because ? ` (${run.because})` : ''}`;
}
