import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

interface Told {
  alarmName: string;
  alarmDescription: string;
  metric: IMetric;
  topic: Topic;
}

/** Tells people once the metric is 1 or more. Most of these are sent only when there is something to count: no data is good. */
export function tellWhenSome(scope: Construct, id: string, { topic, ...alarm }: Told): void {
  new Alarm(scope, id, {
    ...alarm,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(topic));
}

/** Tells people once the metric is below 1: also when it is not sent any more. */
export function tellWhenNone(scope: Construct, id: string, { topic, ...alarm }: Told): void {
  new Alarm(scope, id, {
    ...alarm,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  }).addAlarmAction(new SnsAction(topic));
}
