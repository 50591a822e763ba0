import { addresses, names, slackChannel } from './addresses.ts';
import { about, fields, type JsonSchema } from './json-schema.ts';
import { matching, oneOf, truth } from './values.ts';

const reference = (markdown: string, example: string): JsonSchema =>
  matching(
    `${markdown} Not the secret itself: \`secret:rebound-channels/NAME#key\` of Secrets Manager, \`parameter:/rebound-channels/NAME\` of Parameter Store, or \`env:NAME\` on your own machine.`,
    '^(?:secret:(?:arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:)?rebound-channels/|parameter:/rebound-channels/|env:)\\S+$',
    'where it is kept, such as secret:rebound-channels/slack#token',
    example,
  );
const byName = (markdown: string, additionalProperties: JsonSchema): JsonSchema => ({
  ...about(markdown),
  type: 'object',
  propertyNames: names,
  additionalProperties,
});

/** `channels` of rebound.yaml. */
export const channels: JsonSchema = fields(
  'Through what people are reached. Nothing secret stands here, only where it is kept.',
  {
    slack: fields(
      'Slack.',
      {
        token: reference('The token of the bot.', 'secret:rebound-channels/slack#token'),
        signing_secret: reference(
          'With it Slack signs what it sends to us.',
          'secret:rebound-channels/slack#signing_secret',
        ),
        rooms: truth('`true`: each run that changes something gets a channel, whose messages are its notes.'),
      },
      ['token'],
    ),
    pagerduty: fields('PagerDuty.', {
      services: byName(
        'Services by name: people name them as their channel.',
        fields(
          'A service with an integration of Events API v2.',
          { routing_key: reference('The integration key.', 'secret:rebound-channels/pagerduty#platform') },
          ['routing_key'],
        ),
      ),
      api_token: reference(
        'The token of the REST API: schedules.',
        'secret:rebound-channels/pagerduty#api_token',
      ),
      webhook_secret: reference(
        'With it PagerDuty signs what it sends to us.',
        'secret:rebound-channels/pagerduty#webhook_secret',
      ),
      region: oneOf('The account’s service region; left out, it is `us`.', {
        us: 'Its address ends with `.pagerduty.com`.',
        eu: 'Its address ends with `.eu.pagerduty.com`.',
      }),
    }),
    webhooks: byName(
      'Other systems that pass messages on, by name.',
      fields(
        'An address that takes signed JSON.',
        {
          url: matching(
            'Where it is.',
            '^https://[^@]+$',
            'an address such as https://bot.example.com/rebound',
          ),
          secret: reference('With it we sign what we send.', 'secret:rebound-channels/bot'),
        },
        ['url', 'secret'],
      ),
    ),
    audiences: byName('Places that are told without being asked, by name.', {
      ...fields('One address, and whether the public reads it.', {
        slack: slackChannel,
        ...addresses,
        public: truth('`true`: the public reads it, so a person sends what goes there.'),
      }),
    }),
  },
);
