import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsConfig, wrapAwsError } from './aws.ts';
import type { Surroundings } from './surroundings.ts';
import type { Topic } from './topic.ts';

/** SNS takes subjects of less than 100 characters, ASCII, without line breaks. Source: Publish, API reference. */
const subjectLengthMax = 99;

export function makeTopic(surroundings: Surroundings): Topic {
  const { topicArn } = surroundings;
  const region = topicArn.split(':')[3] || surroundings.region;
  const client = new SNSClient(awsConfig({ ...surroundings, region }, 'sns'));
  return {
    async publish(subject, message) {
      const Subject = asciiLine(subject);
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: message }));
      } catch (error) {
        throw wrapAwsError(error, { action: 'sns:Publish', on: topicArn });
      }
    },
  };
}

function asciiLine(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim();
  return line.slice(0, subjectLengthMax) || 'Rebound';
}
