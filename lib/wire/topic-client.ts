import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsConfig, wrapAwsError } from './aws.ts';
import { subjectOf } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import type { Topic } from './topic.ts';

export function makeTopic(surroundings: Surroundings): Topic {
  const { topicArn } = surroundings;
  const region = topicArn.split(':')[3] || surroundings.region;
  const client = new SNSClient(awsConfig({ ...surroundings, region }, 'sns'));
  return {
    async publish(subject, message) {
      const Subject = subjectOf(subject);
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: message }));
      } catch (error) {
        throw wrapAwsError(error, { action: 'sns:Publish', on: topicArn });
      }
    },
  };
}
