/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { App } from 'aws-cdk-lib';
import { frameFunctions } from '../compiler/names.ts';
import { fail } from '../model/errors.ts';
import { type Bundle, putBeside } from './bundle.ts';
import type { Deployment } from './compiled-runbooks.ts';
import { Events } from './events.ts';
import { OneFunction } from './functions.ts';
import { History } from './history.ts';
import { Machine } from './machine.ts';
import { type Places, resolvedStatements } from './resolve-statements.ts';

export interface ReboundProps extends StackProps {
  deployment: Deployment;
  bundles: Bundle[];
  /** Where pages are posted. */
  pager: string;
  /** What a run's id is appended to, for people. */
  link: string;
  emails: string[];
}

/** Functions that look into the manifests, which lie beside their code. */
const manifestReaders: readonly string[] = frameFunctions.filter((name) => name !== 'ask');
const manifestFile = 'manifests.json';
/** Functions that events call, not the state machine: nobody sees their errors but the dead letters. */
const eventDriven = ['starter', 'janitor'];

/** Everything of Rebound in one Region: history, functions, a state machine for each runbook, what starts them. Deployed to the recovery Region. */
export class ReboundStack extends Stack {
  constructor(scope: App, id: string, props: ReboundProps) {
    super(scope, id, props);
    const { bundles, deployment } = props;
    const manifests = deployment.runbooks.map(({ manifest }) => manifest);
    const history = new History(this, 'History', { emails: props.emails });
    const deadLetters = new Queue(this, 'DeadLetters', {
      queueName: 'rebound-dead-letters',
      enforceSSL: true,
    });
    const machineName = (runbook: string) => `rebound-${runbook}`;
    const machineArn = (runbook: string) =>
      `arn:aws:states:${this.region}:${this.account}:stateMachine:${machineName(runbook)}`;
    const places: Places = {
      account: this.account,
      region: this.region,
      table: history.table.tableArn,
      topic: history.topic.topicArn,
      evidence: history.evidence.bucketArn,
      stateMachine: machineArn,
    };
    const environment = {
      REBOUND_TABLE: history.table.tableName,
      REBOUND_TOPIC: history.topic.topicArn,
      REBOUND_EVIDENCE: history.evidence.bucketName,
      REBOUND_PAGER: props.pager,
      REBOUND_LINK: props.link,
    };
    const manifestText = JSON.stringify(Object.fromEntries(manifests.map((one) => [one.runbook, one])));

    const needed = new Set(manifests.flatMap(({ permissions }) => Object.keys(permissions)));
    const functions = new Map(
      bundles
        .filter(({ name }) => needed.has(name))
        .map((bundle) => {
          const reads = manifestReaders.includes(bundle.name);
          if (reads) putBeside(bundle, manifestFile, manifestText);
          const made = new OneFunction(this, pascal(bundle.name), {
            bundle,
            statements: resolvedStatements(bundle.name, manifests, places),
            environment: reads ? { ...environment, REBOUND_MANIFESTS: `./${manifestFile}` } : environment,
            ...(eventDriven.includes(bundle.name) ? { deadLetters } : {}),
          });
          return [bundle.name, made.function] as const;
        }),
    );
    const named = (name: string) =>
      functions.get(name) ?? fail('Broken', { what: `there is no bundle of ${name}` });

    for (const compiled of deployment.runbooks) {
      const { runbook } = compiled.manifest;
      new Machine(this, pascal(runbook), {
        compiled,
        name: machineName(runbook),
        functions: Object.fromEntries([...functions].map(([name, one]) => [name, one.functionArn])),
        topic: history.topic,
      });
    }
    new Events(this, 'Events', {
      starter: named('starter'),
      janitor: named('janitor'),
      alarms: alarmsOf(deployment),
      machines: manifests.map(({ runbook }) => machineArn(runbook)),
      deadLetters,
      topic: history.topic,
    });
    Tags.of(this).add('app', 'rebound');
  }
}

/** Alarms of all triggers, each once, sorted. */
export function alarmsOf(deployment: Deployment): string[] {
  const all = deployment.runbooks.flatMap(({ manifest }) => manifest.triggers.map(({ alarm }) => alarm));
  return [...new Set(all)].sort();
}

/** `step-check-cluster` → `StepCheckCluster` */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
