import { resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import { pathsDefault } from '../../rehearsal/explore/explore.ts';
import { type Call, option } from '../command.ts';
import { isInteractive } from '../io.ts';

/** As most people call it, without --seed. */
export const seedDefault = 1;
/** How fast a replay goes with --live alone: simulated seconds a second. */
const liveSpeed = 60;
const pathsMax = 10_000_000;

export interface RehearseOptions {
  what: 'rehearse';
  runbooks: string[];
  all: boolean;
  seed: number;
  max: number;
  /** Absent: as many as this machine is good for, where there is enough to do. */
  workers: number | undefined;
  /** Absolute. */
  report: string | undefined;
}
export interface ReplayOptions {
  what: 'replay';
  runbook: string;
  id: string;
  seed: number;
  /** Simulated seconds a second; undefined: told at once. */
  speed: number | undefined;
  step: boolean;
}
export interface DraftOptions {
  what: 'draft';
  runbook: string;
  seed: number;
  write: boolean;
}

/** Options as typed, by what they ask for. BadInput for one that does not fit the others. */
export function optionsOf(call: Call): RehearseOptions | ReplayOptions | DraftOptions {
  const runbooks = Array.isArray(call.args[0]) ? call.args[0] : [];
  const seed = numberOf(call, 'seed', { from: 0, to: 2 ** 31 - 1, usual: seedDefault });
  const all = call.options['all'] === true;
  const on = (name: string) => call.options[name] === true || option(call, name) !== undefined;
  if (on('draft')) {
    refuse(on, '--draft', ['replay', 'live', 'speed', 'step', 'max', 'workers', 'report', 'all']);
    return { what: 'draft', runbook: only(runbooks, '--draft'), seed, write: call.options['write'] === true };
  }
  refuse(on, undefined, ['write'], '--draft');
  const id = option(call, 'replay');
  if (id === undefined) {
    refuse(on, undefined, ['live', 'speed', 'step'], '--replay');
    if (all && runbooks.length > 0)
      fail('BadInput', { what: 'found --all and the name of a runbook', todo: 'leave one of them out' });
    const folder = option(call, 'report');
    const max = numberOf(call, 'max', { from: 0, to: pathsMax, usual: pathsDefault });
    const report = folder === undefined ? undefined : resolve(call.io.cwd, folder);
    const workers =
      option(call, 'workers') === undefined
        ? undefined
        : numberOf(call, 'workers', { from: 1, to: 64, usual: 2 });
    return { what: 'rehearse', runbooks, all, seed, max, workers, report };
  }
  refuse(on, '--replay', ['max', 'workers', 'report', 'all']);
  const step = call.options['step'] === true;
  const live = call.options['live'] === true || option(call, 'speed') !== undefined;
  if (step && live)
    fail('BadInput', { what: 'found --step and --live or --speed', todo: 'leave one of them out' });
  if (step && (!isInteractive(call.io) || call.settings.json))
    fail('BadInput', {
      what: '--step waits for Enter, and nobody is at a terminal here',
      todo: 'leave it out',
    });
  if (live && call.settings.json)
    fail('BadInput', {
      what: '--json is one document at the end, and --live shows it as it goes',
      todo: 'leave one of them out',
    });
  const speed = live ? numberOf(call, 'speed', { from: 1, to: 1_000_000, usual: liveSpeed }) : undefined;
  return { what: 'replay', runbook: only(runbooks, '--replay'), id, seed, speed, step };
}

function only(runbooks: readonly string[], of: string): string {
  const [first, second] = runbooks;
  if (first !== undefined && second === undefined) return first;
  return fail('BadInput', {
    what: `${of} is about one runbook, found ${runbooks.length === 0 ? 'none' : runbooks.join(', ')}`,
    todo: `write rebound rehearse RUNBOOK ${of}${of === '--replay' ? ' ID' : ''}`,
  });
}

/** What does not go together with `with`; without that, what needs `needs`. */
function refuse(
  on: (name: string) => boolean,
  beside: string | undefined,
  names: readonly string[],
  needs = '',
): void {
  const found = names.find(on);
  if (found === undefined) return;
  fail('BadInput', {
    what:
      beside === undefined
        ? `--${found} goes with ${needs}`
        : `found ${beside} and --${found}, which do not go together`,
    todo: beside === undefined ? `give ${needs}, or leave --${found} out` : 'leave one of them out',
  });
}

function numberOf(
  call: Call,
  name: string,
  { from, to, usual }: { from: number; to: number; usual: number },
): number {
  const typed = option(call, name);
  if (typed === undefined) return usual;
  const number = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (number >= from && number <= to) return number;
  return fail('BadInput', {
    what: `--${name} takes a whole number from ${from} to ${to}, found "${typed}"`,
    todo: `write for example --${name} ${usual}`,
  });
}
