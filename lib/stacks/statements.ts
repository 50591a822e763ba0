import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Statement } from '../model/permission.ts';

/** Statements as a policy: allowed, and nothing added. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return new PolicyDocument({
    statements: statements.map(({ actions, resources }) => new PolicyStatement({ actions, resources })),
  });
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
