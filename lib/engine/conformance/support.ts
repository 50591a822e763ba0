/** What is measured on the service by others, with where they published it. */
export const measured: readonly (readonly [string, string])[] = [
  [
    'Depth (100) and memory (6,990,256 bytes) that an evaluation may take, and the words of their failures',
    'floci-io/floci issues 2667, 2737',
  ],
  ['A number that is not finite becomes the text Infinity or NaN', 'floci-io/floci issue 2737'],
  [
    '`$random(seed)` is that of java.util.Random; `$partition` and `$range` cut numbers and give nothing where there is nothing',
    'floci-io/floci issue 2662',
  ],
  ['Fields named in a failure (`Choices[1]/Condition`, `Catch[1]/Output/v`)', 'floci-io/floci issue 2665'],
  [
    'Codes, words and places of refused definitions: no end, unreachable states, missing targets, fields of the wrong type of state',
    'floci-io/floci issue 2735; localstack/localstack pull request 12487',
  ],
  ['Codes, words and places of refused expressions', 'floci-io/floci issues 2670, 2745'],
  ['Where QueryLanguage may stand, and fields of the other language', 'floci-io/floci issue 2968'],
  [
    'An execution that times out has neither error nor cause; its event has States.Timeout',
    'floci-io/floci issue 2733',
  ],
  [
    'A missing heartbeat is States.Timeout, caught also as States.HeartbeatTimeout',
    'floci-io/floci issue 2733',
  ],
  [
    'A Choice without a rule that fits and without Default is States.Runtime, which nothing catches',
    "floci-io/floci, the executor's tests of histories",
  ],
];

/** What follows documentation only, with the page. */
export const documented: readonly (readonly [string, string])[] = [
  [
    'Task tokens: success, failure, heartbeat, late and twice',
    'Step Functions Developer Guide: Wait for a Callback with Task Token; API Reference: SendTaskSuccess',
  ],
  [
    'TimeoutSeconds and HeartbeatSeconds that strike',
    'Amazon States Language: Task State; Developer Guide: Handling errors',
  ],
  [
    'Retriers: IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds, JitterStrategy',
    'Amazon States Language: Errors; Developer Guide: Handling errors',
  ],
  ['States.ALL, States.TaskFailed and what they do not match', 'Developer Guide: Handling errors'],
  [
    'Tolerated failures of a Map, States.ExceedToleratedFailureThreshold',
    'Amazon States Language: Map State',
  ],
  ['At most 40 iterations of an inline Map at once', 'Developer Guide: Using Map state in Inline mode'],
  [
    'Scopes of variables; 256 KiB for one assignment, 10 MiB for all',
    'Developer Guide: Passing data between states with variables',
  ],
  ['256 KiB for input, output and payload; 25,000 events; names', 'Developer Guide: Service quotas'],
  ['The Context object', 'Developer Guide: Accessing execution data from the Context object'],
  [
    '`$partition`, `$range`, `$hash`, `$random`, `$uuid`, `$parse`; no `$eval`',
    'Developer Guide: Transforming data with JSONata',
  ],
  ['StartExecution: idempotency, names taken', 'API Reference: StartExecution'],
  [
    'StopExecution, history in pages and backwards, without data',
    'API Reference: StopExecution, GetExecutionHistory',
  ],
  ['Versions and aliases', 'Developer Guide: Versions, Aliases'],
  ['Constraints of members (lengths, null)', 'API Reference: each operation'],
  [
    'Time that an evaluation may take: counted in steps, 500,000, since the service does not tell its bound',
    'our own; the words are those of the JSONata library',
  ],
  [
    'Regular expressions that backtrack without end: matched by a matcher that pays for each step',
    'our own; the same failure as for time',
  ],
];

export const unsupported: readonly string[] = [
  'JSONPath as the query language, whole or for one state',
  'Express workflows, StartSyncExecution, TestState, RedriveExecution',
  'Distributed Map: ItemReader, ItemBatcher, ResultWriter, Label, map runs',
  'Activities',
  'Integrations other than Lambda, SNS publish and, with `rebound engine`, states:startExecution',
  'Logging, tracing, encryption and tags of state machines',
  'Regular expressions that look behind and repeat without end; `$parse` of whole numbers above 2^53 is not exact',
  'Throttling and quotas of an account',
];
