import type { Directory } from '../model/people.ts';
import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { uidOf } from './chance.ts';
import { bodyText, escapeXml, xml } from './answer.ts';
import { isDown, personAt, type Taken, take } from './messages.ts';
import type { ChannelMessage, World } from './world.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** SNS: Publish to a topic or a phone. What is published is kept; who is subscribed is modelled for the phones and topics of people.yaml only. */
export function answerSns(world: World, request: WireRequest, now: number, directory?: Directory): Taken {
  const form = new URLSearchParams(bodyText(request));
  const topicArn = form.get('TopicArn') ?? '';
  const message = form.get('Message') ?? '';
  const subject = form.get('Subject') ?? '';
  const phone = form.get('PhoneNumber');
  if (form.get('Action') !== 'Publish')
    return { world, answer: failure('InvalidAction', 'the sandbox does not serve this action') };
  if (phone === null && !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(topicArn))
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: TopicArn') };
  if (phone !== null && (form.has('TopicArn') || !/^\+[1-9]\d{1,14}$/.test(phone)))
    return {
      world,
      answer: failure(
        'InvalidParameter',
        `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
      ),
    };
  if (message === '')
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: Empty message') };
  if (Buffer.byteLength(message) > 256 * 1024 || (phone !== null && message.length > 1600))
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: Message too long') };
  if (form.has('Subject') && !/^[\x20-\x7e]{1,100}$/.test(subject))
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: Subject') };
  const attributes = attributesIn(form);
  if (!attributes)
    return { world, answer: failure('ParameterValueInvalid', 'The message attributes are not valid') };
  const channel = phone === null ? ('mail' as const) : ('sms' as const);
  const to = phone ?? topicArn;
  const person = personAt(directory, channel, to, attributes.get('for'));
  const id = uidOf(`${world.seed} sns ${world.published.length + world.messages.length + 1}`);
  const answer = published(id);
  // The last resort, and whatever else is nobody's own, is a topic and no channel.
  if (phone === null && person === undefined) {
    const kept = [...world.published, { topicArn, subject, message, at: now }];
    return { world: { ...world, published: kept }, answer };
  }
  if (isDown(world, channel)) return { world, answer: failure('InternalFailure', 'Internal failure', 500) };
  return { ...take(world, messageOf(channel, id, to, person, subject, message, attributes, now)), answer };
}

function messageOf(
  channel: 'mail' | 'sms',
  id: string,
  to: string,
  person: string | undefined,
  subject: string,
  text: string,
  attributes: ReadonlyMap<string, string>,
  at: number,
): ChannelMessage {
  const run = attributes.get('run');
  const ask = attributes.get('ask');
  const key = attributes.get('key');
  return {
    channel,
    id,
    to,
    ...(person === undefined ? {} : { person }),
    title: subject === '' ? text : subject,
    text,
    ...(run === undefined ? {} : { run }),
    ...(ask === undefined ? {} : { ask }),
    ...(key === undefined ? {} : { key }),
    at,
  };
}

/** Names and texts; undefined when SNS would refuse them. Source: Amazon SNS, Message attributes. */
function attributesIn(form: URLSearchParams): Map<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (let n = 1; form.has(`MessageAttributes.entry.${n}.Name`); n += 1) {
    const at = `MessageAttributes.entry.${n}`;
    const name = form.get(`${at}.Name`) ?? '';
    const value = form.get(`${at}.Value.StringValue`) ?? '';
    const fits = /^[A-Za-z0-9_.-]{1,256}$/.test(name) && !/^\.|\.$|\.\./.test(name) && value !== '';
    const known = !/^(AWS|Amazon)\./i.test(name) || name.startsWith('AWS.SNS.SMS.');
    if (!fits || !known || form.get(`${at}.Value.DataType`) !== 'String') return undefined;
    if (name === 'AWS.SNS.SMS.SMSType' && !['Promotional', 'Transactional'].includes(value)) return undefined;
    attributes.set(name, value);
  }
  return attributes;
}

function published(id: string): WireAnswer {
  return xml(
    200,
    `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`,
  );
}

function failure(code: string, message: string, status = 400): WireAnswer {
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return xml(
    status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  );
}
