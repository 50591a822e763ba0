import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { uidOf } from './chance.ts';
import { bodyText, escapeXml, xml } from './answer.ts';
import type { World } from './world.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** SNS: Publish. What is published is kept; who is subscribed is not modelled. */
export function answerSns(
  world: World,
  request: WireRequest,
  now: number,
): { world: World; answer: WireAnswer } {
  const form = new URLSearchParams(bodyText(request));
  const topicArn = form.get('TopicArn') ?? '';
  const message = form.get('Message') ?? '';
  const subject = form.get('Subject') ?? '';
  if (form.get('Action') !== 'Publish')
    return { world, answer: failure('InvalidAction', 'the sandbox does not serve this action') };
  if (!/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(topicArn))
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: TopicArn') };
  if (message === '')
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: Empty message') };
  if (form.has('Subject') && !/^[\x20-\x7e]{1,100}$/.test(subject))
    return { world, answer: failure('InvalidParameter', 'Invalid parameter: Subject') };
  const published = [...world.published, { topicArn, subject, message, at: now }];
  const id = uidOf(`${world.seed} sns ${published.length}`);
  const answer = xml(
    200,
    `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`,
  );
  return { world: { ...world, published }, answer };
}

function failure(code: string, message: string): WireAnswer {
  return xml(
    400,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  );
}
