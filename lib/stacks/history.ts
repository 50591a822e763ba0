import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Of the topic of last resort. */
export const topicName = 'rebound-people';

export interface HistoryProps {
  /** Who is told by mail what no pager could tell. */
  emails: string[];
}

/** What outlives every deployment: the history table, the evidence beside it, and the topic of last resort. */
export class History extends Construct {
  readonly table: Table;
  readonly evidence: Bucket;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: HistoryProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: 'rebound',
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Only what says that a request was here before, and counts of what was turned away, have an end.
      timeToLiveAttribute: 'expires',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.evidence = new Bucket(this, 'Evidence', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Without a policy or a key of its own, so that CloudWatch's alarms of this account may publish, too.
    this.topic = new Topic(this, 'People', { topicName });
    for (const email of props.emails) this.topic.addSubscription(new EmailSubscription(email));
  }
}
