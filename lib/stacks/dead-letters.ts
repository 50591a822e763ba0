import { Duration } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tellWhenSome } from './tell-when.ts';

export interface DeadLettersProps {
  queueName: string;
  alarmName: string;
  topic: Topic;
}

/** Events that could not be handled, for as long as SQS keeps them, and an alarm while there are some. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { queueName, alarmName, topic }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      enforceSSL: true,
      // The default is four days: less than a long weekend.
      retentionPeriod: Duration.days(14),
    });
    tellWhenSome(this, 'Undelivered', {
      alarmName,
      alarmDescription: `An alarm may not have started its runbook: see the queue ${queueName}, start what is needed by hand, then empty it`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      topic,
    });
  }
}
