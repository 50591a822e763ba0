import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { fail } from '../model/errors.ts';
import { awsConfig, wrapAwsError } from './aws.ts';
import type { Message } from './channels.ts';
import { messageLines } from './notification-text.ts';
import { cutTo, oneLine } from './shown-text.ts';
import { smsText } from './sms-text.ts';
import { subjectOf } from './subject.ts';
import type { Surroundings } from './surroundings.ts';

/** A message of SNS has at most 256 KiB, with its attributes. Source: Publish, API reference. */
const mailLengthMax = 60_000;

export interface Phone {
  /** An SMS to a number in E.164. Gives back the id of the message. */
  sms: (number: string, message: Message) => Promise<string>;
  /** A mail through a topic of SNS that mails to one person; its ARN. */
  mail: (topic: string, message: Message) => Promise<string>;
}

/**
 * SMS and mail by SNS. Accepted is what it says: whether a phone is on, or a subscription confirmed, SNS does not tell. Attributes say what
 * the message is of; a phone does not show them, and subscribers can filter by them. SNS knows no repeats: what is sent again because its
 * answer was lost arrives twice.
 */
export function makePhone(surroundings: Surroundings): Phone {
  const { clock } = surroundings;
  const clients = new Map<string, SNSClient>();
  function clientOf(region: string): SNSClient {
    const client = clients.get(region) ?? new SNSClient(awsConfig({ ...surroundings, region }, 'sns'));
    clients.set(region, client);
    return client;
  }
  async function publish(region: string, command: PublishCommand, on: string): Promise<string> {
    const { MessageId } = await clientOf(region)
      .send(command)
      .catch((error: unknown) => {
        throw wrapAwsError(error, { action: 'sns:Publish', on });
      });
    return (
      MessageId ??
      fail('Malformed', { what: `sns:Publish on ${on} was answered without the id of the message` })
    );
  }
  return {
    async sms(number, message) {
      const command = new PublishCommand({
        PhoneNumber: number,
        Message: smsText(message, clock.now()),
        MessageAttributes: {
          // What is asked at night comes before advertisements. Source: Amazon SNS, Publishing to a mobile phone, SMSType.
          'AWS.SNS.SMS.SMSType': text('Transactional'),
          ...attributesOf(message),
        },
      });
      return publish(surroundings.region, command, `the phone of ${message.to}`);
    },
    async mail(topic, message) {
      const region = topic.split(':')[3] || surroundings.region;
      const target = message.target ? ` (${message.target})` : '';
      const command = new PublishCommand({
        TopicArn: topic,
        Subject: subjectOf(`${message.alarming ? '!! ' : ''}${message.title}${target}`),
        Message: cutTo(messageLines(message, clock.now()).join('\n'), mailLengthMax),
        MessageAttributes: attributesOf(message),
      });
      return publish(region, command, topic);
    },
  };
}

function attributesOf({ run, to, key, question }: Message): Record<string, MessageAttributeValue> {
  return {
    run: text(run),
    for: text(to),
    key: text(key),
    ...(question ? { ask: text(question.ask) } : {}),
  };
}

/** Values of attributes may not be empty. */
function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: oneLine(value).slice(0, 512) || '-' };
}
