import type * as z from 'zod';
import type { Directory } from '../model/people.ts';
import { checkRehearsals } from './check-rehearsals.ts';
import { checkRunbook } from './check-runbook.ts';
import type { Reading, Surroundings } from './context.ts';
import { createReport } from './mistake.ts';
import { readInputs } from './read-inputs.ts';
import { groupsOf, membersOf } from '../model/on-call.ts';
import { readUpdates } from './people/read-updates.ts';
import { readRehearsals } from './read-rehearsals.ts';
import { readSteps } from './read-steps.ts';
import type { Answers } from './read-script-map.ts';
import type { StepsRead } from './steps-read.ts';
import { readTarget } from './read-target.ts';
import { readTriggers } from './read-triggers.ts';
import type { Mistake, Runbook, UseStep } from './runbook.ts';
import { type Fields, fieldsOf, shape } from './shape.ts';
import {
  duration,
  objectives as objectivesSchema,
  oneOf,
  person,
  proof as proofSchema,
  runbookName,
  text,
  truth,
} from './shapes.ts';
import { allSteps, useSteps } from './walk.ts';
import { runbookKeys, severities } from './words.ts';
import { describeNode } from './yaml-node.ts';
import { readTree } from './yaml-tree.ts';

const keys = {
  known: runbookKeys,
  required: {
    runbook: 'the name of this runbook, such as "restore-namespace"',
    title: 'a title for people',
    owner: 'who is asked when a step failed, such as "platform-oncall"',
    deadline: 'a duration such as "90m": the run ends by then',
    target: 'what is being recovered, such as { cluster: $inputs.cluster }',
    steps: 'a list of steps',
  },
  what: 'a runbook: a map with runbook, title, owner, deadline, target, steps',
};

// Making a schema costs more than reading with it.
const severitySchema = oneOf(severities);
const deadlineSchema = duration('90m');
const titleSchema = text('a title for people');

/**
 * Reads a runbook and finds every mistake in it, in the order of the file. `runbook` is there when none of them is an error (warnings
 * leave it usable). Never throws, whatever the text is.
 */
export function readRunbook(
  source: string,
  file: string,
  surroundings: Surroundings,
): { runbook?: Runbook; mistakes: Mistake[] } {
  // An editor's byte order mark is no character of the file.
  const content = source.replace(/^\ufeff/, '');
  const report = createReport(content, file);
  const reading: Reading = { ...surroundings, report, origins: new Map() };
  const tree = readTree(content, report);
  const fields = tree && fieldsOf(tree, keys, report);
  const runbook = fields && readFields(fields, file, reading);
  return { ...(runbook && report.errors() === 0 ? { runbook } : {}), mistakes: report.mistakes() };
}

function readFields(fields: Fields, file: string, reading: Reading): Runbook | undefined {
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    const node = fields.get(key);
    return node && shape(node, schema, reading.report);
  };
  const name = read('runbook', runbookName);
  const title = readTitle(fields, reading);
  const owner = read('owner', person);
  const severity = fields.get('severity') ? read('severity', severitySchema) : 'high';
  const objectives = fields.get('objectives') ? read('objectives', objectivesSchema) : {};
  const deadline = read('deadline', deadlineSchema);
  const updates = readUpdates(fields, reading);
  const proof = fields.get('proof') ? read('proof', proofSchema) : undefined;
  const inputs = readInputs(fields.get('inputs'), reading);
  const target = readTarget(fields.get('target'), inputs.specs, reading);
  const { triggers, alarms, claimed } = readTriggers(fields.get('triggers'), inputs, reading);
  const unattended = fields.get('unattended') ? read('unattended', truth) : false;
  const steps = readSteps({ steps: fields.get('steps'), always: fields.get('always') }, reading);
  const rehearsed = {
    inputs,
    alarms,
    claimed,
    asked: everybody(steps, owner, reading.directory),
    answers: answersOf(steps),
  };
  const rehearsals = readRehearsals(fields.get('rehearsals'), rehearsed, reading);
  checkRehearsals(fields, steps, deadline, reading);

  const { rto, rpo } = objectives ?? {};
  const goals = { ...(rto === undefined ? {} : { rto }), ...(rpo === undefined ? {} : { rpo }) };
  checkRunbook(
    {
      fields,
      runbook: name,
      deadline,
      objectives: goals,
      inputs,
      targets: target && [target.target, ...target.also],
      unattended: unattended ?? false,
      steps,
    },
    reading,
  );

  if (!name || !title || !owner || !severity || !deadline || !target) return undefined;
  return {
    runbook: name,
    title,
    owner,
    severity,
    objectives: goals,
    deadline,
    ...(updates ? { updates } : {}),
    ...(proof ? { proofWithin: proof.within } : {}),
    inputs: inputs.specs,
    target: target.target,
    alsoTargets: target.also,
    triggers,
    unattended: unattended ?? false,
    steps: steps.steps,
    always: steps.always,
    rehearsals,
    file,
  };
}

/** The runbook's own title is no state's name: only what would look like an expression, or break a line, is refused. */
function readTitle(fields: Fields, { report }: Reading): string | undefined {
  const node = fields.get('title');
  const title = node && shape(node, titleSchema, report);
  if (title === undefined || !node) return undefined;
  if (!/\p{Cc}/u.test(title) && title.length <= 120 && !title.includes('$')) return title;
  report.error(
    node,
    'bad-title',
    `found ${describeNode(node)}, expected one line of at most 120 characters without "$"`,
  );
  return undefined;
}

/** Whom the runbook asks, the owner for failed steps included; undefined when some of it could not be read. */
function everybody(
  steps: StepsRead,
  owner: string | undefined,
  directory: Directory | undefined,
): ReadonlySet<string> | undefined {
  const all = useSteps([...steps.steps, ...steps.always]);
  const whole = steps.whole && all.every((step) => step.ask || !['approve', 'decide'].includes(step.uses));
  if (!whole || owner === undefined) return undefined;
  const asked = [...all.flatMap(askedBy), owner];
  // a script may be a person's or a group's: whoever is woken answers by their own, or by that of a group that they are in
  const people = directory ? asked.flatMap((who) => membersOf(directory, who)) : [];
  const groups = directory ? people.flatMap((person) => groupsOf(directory, person)) : [];
  return new Set([...asked, ...people, ...groups]);
}

/** Everybody whom a step asks, wakes or tells something. */
function askedBy({ ask = [], undo, with: given }: UseStep): string[] {
  const told = [given['who'], given['to']].flatMap((value) =>
    value?.kind === 'literal' && typeof value.value === 'string' ? [value.value] : [],
  );
  return [...ask.map(({ who }) => who), ...(undo?.ask ?? []).map(({ who }) => who), ...told];
}

/** What the questions of the runbook take as an answer. */
function answersOf({ steps, always, whole }: StepsRead): Answers {
  const all = useSteps([...steps, ...always]);
  const options = all.flatMap(({ with: { options: given } }) =>
    given?.kind === 'map' ? Object.keys(given.entries) : [],
  );
  const records = all.flatMap(({ record = {}, undo }) => [
    ...Object.keys(record),
    ...Object.keys(undo?.record ?? {}),
  ]);
  const ids = allSteps(steps).map(({ id }) => id);
  return { options: new Set(options), steps: new Set(ids), records: new Set(records), whole };
}
