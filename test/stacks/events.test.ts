import { describe, expect, test } from '@jest/globals';
import {
  account,
  all,
  deployment,
  forwarding,
  names,
  only,
  places,
  plain,
  propertiesOf,
  region,
} from './shipped-template.ts';

describe('what starts by itself', () => {
  const rule = (description: RegExp) =>
    all('AWS::Events::Rule').find(({ Properties }) => description.test(String(Properties['Description'])))
      ?.Properties ?? {};
  const payments = `arn:aws:cloudwatch:eu-west-1:${account}:alarm:payments-namespace-gone`;

  test('alarms of triggers, in ALARM, from whatever state', () => {
    expect(rule(/alarm of a trigger/)['EventPattern']).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: expect.arrayContaining([payments]),
      detail: { state: { value: ['ALARM'] } },
    });
    const [target] = (rule(/alarm of a trigger/)['Targets'] ?? []) as Record<string, unknown>[];
    expect(JSON.stringify(target?.['Arn'])).toContain('Starter');
    expect(target).toHaveProperty('DeadLetterConfig');
  });

  test('alarms of another Region are handed over from there', () => {
    const [forward] = all('AWS::Events::Rule', forwarding);
    expect(forward?.Properties).toMatchObject({
      EventPattern: { resources: expect.arrayContaining([payments]) },
      Targets: [{ Arn: `arn:aws:events:${region}:${account}:event-bus/default` }],
    });
  });

  test('the janitor, every minute and when an execution ends', () => {
    const every = all('AWS::Events::Rule').find(
      ({ Properties }) => Properties['ScheduleExpression'] === 'rate(1 minute)',
    );
    expect(JSON.stringify(every?.Properties['Targets'])).toContain('Janitor');
    expect(rule(/execution ended/)['EventPattern']).toMatchObject({
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [{ prefix: places.stateMachine('') }],
      },
    });
  });

  test('an event that the starter fails on is tried again, kept for two weeks, and told', () => {
    const config = (part: string) =>
      all('AWS::Lambda::EventInvokeConfig').find(({ Properties }) =>
        JSON.stringify(Properties['FunctionName']).includes(part),
      )?.Properties;
    expect(config('Starter')).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
    expect(propertiesOf('AWS::Lambda::Function', 'FunctionName', 'rebound-starter')).toHaveProperty(
      'DeadLetterConfig',
    );
    expect(only('AWS::SQS::Queue').Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
    const alarm = propertiesOf('AWS::CloudWatch::Alarm', 'AlarmName', 'rebound-starter-failed');
    expect(plain(alarm)).toMatchObject({ MetricName: 'Errors', AlarmActions: ['<AWS::SNS::Topic>'] });
    // The next minute looks again: nothing of the janitor's is repeated, and nothing of it fills the queue.
    expect(config('Janitor')).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(propertiesOf('AWS::Lambda::Function', 'FunctionName', 'rebound-janitor')).not.toHaveProperty(
      'DeadLetterConfig',
    );
  });

  test('events that EventBridge cannot deliver to the starter may be put into the queue', () => {
    const policy = JSON.stringify(only('AWS::SQS::QueuePolicy').Properties);
    const [alarms] = all('AWS::Events::Rule').filter(({ Properties }) =>
      /alarm of a trigger/.test(String(Properties['Description'])),
    );
    expect(policy).toContain(alarms?.id);
  });

  test('what could not be delivered is told; a janitor that fails each time counts as one that stands still', () => {
    const alarm = (name: string) => propertiesOf('AWS::CloudWatch::Alarm', 'AlarmName', name);
    expect(plain(alarm('rebound-undelivered'))).toMatchObject({ AlarmActions: ['<AWS::SNS::Topic>'] });
    const heartbeat = alarm('rebound-janitor-heartbeat');
    expect(plain(heartbeat)).toMatchObject({
      AlarmActions: ['<AWS::SNS::Topic>'],
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(JSON.stringify(heartbeat['Metrics'])).toMatch(/invocations - FILL\(errors, 0\)/);
  });

  test('what cannot be handed over from another Region is kept and told there', () => {
    const [rule] = all('AWS::Events::Rule', forwarding);
    expect(rule?.Properties['Targets']).toEqual([
      expect.objectContaining({
        DeadLetterConfig: expect.anything(),
        RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 185 },
      }),
    ]);
    expect(all('AWS::CloudWatch::Alarm', forwarding)).toHaveLength(1);
    expect(all('AWS::SNS::Topic', forwarding)).toHaveLength(1);
    expect(JSON.stringify(all('AWS::SQS::QueuePolicy', forwarding))).toContain(rule?.id);
  });

  test('every log has an end, and stays when the stack goes', () => {
    for (const log of all('AWS::Logs::LogGroup')) {
      expect(log.Properties['RetentionInDays']).toBe(90);
      expect(log).toMatchObject({ DeletionPolicy: 'Retain' });
    }
    expect(all('AWS::Logs::LogGroup')).toHaveLength(names.length + deployment.runbooks.length);
  });
});
