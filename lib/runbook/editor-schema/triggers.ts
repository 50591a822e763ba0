import { about, fields, given, has, type JsonSchema, refuses } from './json-schema.ts';
import { inputValues, matching, oneOf, text } from './values.ts';

const inputs = inputValues(
  'The inputs that it starts the runbook with, by name. Nothing of them comes from the event.',
);

const kinds = {
  alarm: matching(
    'A CloudWatch alarm that starts a real run: its name (account and Region are those of `alarms` in rebound.yaml), or its ARN. What it starts only reads until a person says yes.',
    '^(?:arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\\d{12}:alarm:.+|(?!arn:)[^:*?]{1,255})$',
    'the name of a CloudWatch alarm, or its ARN',
    'payments-namespace-gone',
  ),
  webhook: {
    ...about(
      'An event of Alertmanager or another system that has all of these labels: it starts a real run.',
    ),
    type: 'object',
    minProperties: 1,
    additionalProperties: text('What the label has to be.'),
    defaultSnippets: [
      { label: 'labels', description: 'Labels of an alert', body: { alertname: '${1:KubeNamespaceGone}' } },
    ],
  },
  schedule: matching(
    'When to run, in the words of EventBridge, UTC. It is a dry-run, or a drill.',
    '^(?:cron|rate)\\(.+\\)$',
    'a schedule such as cron(0 6 ? * MON *) or rate(7 days)',
    'cron(0 6 ? * MON *)',
    'rate(7 days)',
  ),
} satisfies Record<string, JsonSchema>;

const mode = oneOf('What a schedule starts; `dry-run` by default.', {
  'dry-run': 'Every step plans, read-only, in the real world.',
  drill: 'Everything is done, on a target that is for drills.',
});

const names = Object.keys(kinds);

/** `triggers` of a runbook. */
export const triggers: JsonSchema = {
  ...about('What starts this runbook by itself: alarms, webhooks, schedules.'),
  type: 'array',
  items: {
    ...fields('What starts this runbook.', { ...kinds, mode, inputs }),
    anyOf: names.map((name) => ({ required: [name] })),
    allOf: names.map((name) => {
      const takes = name === 'schedule' ? ['mode', 'inputs'] : ['inputs'];
      const others = [...names, 'mode'].filter((other) => other !== name && !takes.includes(other));
      return given(
        has(name),
        refuses(others, `a trigger with "${name}" takes ${takes.join(' and ')} beside it`),
      );
    }),
  },
  defaultSnippets: [
    {
      label: 'alarm',
      description: 'A CloudWatch alarm',
      body: {
        alarm: '${1:payments-namespace-gone}',
        inputs: '{ cluster: ${2:prod-blue}, namespace: ${3:payments} }',
      },
    },
    {
      label: 'schedule',
      description: 'A dry-run every Monday',
      body: {
        schedule: '${1:cron(0 6 ? * MON *)}',
        inputs: '{ cluster: ${2:prod-blue}, namespace: ${3:payments} }',
      },
    },
  ],
};
