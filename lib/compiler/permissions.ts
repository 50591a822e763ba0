import type { Statement } from '../model/permission.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { StepKind } from '../steps/step-type.ts';
import { type FrameFunction, stepFunction } from './names.ts';
import type { StepCatalog } from './parts.ts';
import { secretRights } from './secret-rights.ts';
import { useSteps } from '../runbook/walk.ts';

/**
 * Placeholders of the frame's statements, beside those of step types (`${account}`, `${region}`, `${cluster}`, `${evidence}`):
 * `${table}`, `${topic}` ARNs of what is deployed, `${state-machine}` the ARN of the runbook's, `${executions}` of its executions.
 */
const table = (...actions: string[]): Statement => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: ['${table}'],
});
const publish: Statement = { actions: ['sns:Publish'], resources: ['${topic}'] };
const answer: Statement = {
  actions: ['states:SendTaskFailure', 'states:SendTaskSuccess'],
  resources: ['${state-machine}'],
};
const describeRuns: Statement = { actions: ['states:DescribeExecution'], resources: ['${executions}'] };
/** `${started}`: of the executions of the runbooks that this one starts. */
const describeStarted: Statement = { actions: ['states:DescribeExecution'], resources: ['${started}'] };
/** What a step's undo needs and the ledger has no room for. */
const keepEvidence: Statement = { actions: ['s3:PutObject'], resources: ['${evidence}/evidence/*'] };
const readEvidence: Statement = { actions: ['s3:GetObject'], resources: ['${evidence}/evidence/*'] };
const start: Statement = { actions: ['states:StartExecution'], resources: ['${state-machine}'] };

/** An ask that is answered is taken off the list of open ones; nobody reached by the pager is told through the topic. */
const asking: Statement[] = [
  table('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
  publish,
  answer,
];
/** Closing a run decides its questions, releases its lock, and tells people. */
const closing: Statement[] = [table('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'), publish];

/** What the wrapper around a step of each kind does on top of what the step type declares: the run and the stop switch, events, the ledger; a change looks for its approval. */
const wrapper: Record<StepKind, Statement[]> = {
  reads: [table('GetItem', 'PutItem', 'UpdateItem')],
  changes: [table('GetItem', 'PutItem', 'Query', 'UpdateItem')],
  tells: [table('GetItem', 'PutItem', 'UpdateItem')],
  asks: asking,
};

/**
 * The statements of the frame's functions. Only the starter starts executions. Tokens are answered by asks, and by the janitor,
 * which tells a decision again. Lock and janitor look whether an execution is over, and close what nobody closed.
 */
export const framePermissions: Record<FrameFunction, Statement[]> = {
  // A nested run is noted in the ledger of the one above.
  'open-run': [table('GetItem', 'PutItem', 'Query', 'UpdateItem')],
  lock: [...closing, describeRuns],
  ask: [table('DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'), publish, answer],
  // It starts nothing itself: the state machine does.
  'hand-on': [table('GetItem', 'PutItem', 'Query', 'UpdateItem', 'DeleteItem')],
  undo: [table('GetItem', 'PutItem', 'Query', 'UpdateItem'), readEvidence],
  // Whether the run goes on that it handed on to.
  'close-run': [...closing, describeRuns],
  starter: [table('GetItem', 'PutItem'), publish, start],
  janitor: [...closing, answer, describeRuns],
};

/** IAM statements by function, for one runbook. An `approve` plans what it covers, so it reads what those read. */
export function permissionsOf(runbook: Runbook, catalog: StepCatalog): Record<string, Statement[]> {
  const steps = useSteps([...runbook.steps, ...runbook.always]);
  const undone = steps.flatMap((step) => step.undo?.uses ?? []);
  const byFunction: Record<string, Statement[]> = {};
  const asksItself = steps.some((step) => catalog[step.uses]?.kind === 'changes');
  const used = [...steps.map((step) => step.uses), ...undone, ...(asksItself ? ['approve'] : [])];
  for (const uses of new Set(used)) {
    const facts = catalog[uses];
    if (!facts) continue;
    const own = [...facts.permissions.read, ...facts.permissions.change];
    const planned = facts.kind === 'asks' ? plannedReads(runbook, catalog) : [];
    const secrets = secretRights(facts, steps, runbook);
    byFunction[stepFunction(uses)] = mergeStatements([
      ...own,
      ...planned,
      ...secrets,
      ...wrapper[facts.kind],
      ...(facts.nests ? [describeStarted] : []),
      ...(steps.some((step) => step.uses === uses && step.undo !== undefined) ? [keepEvidence] : []),
    ]);
  }
  for (const [name, statements] of Object.entries(framePermissions))
    byFunction[name] = mergeStatements(statements);
  return byFunction;
}

function plannedReads(runbook: Runbook, catalog: StepCatalog): Statement[] {
  const changing = useSteps(runbook.steps).flatMap((step) => {
    const facts = catalog[step.uses];
    return facts?.kind === 'changes' ? [facts] : [];
  });
  return changing.flatMap((facts) => [...facts.permissions.read]);
}

/** One statement for each set of resources, everything sorted, nothing twice. */
export function mergeStatements(statements: readonly Statement[]): Statement[] {
  const byResources = new Map<string, Statement>();
  for (const { actions, resources } of statements) {
    const sorted = [...new Set(resources)].sort();
    const key = sorted.join('\n');
    const before = byResources.get(key)?.actions ?? [];
    byResources.set(key, { actions: [...new Set([...before, ...actions])].sort(), resources: sorted });
  }
  return [...byResources.keys()].sort().flatMap((key) => byResources.get(key) ?? []);
}
