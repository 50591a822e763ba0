import type { WireAnswer, WireRequest } from '../model/transport.ts';
import { bodyText, xml } from './answer.ts';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS: GetCallerIdentity, by GET or POST. */
export function answerSts(account: string, request: WireRequest): WireAnswer {
  const form = new URLSearchParams(
    request.method === 'GET' ? new URL(request.url).search : bodyText(request),
  );
  if (form.get('Action') !== 'GetCallerIdentity')
    return xml(
      400,
      `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>the sandbox does not serve this action</Message></Error></ErrorResponse>`,
    );
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="${namespace}"><GetCallerIdentityResult><Arn>arn:aws:sts::${account}:assumed-role/rebound-sandbox/rebound</Arn><UserId>AROAIOSFODNN7EXAMPLE:rebound</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
}
