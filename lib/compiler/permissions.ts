import type { Statement } from '../model/permission.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { stepFunction } from './names.ts';
import type { StepCatalog } from './parts.ts';
import { useSteps } from './walk.ts';

/**
 * Placeholders of the frame's statements, beside those of step types (`${account}`, `${region}`, `${cluster}`):
 * `${table}`, `${topic}` and `${evidence}` ARNs of what is deployed, `${state-machine}` the ARN of the runbook's, `${executions}` of its executions.
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
const start: Statement = { actions: ['states:StartExecution'], resources: ['${state-machine}'] };
const evidence: Statement = { actions: ['s3:GetObject', 's3:PutObject'], resources: ['${evidence}/*'] };

/** What every step's function needs: whether the run is open, its ledger, its events. */
const everyStep: Statement[] = [table('GetItem', 'PutItem', 'Query', 'UpdateItem'), evidence];
/** What asks need on top: a page that nobody receives goes to the topic; a dry-run's question answers itself. */
const everyAsk: Statement[] = [publish, answer];

/** The statements of the frame's functions. Only the starter starts; only asks and the janitor, which tells a decision again, answer. */
export const framePermissions: Record<string, Statement[]> = {
  'open-run': [table('GetItem', 'PutItem', 'Query', 'UpdateItem')],
  lock: [table('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'), describeRuns],
  ask: [table('GetItem', 'PutItem', 'Query', 'UpdateItem'), publish, answer],
  'close-run': [table('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'), publish],
  starter: [table('GetItem', 'PutItem', 'Query', 'UpdateItem'), publish, start, describeRuns],
  janitor: [table('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'), publish, answer, describeRuns],
};

/** IAM statements by function, for one runbook. An `approve` plans what it covers, so it reads what those read. */
export function permissionsOf(runbook: Runbook, catalog: StepCatalog): Record<string, Statement[]> {
  const steps = useSteps(runbook.steps);
  const byFunction: Record<string, Statement[]> = {};
  for (const uses of new Set(steps.map((step) => step.uses))) {
    const facts = catalog[uses];
    if (!facts) continue;
    const own = [...facts.permissions.read, ...facts.permissions.change];
    const planned = facts.kind === 'asks' ? plannedReads(runbook, catalog) : [];
    const asking = facts.kind === 'asks' ? everyAsk : facts.kind === 'tells' ? [publish] : [];
    byFunction[stepFunction(uses)] = mergeStatements([...own, ...planned, ...everyStep, ...asking]);
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
