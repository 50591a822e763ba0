/* oxlint-disable no-new -- a construct takes effect by being made in its scope */
import type { Manifest } from '../compiler/manifest.ts';
import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { join } from 'node:path';
import { frameFunctions } from '../compiler/names.ts';
import { fail } from '../model/errors.ts';
import { type Bundle, putBeside } from './bundle.ts';
import type { Deployment } from './compiled-runbooks.ts';
import { DeadLetters } from './dead-letters.ts';
import { Events } from './events.ts';
import { type FromEvents, OneFunction } from './functions.ts';
import { History } from './history.ts';
import { Machine } from './machine.ts';
import { peopleUse } from './people-rights.ts';
import { grantsOf, type Places } from './resolve-statements.ts';
import { Schedules } from './schedules.ts';
import { hasVoices, Voices, voicesStatements } from './voices.ts';
import { Webhook } from './webhook.ts';

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
const manifestReaders: readonly string[] = frameFunctions;
const manifestFile = 'manifests.json';
const peopleFile = 'people.json';

/** Everything of Rebound in one Region: history, functions, a state machine for each runbook, what starts them. Deployed to the recovery Region. */
export class ReboundStack extends Stack {
  constructor(scope: App, id: string, props: ReboundProps) {
    super(scope, id, props);
    const { bundles, deployment } = props;
    const manifests = deployment.runbooks.map(({ manifest }) => manifest);
    const history = new History(this, 'History', { emails: props.emails });
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', {
      queueName: 'rebound-dead-letters',
      alarmName: 'rebound-undelivered',
      topic: history.topic,
    });
    /** Functions that events call, not the state machine. The janitor comes again by itself. */
    const fromEvents: Record<string, FromEvents> = {
      starter: { retryAttempts: 2, maxEventAge: Duration.hours(1), deadLetters },
      janitor: { retryAttempts: 0, maxEventAge: Duration.minutes(1) },
    };
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
    const { directory } = deployment;
    const peopleText = JSON.stringify(directory);
    const manifestText = JSON.stringify(
      Object.fromEntries(manifests.map((one) => [one.runbook, withCode(one, deployment.code)])),
    );

    const needed = new Set(manifests.flatMap(({ permissions }) => Object.keys(permissions)));
    const functions = new Map(
      bundles
        .filter(({ name }) => needed.has(name))
        .map((bundle) => {
          const reads = manifestReaders.includes(bundle.name);
          const knows = directory !== undefined && peopleUse(bundle.name) !== 'nothing';
          if (reads) putBeside(bundle, manifestFile, manifestText);
          if (knows) putBeside(bundle, peopleFile, peopleText);
          const made = new OneFunction(this, pascal(bundle.name), {
            bundle,
            statements: grantsOf(bundle.name, manifests, places, directory),
            environment: {
              ...environment,
              ...(reads ? { REBOUND_MANIFESTS: `./${manifestFile}` } : {}),
              ...(knows ? { REBOUND_PEOPLE: `./${peopleFile}` } : {}),
            },
            fromEvents: fromEvents[bundle.name],
          });
          return [bundle.name, made.function] as const;
        }),
    );
    const named = (name: string) =>
      functions.get(name) ?? fail('Broken', { what: `there is no bundle of ${name}` });

    const folder = definitionsFolder(deployment, bundles);
    for (const compiled of deployment.runbooks) {
      const { runbook } = compiled.manifest;
      new Machine(this, `runbook-${runbook}`, {
        compiled,
        name: machineName(runbook),
        machineArn,
        functions: Object.fromEntries([...functions].map(([name, one]) => [name, one.functionArn])),
        topic: history.topic,
        folder,
      });
    }
    new Events(this, 'Events', {
      starter: named('starter'),
      janitor: named('janitor'),
      alarms: alarmsOf(deployment),
      machinePrefix: machineArn(''),
      deadLetters,
      topic: history.topic,
    });
    const hooked = manifests.filter(({ webhooks = [] }) => webhooks.length > 0);
    if (hooked.length > 0) {
      const bundle = bundles.find(({ name }) => name === 'webhook');
      if (!bundle) return fail('Broken', { what: 'there is no bundle of webhook' });
      putBeside(bundle, manifestFile, manifestText);
      if (directory) putBeside(bundle, peopleFile, peopleText);
      new Webhook(this, 'Webhook', {
        bundle,
        statements: grantsOf('starter', hooked, places, directory),
        environment: {
          ...environment,
          REBOUND_MANIFESTS: `./${manifestFile}`,
          ...(directory ? { REBOUND_PEOPLE: `./${peopleFile}` } : {}),
        },
        topic: history.topic,
      });
    }
    if (hasVoices(directory)) {
      const bundle = bundles.find(({ name }) => name === 'voices');
      if (!bundle) return fail('Broken', { what: 'there is no bundle of voices' });
      putBeside(bundle, manifestFile, manifestText);
      putBeside(bundle, peopleFile, peopleText);
      new Voices(this, 'Voices', {
        bundle,
        statements: voicesStatements(directory, manifests, places),
        environment: {
          ...environment,
          REBOUND_MANIFESTS: `./${manifestFile}`,
          REBOUND_PEOPLE: `./${peopleFile}`,
        },
        topic: history.topic,
      });
    }
    const scheduled = manifests.filter(({ schedules = [] }) => schedules.length > 0);
    if (scheduled.length > 0)
      new Schedules(this, 'Schedules', { manifests: scheduled, starter: named('starter'), deadLetters });
    Tags.of(this).add('app', 'rebound');
  }
}

/** A template has at most 1 MB (CloudFormation quotas), and ARNs make definitions longer in it: about twenty runbooks fit. */
const definitionsLengthMax = 400_000;

/** Where definitions are written that would not fit into the template; undefined when they do. */
function definitionsFolder({ runbooks }: Deployment, [bundle]: Bundle[]): string | undefined {
  const sizes = runbooks.map(({ definition }) => JSON.stringify(definition).length);
  const fit = sizes.reduce((sum, size) => sum + size, 0) <= definitionsLengthMax;
  return fit || !bundle ? undefined : join(bundle.file, '../../definitions');
}

/** Alarms of all triggers, each once, sorted. */
export function alarmsOf(deployment: Deployment): string[] {
  const all = deployment.runbooks.flatMap(({ manifest }) => manifest.triggers.map(({ alarm }) => alarm));
  return [...new Set(all)].sort();
}

/** `step-check-cluster` → `StepCheckCluster`. For our own functions: of runbooks' names two may become one. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A proof that a deployed function keeps says of which code it is. */
function withCode(manifest: Manifest, code: Record<string, string> | undefined): Manifest {
  return code ? { ...manifest, code } : manifest;
}
