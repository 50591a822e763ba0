import type { Behaviour } from './behaviour.ts';

/** How we know what the channels that reach people do. */
export const channelBehaviours = {
  slackApi: {
    source: 'documentation',
    what: 'methods, their arguments and errors, answered with 200 and `ok: false`; a repeated chat.postMessage shows the message twice',
    from: 'docs.slack.dev, reference of chat.postMessage, chat.update, conversations.open, .history, .create, .setTopic, .list',
  },
  slackBlocks: {
    source: 'documentation',
    what: 'limits of blocks, buttons and their confirmations',
    from: 'docs.slack.dev, Reference, Block Kit',
  },
  slackRates: {
    source: 'guess',
    what: 'messages are not throttled by their number',
    from: 'about one a second in a channel is allowed (docs.slack.dev, Rate limits), and a run sends fewer',
  },
  slackDown: {
    source: 'guess',
    what: 'a Slack that is down answers 503',
    from: 'its error service_unavailable',
  },
  pagerdutyEvents: {
    source: 'documentation',
    what: 'shape of events, 202 and 400; an alert is one for each dedup_key until it is resolved',
    from: 'PagerDuty/api-schema, reference/events-v2; Events API v2 overview',
  },
  pagerdutyWakes: {
    source: 'guess',
    what: 'the first event of an alert wakes the person that it names, a further one nobody anew, and nobody once it was acknowledged',
    from: "that nobody: Events API v2, Event Action Behavior; whom: really the service's escalation policy decides",
  },
  pagerdutyOnCalls: {
    source: 'documentation',
    what: 'shape and paging of GET /oncalls',
    from: 'PagerDuty/api-schema, reference/REST',
  },
  pagerdutySchedules: {
    source: 'guess',
    what: "whose group has the schedule is on call in it for a week each, by the calendar's weeks",
    from: 'nothing: a scenario does not say',
  },
  snsPhone: {
    source: 'documentation',
    what: 'Publish to a phone: E.164, at most 1600 characters, SMSType; accepted is not delivered, which is what `silent` plays; that it arrives is a guess',
    from: 'Amazon SNS, Publishing to a mobile phone; Message attributes',
  },
  parameters: {
    source: 'api-model',
    what: 'shape of GetParameter and its errors',
    from: 'ssm-2014-11-06.json',
  },
  webhooks: {
    source: 'guess',
    what: "people's own webhooks check signature and time, and know repeats by their key",
    from: 'our own description of them',
  },
} as const satisfies Record<string, Behaviour>;
