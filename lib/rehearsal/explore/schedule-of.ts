import { seededRandom } from '../../engine/clock.ts';
import { fail } from '../../model/errors.ts';
import { canonical, type JsonObject } from '../../model/json.ts';
import { membersOf } from '../../model/on-call.ts';
import type { Scenario } from '../../model/scenario.ts';
import { anyFaults } from '../draw-faults.ts';
import { faultKinds } from '../faults.ts';
import { noFaults, type Schedule, type Start } from '../schedule.ts';
import { actsOf, startsOf } from './happening-of.ts';
import { type Path, pathId } from './path.ts';
import type { Subject } from './subject.ts';

/**
 * Who starts what a rehearsal says is started by a person: somebody whom nobody asks and who says nothing in it, where there is one, because who
 * started a run never says yes to it.
 */
function starterOf({ people }: Scenario, { directory, compiled, runbook }: Subject): string {
  if (!directory) return 'rehearsal';
  const manifest = compiled.find((one) => one.manifest.runbook === runbook.runbook)?.manifest;
  const asked = (manifest?.steps ?? []).flatMap(({ ask = [] }) => ask.map(({ who }) => who));
  const busy = new Set(
    [...asked, ...Object.keys(people)].flatMap((who) => [who, ...membersOf(directory, who)]),
  );
  const names = Object.keys(directory.people).sort();
  return names.find((name) => !busy.has(name)) ?? names.at(-1) ?? 'rehearsal';
}

/** The schedule that plays a path of a rehearsal. BadInput for a rehearsal that the runbook does not have. */
export function scheduleOfPath(path: Path, subject: Subject): Schedule {
  const scenario = scenarioOf(path, subject);
  const { seed } = subject;
  const isOwn = pathId(path) === String(path.rehearsal + 1);
  const first = startOf(scenario, subject);
  return {
    seed,
    name: `${scenario.name}: ${pathId(path)}`,
    mode: path.any === undefined ? 'bounded' : 'any',
    given: scenario.given,
    starts: [first, ...path.happens.flatMap((one) => startsOf(one, first, subject))],
    people: {},
    scripted: { scripts: scenario.people, strict: isOwn, turns: path.people },
    acts: path.happens.flatMap((one) => actsOf(one, subject)),
    duplicates: [],
    faults:
      path.any === undefined
        ? { ...noFaults, planned: path.faults }
        : anyFaults(seededRandom(Math.imul(path.any + 1, 0x9e3779b1)), path.faults, faultKinds),
  };
}

export function scenarioOf({ rehearsal }: Path, { runbook }: Subject): Scenario {
  const { runbook: name, rehearsals } = runbook;
  return (
    rehearsals[rehearsal] ??
    fail('BadInput', {
      what: `${name} has no rehearsal ${rehearsal + 1}`,
      why: `it has ${rehearsals.length}`,
      todo: 'give the name of a path as a report shows it',
    })
  );
}

/** By the alarm where one of the triggers has these inputs: as it will be started one night; otherwise by a person. */
function startOf(scenario: Scenario, subject: Subject): Start {
  const { inputs } = scenario;
  const { runbook, compiled } = subject;
  const manifest = compiled.find((one) => one.manifest.runbook === runbook.runbook)?.manifest;
  const triggered = manifest?.triggers[0];
  const how = triggered && sameInputs(triggered.inputs, inputs) ? 'alarm' : 'person';
  return {
    at: 1,
    how,
    runbook: runbook.runbook,
    inputs,
    stamp: 0,
    by: starterOf(scenario, subject),
    mode: 'real',
  };
}

function sameInputs(one: Record<string, unknown>, other: JsonObject): boolean {
  return canonical(one) === canonical(other);
}
