import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Statement } from '../model/permission.ts';

/** What is allowed: on these resources, or on all but those, where what is meant has no ARN. */
export type Grant = Statement | { actions: string[]; notResources: string[] };

/** Statements as a policy: allowed, and nothing added. */
export function policyOf(statements: readonly Grant[]): PolicyDocument {
  return new PolicyDocument({ statements: statements.map((one) => new PolicyStatement(one)) });
}

/** To write its own log; the group exists already. */
export function logStatement(logGroupArn: string): Statement {
  return { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] };
}

/**
 * What Step Functions needs for its log and for X-Ray. Neither service knows resources for these actions
 * (docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, .../xray-iam.html).
 */
export const machineServices: Statement[] = [
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
  },
  {
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resources: ['*'],
  },
];
