import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { dirname } from 'node:path';
import type { Bundle } from './bundle.ts';
import { type Grant, logStatement, policyOf } from './statements.ts';

export interface FunctionProps {
  bundle: Bundle;
  /** Exactly what its role may do, besides its own log and its dead letters. */
  statements: Grant[];
  environment: Record<string, string>;
  /** For functions that events call; undefined for those that the state machine calls, or a request. */
  fromEvents: FromEvents | undefined;
  /** How many of it may run at once; by default as many as the account has. */
  concurrentMax?: number;
}

/** How Lambda handles an event that the function failed on. */
export interface FromEvents {
  retryAttempts: number;
  maxEventAge: Duration;
  /** Where it goes in the end; without, it is dropped. */
  deadLetters?: Queue;
}

/** `open-run` → `rebound-open-run` */
export const functionName = (name: string): string => `rebound-${name}`;

/** One deployed function with a role and a log of its own. */
export class OneFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    const { bundle, fromEvents } = props;
    const { deadLetters, ...tried } = fromEvents ?? {};
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/rebound/${bundle.name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', {
      roleName: `rebound-${bundle.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        declared: policyOf(props.statements),
        service: policyOf([
          logStatement(logGroup.logGroupArn),
          ...(deadLetters ? [{ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }] : []),
        ]),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: functionName(bundle.name),
      code: Code.fromAsset(dirname(bundle.file)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(60),
      environment: props.environment,
      logGroup,
      // Nothing may add to what is declared.
      role: role.withoutPolicyUpdates(),
      ...tried,
      ...(props.concurrentMax === undefined ? {} : { reservedConcurrentExecutions: props.concurrentMax }),
      ...(deadLetters ? { deadLetterQueue: deadLetters } : {}),
    });
  }
}
