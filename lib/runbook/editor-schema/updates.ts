import { about, fields, type JsonSchema } from './json-schema.ts';
import { duration, text } from './values.ts';

/** `updates` of a runbook. */
export const updates: JsonSchema = {
  ...fields(
    'How people who are not asked hear how it stands: a draft made of facts, so often, to these. What the public reads is sent by a person.',
    {
      every: duration('How often; a minute or more.', '30m'),
      to: {
        ...about('Who hears it: audiences of rebound.yaml, people, groups.'),
        type: 'array',
        minItems: 1,
        items: text('An audience, a person or a group.', 'payments-status'),
      },
      by: text(
        'The person or group that sends what is public; without it the commander of the run, and until there is one its owner.',
        'comms',
      ),
    },
    ['every', 'to'],
  ),
  defaultSnippets: [
    {
      label: 'updates',
      description: 'Every half hour, to an audience',
      body: { every: '${1:30m}', to: ['${2:payments-status}'] },
    },
  ],
};
