import type * as z from 'zod';
import { checkApprovals } from './check-approvals.ts';
import { checkEndings } from './check-endings.ts';
import { checkGivenInputs } from './check-given-inputs.ts';
import { checkReads, checkTargetReads } from './check-reads.ts';
import { checkTimes } from './check-times.ts';
import { checkWith } from './check-with.ts';
import type { Reading, Surroundings } from './context.ts';
import { createReport } from './mistake.ts';
import { readInputs } from './read-inputs.ts';
import { readRehearsals } from './read-rehearsals.ts';
import { readSteps, type StepsRead } from './read-steps.ts';
import { readTarget } from './read-target.ts';
import { readTriggers } from './read-triggers.ts';
import type { Mistake, Runbook, Step } from './runbook.ts';
import { type Fields, fieldsOf, shape } from './shape.ts';
import { duration, objectives as objectivesSchema, oneOf, person, runbookName, text } from './shapes.ts';
import { runbookKeys, severities } from './words.ts';
import { describeNode, entryOf } from './yaml-node.ts';
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
  const inputs = readInputs(fields.get('inputs'), reading);
  const target = readTarget(fields.get('target'), inputs.specs, reading);
  const { triggers, claimed } = readTriggers(fields.get('triggers'), inputs, reading);
  const stepsNode = fields.get('steps');
  const steps: StepsRead = stepsNode
    ? readSteps(stepsNode, reading)
    : {
        steps: [],
        spots: new Map(),
        finishes: new Map(),
        refused: new Set(),
        whole: false,
      };
  const asked = everybody(steps, owner);
  const rehearsals = readRehearsals(fields.get('rehearsals'), { inputs, triggers, claimed, asked }, reading);

  checkTargetReads(target ?? {}, inputs, reading);
  checkReads(steps, inputs, reading);
  checkWith(steps, target, reading);
  checkGivenInputs(fields, inputs.specs, steps, reading);
  checkApprovals(steps, reading);
  if (steps.whole) checkEndings(steps, reading);
  const { rto, rpo } = objectives ?? {};
  const goals = { ...(rto === undefined ? {} : { rto }), ...(rpo === undefined ? {} : { rpo }) };
  const objectivesNode = fields.get('objectives');
  const rtoNode = objectivesNode && entryOf(objectivesNode, 'rto')?.value;
  const spots = {
    deadline: fields.spot('deadline'),
    rto: fields.spot('objectives'),
    rtoValue: rtoNode ?? fields.spot('objectives'),
  };
  checkTimes(steps.steps, { deadline, objectives: goals }, spots, reading);

  if (!name || !title || !owner || !severity || !deadline || !target) return undefined;
  return {
    runbook: name,
    title,
    owner,
    severity,
    objectives: goals,
    deadline,
    inputs: inputs.specs,
    target,
    triggers: triggers.map(({ alarm, inputs: given, position }) => ({ alarm, inputs: given, position })),
    steps: steps.steps,
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
function everybody(steps: StepsRead, owner: string | undefined): ReadonlySet<string> | undefined {
  const approves = [...steps.spots.keys()].filter((step) => step.kind === 'use' && step.uses === 'approve');
  const whole = steps.whole && approves.every((step) => step.kind === 'use' && step.ask);
  return whole && owner !== undefined ? new Set([...askedBy(steps.steps), owner]) : undefined;
}

/** Everybody whom an approve asks, and whom a page wakes. */
function askedBy(steps: Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'choose')
      return step.arms.flatMap((arm) => ('steps' in arm.body ? askedBy(arm.body.steps) : []));
    if (step.kind === 'finish') return [];
    const paged = step.with['who'];
    return [
      ...(step.ask ?? []).map(({ who }) => who),
      ...(paged?.kind === 'literal' && typeof paged.value === 'string' ? [paged.value] : []),
    ];
  });
}
