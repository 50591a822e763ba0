import { about, type JsonSchema } from './json-schema.ts';
import { matching, text } from './values.ts';

/** What may stand behind each channel: `slack` of a person is a member, of an audience a channel. */
export const addresses = {
  pagerduty: text('A service of `channels.pagerduty` in rebound.yaml.', 'platform'),
  sms: {
    ...about('A number with its country, in quotes.'),
    type: ['string', 'integer'],
    pattern: '^\\+[1-9]\\d{6,14}$',
    errorMessage: 'expected a number with its country, such as "+34600000001"',
    examples: ['+34600000001'],
  },
  mail: matching(
    'The ARN of an SNS topic that sends mail.',
    '^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}$',
    'the ARN of an SNS topic',
    'arn:aws:sns:eu-central-1:111122223333:mail-ana',
  ),
  webhook: text('A webhook of `channels.webhooks` in rebound.yaml.', 'bot'),
} satisfies Record<string, JsonSchema>;

export const slackMember = matching(
  'The id of a member of Slack, from their profile.',
  '^[UW][A-Z0-9]{2,30}$',
  'the id of a Slack member, such as U01ANA',
  'U01ANA',
);
export const slackChannel = matching(
  'The id of a channel of Slack, from its details.',
  '^C[A-Z0-9]{2,30}$',
  'the id of a Slack channel, such as C0STATUS',
  'C0STATUS',
);

/** A name that is typed at night. */
export const names: JsonSchema = {
  pattern: '^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$',
  errorMessage: 'expected small letters, digits and -, such as "platform-leads"',
  doNotSuggest: true,
};
