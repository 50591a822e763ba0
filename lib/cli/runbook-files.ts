import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Runbook, Trigger } from '../runbook/runbook.ts';

/** What shows Rebound at work: an alarm, the runbook that it starts, and the world in which it fires. */
export interface Demonstration {
  runbook: string;
  scenario: Scenario;
  /** The alarm's ARN. */
  alarm: string;
}

/** The runbooks on disk, read only to choose the sandbox's world: files with mistakes are passed over here. */
export interface RunbookFiles {
  /** The rehearsal of that name, or the runbook's first; undefined when there is no such runbook. BadInput, with the nearest, when it has no such rehearsal. */
  scenario: (runbook: string | undefined, name?: string) => Promise<Scenario | undefined>;
  /** Name of the first runbook with a trigger that fits. */
  triggeredBy: (fits: (trigger: Trigger, runbook: string) => boolean) => Promise<string | undefined>;
  /** The one to show: restore-namespace, or the first runbook with a trigger and a rehearsal. */
  demonstration: (name?: string) => Promise<Demonstration | undefined>;
}

export function runbookFiles({
  runbooksFolder,
  estateFile,
}: {
  runbooksFolder: string;
  estateFile: string;
}): RunbookFiles {
  let all: Promise<Runbook[]> | undefined;
  const runbooks = () => (all ??= readAll(runbooksFolder, estateFile));
  return {
    scenario: async (name, scenario) => {
      const runbook = (await runbooks()).find((one) => one.runbook === name);
      return runbook && rehearsal(runbook, scenario);
    },
    triggeredBy: async (fits) =>
      (await runbooks()).find(({ runbook, triggers }) => triggers.some((trigger) => fits(trigger, runbook)))
        ?.runbook,
    demonstration: async (scenario) => {
      const fitting = (await runbooks()).filter(
        (one) => alarmOf(one) !== undefined && one.rehearsals.length > 0,
      );
      const runbook = fitting.find((one) => one.runbook === 'restore-namespace') ?? fitting[0];
      const alarm = runbook && alarmOf(runbook);
      const chosen = runbook && rehearsal(runbook, scenario);
      return runbook && alarm !== undefined && chosen
        ? { runbook: runbook.runbook, scenario: chosen, alarm }
        : undefined;
    },
  };
}

function alarmOf({ triggers }: Runbook): string | undefined {
  return triggers.find((trigger) => trigger.kind === 'alarm')?.alarm;
}

function rehearsal(runbook: Runbook, name: string | undefined): Scenario | undefined {
  if (name === undefined) return runbook.rehearsals[0];
  const found = runbook.rehearsals.find((one) => one.name === name);
  if (found) return found;
  const known = runbook.rehearsals.map((one) => one.name);
  const close = nearest(name, known);
  return fail('BadInput', {
    what: `${runbook.runbook} has no rehearsal "${name}"`,
    todo: close
      ? `did you mean "${close}"?`
      : `there are ${known.map((one) => `"${one}"`).join(', ') || 'none'}`,
  });
}

async function readAll(folder: string, estateFile: string): Promise<Runbook[]> {
  if (!existsSync(folder) || !existsSync(estateFile)) return [];
  const { estateOf, readFileOf } = await import('./read-files.ts');
  const estate = await estateOf(estateFile, folder);
  const names = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(basename(name)))
    .sort();
  const read = await Promise.all(names.map((name) => readFileOf(join(folder, name), folder, estate)));
  return read.flatMap(({ runbook }) => runbook ?? []);
}
