import { createHash } from 'node:crypto';
import type { Manifest } from '../compiler/manifest.ts';
import { putStart } from '../history/starts.ts';
import { iso } from '../model/clock.ts';
import { codeOf } from '../model/errors.ts';
import { canonical } from '../model/json.ts';
import type { Mode } from '../model/outcome.ts';
import { base32, runIdOf, type Starter } from '../model/run.ts';
import type { Parts } from './parts.ts';

/** A run that a trigger wants. */
export interface Wanted {
  manifest: Manifest;
  /** The trigger's: what is recovered is its to say, never the event's. */
  inputs: Record<string, unknown>;
  /** Of the execution: the same event has the same one. */
  name: string;
  mode: Mode;
  by: Starter;
  because: string;
}

export interface Begun {
  run: string;
  execution: string;
  runbook: string;
  /** False when the same event came before. */
  fresh: boolean;
}

/** `al-` and 26 letters of what the event is: at most 80 characters, of those that Step Functions takes in names. */
export function nameOf(prefix: 'al' | 'wh' | 'sc', what: unknown): string {
  const digest = createHash('sha256').update(canonical(what)).digest();
  return `${prefix}-${base32(digest).slice(0, 26)}`;
}

/** Notes who starts it, then starts it. Repeated for the same event, it starts once. */
export async function beginRun(wanted: Wanted, parts: Parts): Promise<Begun> {
  const { manifest, inputs, name, mode, by, because } = wanted;
  const { runbook } = manifest;
  await putStart(parts.clients.table, {
    execution: name,
    runbook,
    mode,
    by,
    because,
    at: iso(parts.clock.now()),
  });
  const machine = parts.stateMachineArn(runbook);
  const execution = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    await parts.clients.states.start(machine, name, canonical(inputs));
  } catch (error) {
    if (codeOf(error) !== 'AlreadyExists') throw error;
    return { run: runIdOf(execution), execution, runbook, fresh: false };
  }
  return { run: runIdOf(execution), execution, runbook, fresh: true };
}
