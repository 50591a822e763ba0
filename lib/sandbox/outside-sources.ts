import type { Behaviour } from './behaviour.ts';

/** How we know what our own services and the faults of a rehearsal do. */
export const outsideBehaviours = {
  dynamodbTable: {
    source: 'api-model',
    what: "shape of the table's operations and their errors; conditions and updates, as far as the history uses them",
    from: 'dynamodb-2012-08-10.json',
  },
  statesEngine: {
    source: 'recorded',
    what: 'how a state machine runs, state by state',
    from: 'recorded executions of Step Functions, replayed by the engine’s conformance tests',
  },
  statesApi: {
    source: 'api-model',
    what: 'shape of the operations and their errors',
    from: 'sfn-2016-11-23.json',
  },
  secrets: {
    source: 'api-model',
    what: 'shape of GetSecretValue and its errors',
    from: 'secrets-manager-2017-10-17.json',
  },
  faultAnswersAws: {
    source: 'api-model',
    what: 'names and statuses of what AWS says when it throttles, fails, refuses or does not find',
    from: 'the API models of the services; Amazon S3 API reference, Error responses',
  },
  faultAnswersKubernetes: {
    source: 'documentation',
    what: 'the Status of a request that is throttled, fails, is refused, or names what is not there',
    from: 'Kubernetes API conventions, Response Status Kind',
  },
  faultAnswersChannels: {
    source: 'documentation',
    what: 'what Slack and PagerDuty say when they throttle, fail, refuse or do not find',
    from: "reference pages of Slack's methods; PagerDuty/api-schema",
  },
  faultAnswersPager: {
    source: 'guess',
    what: 'what a pager or a webhook of people’s own says when it takes nothing',
    from: 'usual statuses of HTTP',
  },
  staleStates: {
    source: 'documentation',
    what: 'an execution is described as it was before',
    from: 'AWS Step Functions API reference, DescribeExecution: eventually consistent',
  },
  staleReads: {
    source: 'guess',
    what: 'a cluster or an object is shown as it was before',
    from: 'whoever reports its state does so some time later; the API servers themselves read the newest',
  },
  badNetwork: {
    source: 'guess',
    what: 'a request is lost, comes late or twice, or a proxy answers in its place',
    from: 'what networks do; how often is not modelled',
  },
} as const satisfies Record<string, Behaviour>;
