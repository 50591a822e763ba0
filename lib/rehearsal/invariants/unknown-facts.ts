import type { FlowStep } from '../../compiler/manifest.ts';
import { isObject, type Json } from '../../model/json.ts';
import { keyOf, type World } from '../../sandbox/world.ts';
import { textOf } from '../read.ts';
import type { Said, Violation, Watched } from '../watched.ts';

/** Facts that were not what a run took them for: a backup that is not what it is said to be, and what a skipped step would have said. */
export function unknownFacts(watched: Watched): Violation[] {
  return [...watched.said.flatMap((said) => wrongBackup(said, watched)), ...wentOnWithout(watched)];
}

/** A backup was chosen as Completed, and was not, neither when it was looked for nor when it was found. */
function wrongBackup(said: Said, { worldAtBegin }: Watched): Violation[] {
  const { process, at, world, answer } = said;
  const output = isObject(answer) ? answer['output'] : undefined;
  if (process.name !== 'step-find-backup' || !isObject(output) || output['phase'] !== 'Completed') return [];
  const given = isObject(process.payload) && isObject(process.payload['with']) ? process.payload['with'] : {};
  const backup = textOf(output['backup']);
  const worlds = [world, worldAtBegin.get(process.id) ?? world];
  const phases = worlds.map((one) => phaseOf(one, textOf(given['cluster']), backup));
  if (phases.some((phase) => phase === undefined || phase === 'Completed')) return [];
  return [violation(process.run, at, `${backup} was chosen as Completed, and it is ${textOf(phases[0])}`)];
}

function phaseOf(world: World, cluster: string, backup: string): Json | undefined {
  const status =
    world.clusters[cluster]?.objects[keyOf('velero.io/backups', 'velero', backup)]?.object.status;
  return isObject(status) ? status['phase'] : undefined;
}

/** A step was skipped by a person, a condition reads what it would have said, and the run went past that with nobody asked. */
function wentOnWithout({ table, manifests, processes }: Watched): Violation[] {
  return table.runs().flatMap(({ run, runbook }) => {
    const manifest = manifests[runbook];
    const order = (manifest?.steps ?? []).map(({ id }) => id);
    const asks = table.asks(run);
    const skips = asks.filter(
      ({ kind, undo, decision }) => kind === 'failure' && undo === undefined && decision?.answer === 'skip',
    );
    return skips.flatMap(({ step, decision }): Violation[] => {
      const at = Date.parse(decision?.at ?? '');
      const reader = readersOf(manifest?.flow ?? [], step)[0];
      if (!reader) return [];
      const past = processes.find(
        (process) =>
          process.run === run &&
          process.beganAt >= at &&
          process.undo === null &&
          process.name.startsWith('step-') &&
          !isLast(process.payload) &&
          order.indexOf(process.step) > order.indexOf(reader.step),
      );
      const asked = asks.some(
        (ask) =>
          ask.kind === 'failure' &&
          Date.parse(ask.openedAt) >= at &&
          Date.parse(ask.openedAt) <= (past?.beganAt ?? 0) &&
          ask.decision?.at !== decision?.at,
      );
      return past && !asked
        ? [
            violation(
              run,
              past.beganAt,
              `${past.step} began, although "${reader.condition}" reads ${step}, which was skipped`,
            ),
          ]
        : [];
    });
  });
}

function isLast(payload: Json): boolean {
  return isObject(payload) && payload['phase'] !== undefined;
}

/** The conditions that read a step's output without asking whether it is there, in the order in which they are met. */
function readersOf(flow: readonly FlowStep[], step: string): { step: string; condition: string }[] {
  return flow.flatMap((one) => {
    const conditions = [one.if, ...(one.ways ?? []).map(({ when }) => when)];
    const own = conditions.find(
      (condition) =>
        condition !== undefined &&
        condition.includes(`$${step}.`) &&
        !condition.includes(`$exists($${step}.`),
    );
    const inside = (one.ways ?? []).flatMap(({ steps }) => readersOf(steps, step));
    return [...(own === undefined ? [] : [{ step: one.step, condition: own }]), ...inside];
  });
}

function violation(run: string, at: number, text: string): Violation {
  return { invariant: 5, run, at, text };
}
