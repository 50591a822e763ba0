import { callsOf, faultySystems, neverShown } from '../../model/given-fault.ts';
import { channelKinds } from '../../model/people.ts';
import { about, fields, given, has, type JsonSchema, refuses } from './json-schema.ts';
import { outcome, people } from './people.ts';
import { duration, inputValues, oneOf, text, truth, wholeNumber } from './values.ts';

const systemLines: Record<(typeof faultySystems)[number], string> = {
  eks: 'Amazon EKS.',
  sts: 'AWS STS.',
  kubernetes: 'The API of any cluster.',
  s3: 'Amazon S3.',
  secretsmanager: 'AWS Secrets Manager.',
  ssm: 'Parameter Store.',
  sns: 'Amazon SNS.',
  pager: 'The pager.',
  slack: 'Slack.',
  pagerduty: 'PagerDuty.',
  webhook: 'A webhook of people.',
};

const cluster = fields('What is different of this cluster.', {
  state: oneOf('The cluster itself; `active` by default.', {
    active: 'It is there.',
    updating: 'It is being changed.',
    gone: 'It does not exist any more.',
  }),
  api: oneOf('Its API; `healthy` by default.', {
    healthy: 'It answers.',
    unreachable: 'EKS knows the cluster, but its API does not answer.',
    denied: 'It answers, and refuses us.',
  }),
  namespaces: {
    ...about('Namespaces by name.'),
    type: 'object',
    additionalProperties: oneOf('The namespace.', {
      healthy: 'Everything runs.',
      deleted: 'It is gone, with all that was in it.',
      degraded: 'Deployments lack replicas.',
    }),
  },
  back: duration(
    'After how long it is there again and its API answers: it was mended, or built again.',
    '40m',
  ),
});

const backup = fields(
  'A backup that there is.',
  {
    namespace: text('The namespace that it holds.'),
    cluster: text('The cluster that it is of; without it any.'),
    age: duration('How old it is.', '3h'),
    phase: oneOf('What Velero says of it; `Completed` by default.', {
      Completed: 'It is whole.',
      PartiallyFailed: 'Some of it is missing.',
      Failed: 'It is no use.',
      InProgress: 'It is being made.',
      Deleting: 'It is being deleted.',
      Expired: 'Its time is over.',
    }),
  },
  ['namespace', 'age'],
);

const faultFields = fields(
  'Calls of a system that fail.',
  {
    system: oneOf('The system.', Object.fromEntries(faultySystems.map((name) => [name, systemLines[name]]))),
    does: oneOf('What is wrong with them.', {
      'request-lost': 'They never arrive.',
      'answer-lost': 'They are done, and the answer is lost.',
      throttled: 'They are too many.',
      'server-error': 'Something is wrong over there.',
      refused: 'We may not.',
      'not-found': 'What they name is not there.',
      malformed: 'The answer is none.',
      slow: 'They take ten seconds.',
    }),
    operation: text(
      'Only these: the operation as its API names it, or the HTTP method.',
      'DescribeCluster',
      'GET',
    ),
    nth: wholeNumber('The how-many-eth of them, from 1; without it all.', 1, 10_000),
    from: duration('From so long after the beginning; without it from the beginning.', '2m'),
    to: duration('Until so long after the beginning.', '10m'),
  },
  ['system', 'does'],
);

/** A call, or a stretch of time; and of each system what it has. */
const fault: JsonSchema = {
  ...faultFields,
  allOf: [
    given(
      has('nth'),
      refuses(['from', 'to'], 'found "nth" and this in one fault: it is a call, or a stretch of time'),
    ),
    ...faultySystems.map((system) =>
      given(
        { ...has('system'), properties: { system: { const: system } } },
        {
          properties: {
            operation: { ...about('The operation, or the HTTP method.'), enum: [...callsOf[system]] },
            ...(neverShown[system]
              ? { does: { ...about('What is wrong with them.'), not: { enum: [...neverShown[system]] } } }
              : {}),
          },
        },
      ),
    ),
  ],
};

const world = fields('The world where it differs from a healthy one.', {
  clusters: {
    ...about('Clusters of rebound.yaml by name.'),
    type: 'object',
    additionalProperties: cluster,
  },
  backups: {
    ...about('The backups that there are. A namespace of which none is given has its nightly ones.'),
    type: 'array',
    minItems: 1,
    items: backup,
  },
  storage: oneOf('Where backups are kept; `available` by default.', {
    available: 'Backups can be read.',
    unavailable: 'They cannot.',
  }),
  pagers: oneOf('`up` by default.', { up: 'Pages arrive.', down: 'Nobody can be paged.' }),
  channels: fields(
    'Channels that are down or silent, one by one.',
    Object.fromEntries(
      channelKinds.map((kind) => [
        kind,
        oneOf('`up` by default.', {
          up: 'It takes messages.',
          down: 'It takes none.',
          silent: 'It takes them, and nobody gets them.',
        }),
      ]),
    ),
  ),
  faults: {
    ...about('Calls that fail: one, those of a stretch of time, or all.'),
    type: 'array',
    items: fault,
  },
  secrets: {
    ...about('Secrets by name. There are no others.'),
    type: 'object',
    additionalProperties: text('The value.'),
  },
});

const rehearsal: JsonSchema = {
  ...fields(
    'A run in the simulated world, and what has to come out.',
    {
      name: text('What happens in it. Unique in the runbook.', 'namespace deleted by mistake'),
      given: world,
      alarm: text('The alarm that starts it, by the name that a trigger has; the trigger gives the inputs.'),
      inputs: inputValues('The inputs that the run is started with, by name.'),
      people,
      expect: {
        ...fields('What has to come out.', {
          outcome,
          within: duration('By when, at the latest.', '30m'),
          asked: {
            ...about('Everybody who is asked, and nobody else.'),
            type: 'array',
            items: text('A person or a group.'),
          },
          unchanged: truth('`true`: nothing outside is changed.'),
        }),
        minProperties: 1,
      },
    },
    ['name', 'expect'],
  ),
  allOf: [
    given(
      has('alarm'),
      refuses(['inputs'], 'found "alarm" and "inputs" in one rehearsal: the alarm\'s trigger has the inputs'),
    ),
  ],
};

/** `rehearsals` of a runbook. */
export const rehearsals: JsonSchema = {
  ...about(
    'Runs in the simulated world, each with what has to come out: they prove the runbook before it is needed.',
  ),
  type: 'array',
  items: rehearsal,
  defaultSnippets: [
    {
      label: 'rehearsal',
      description: 'A run in the simulated world, and what has to come out',
      body: {
        name: '${1:namespace deleted by mistake}',
        given:
          '{ clusters: { ${2:prod-blue}: { namespaces: { ${3:payments}: ${4|deleted,degraded,healthy|} } } } }',
        inputs: '{ cluster: $2, namespace: $3 }',
        people: '{ ${5:platform-leads}: ${6:approve after 4m} }',
        expect: '{ outcome: ${7:recovered}, within: ${8:30m} }',
      },
    },
    {
      label: 'rehearsal of an alarm',
      description: 'A run that one of the triggers starts',
      body: {
        name: '${1:the alarm was wrong}',
        alarm: '${2:payments-namespace-gone}',
        expect: '{ outcome: ${3:nothing-to-do}, within: ${4:5m}, unchanged: true }',
      },
    },
  ],
};
