import { about, fields, type JsonSchema } from './json-schema.ts';
import { channels } from './channels.ts';
import { account, oneOf, region, truth, wholeNumber } from './values.ts';

const names = (pattern: string, what: string): JsonSchema => ({
  pattern,
  errorMessage: `expected ${what}`,
  doNotSuggest: true,
});

/** A thing of the estate; with nothing behind its name, it has the defaults of the file. */
function oneThing(markdown: string, properties: Record<string, JsonSchema>): JsonSchema {
  return { ...fields(markdown, { account, region, ...properties }), type: ['object', 'null'] };
}

const drill = truth('`true`: drills may restore into it; `false` by default.');

const cluster = oneThing(
  'A cluster of EKS; account and Region are those of the file unless it says others.',
  {
    arn: { ...about('Its ARN; it follows from name, account and Region.'), type: 'string' },
    endpoint: oneOf('How its API is reached; `public` by default.', {
      public: 'Over the internet.',
      private: 'From within its VPC only.',
    }),
    drill,
  },
);

/** The editor's schema of rebound.yaml. */
export function estateSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...fields('What is true of the estate, whatever the runbook.', {
      account: { ...account, ...about('The AWS account; the default of everything below.') },
      region: { ...region, ...about('The home Region; the default of everything below.') },
      recovery_region: {
        ...region,
        ...about('The Region where the lock and the history live: not where the clusters are.'),
      },
      clusters: {
        ...about('Clusters by their names in EKS.'),
        type: 'object',
        propertyNames: names(
          '^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$',
          "a cluster's name: letters, digits, - and _, at most 100",
        ),
        additionalProperties: cluster,
      },
      databases: {
        ...about('Databases by their names in RDS.'),
        type: 'object',
        propertyNames: names(
          '^[A-Za-z][A-Za-z0-9-]{0,62}$',
          "a database's name: letters, digits and -, at most 63",
        ),
        additionalProperties: oneThing('A database of RDS.', { drill }),
      },
      alarms: fields('Where the alarms are; account and Region of the file unless it says others.', {
        account,
        region,
      }),
      changing_runs_max: wholeNumber(
        'How many runs that change something may go on at once: 1 to 100, by default 3.',
        1,
        100,
      ),
      unproven: oneOf(
        'What starting a real run does when nothing real has proven its runbook; `warn` by default. What an alarm starts is never kept from looking.',
        { warn: 'It says so, and starts.', block: 'A person cannot start it.' },
      ),
      channels,
    }),
    allOf: [{ required: ['account', 'region', 'recovery_region'] }],
  };
}
