import type { Updates } from '../model/people.ts';
import type { AskLevel } from '../model/ask.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Objectives } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { MistakeCode } from './explanations.ts';

/** Where something stands in a YAML file, 1-based. */
export interface Position {
  line: number;
  column: number;
}

/** A checked expression: JSONata 2.0.6 without its `$…`/`{{ }}` dress. */
export interface Expression {
  expression: string;
  /** The paths that it reads, as written: `$look.api`, `$inputs.cluster`. */
  reads: string[];
  position: Position;
}

/** A value of `with`, `target`, `because`: a literal, an expression that keeps its type, a text with insertions, or a list or map of these. */
export type Value =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'expression'; expression: Expression }
  | { kind: 'text'; parts: (string | Expression)[] }
  | { kind: 'list'; items: Value[] }
  | { kind: 'map'; entries: Record<string, Value> };

interface Common {
  /** Id as written, or the place: `s4`, and inside arms `s2_1_1` (step 2, arm 1, step 1). */
  id: string;
  /** False when `id` is a place: nothing can read the step's output. */
  named: boolean;
  title: string;
  if?: Expression;
  position: Position;
}

/** What happens when a step, or a group of steps, fails in a way that no retry mends. `ask` is the default. */
export type OnFailure =
  | { kind: 'ask' }
  /** The step's status is `failed`, its output null, and the run goes on behind it. */
  | { kind: 'continue' }
  /** The run ends failed; `always` runs, nothing is undone. */
  | { kind: 'stop' }
  /** These steps, then the run goes on behind the failed one, whose status is `failed`. */
  | { kind: 'steps'; steps: Step[] };

/** `retry`: further attempts after a failure, each a new generation. Seconds before the first of them, and by how much that grows. */
export interface Retrying {
  times: number;
  every: number;
  backoff: number;
}

/** `until` on a reading step: it is gone through again, `every` seconds, until the condition holds or its `timeout` is over. */
export interface Until {
  condition: Expression;
  every: number;
  /** Steps instead of a failure when the time is over. */
  onTimeout?: Step[];
}

/** How a step is taken back when the run is aborted. A step type with an `undo` of its own takes itself back; any other is run with this `with`. */
export interface Undo {
  uses: string;
  with: Record<string, Value>;
  /** Where it is a `manual`: who is asked, and what is written down. */
  ask?: AskLevel[];
  record?: Record<string, InputSpec>;
}

/** `uses` a step type; `wait: 5m` is `uses: wait` with `for`. */
export interface UseStep extends Common {
  kind: 'use';
  uses: string;
  /** Without what is read apart: `ask`, `quorum`, `may_approve`, `record`. */
  with: Record<string, Value>;
  /** Seconds: `timeout` as written, or the step type's default. */
  timeout: number;
  retry?: Retrying;
  until?: Until;
  undo?: Undo;
  onFailure: OnFailure;
  /** `approve`, `decide`, `manual`: levels in order. A `manual` without them asks the owner. */
  ask?: AskLevel[];
  /** `approve`: how many distinct people have to say yes, or how many for each group. */
  quorum?: number | Record<string, number>;
  mayApprove?: string[];
  /** `manual`: what the person writes down, by name. */
  record?: Record<string, InputSpec>;
  /** `approve`: ids of the changing steps that it covers. */
  covers?: string[];
  /** Changing steps: id of the `approve` that covers it. Absent in an `unattended` runbook, where nothing covers it: the step asks itself. */
  approval?: string;
}

/** One arm of a `choose`; `when` is absent for `otherwise`. */
export interface Arm {
  when?: Expression;
  body: { steps: Step[] } | { finish: Finish } | { handOn: HandOn };
}
export interface Finish {
  outcome: Outcome;
  because: Value;
}
/** `continue_with`: this run ends as `handed-on`, lock and fence go to a run of that runbook. */
export interface HandOn {
  runbook: string;
  inputs: Record<string, Value>;
  because: Value;
  /** Where it stands: an arm has no step of its own. */
  position?: Position;
}
export interface ChooseStep extends Common {
  kind: 'choose';
  arms: Arm[];
}
export interface FinishStep extends Common {
  kind: 'finish';
  finish: Finish;
}
export interface HandOnStep extends Common {
  kind: 'continue_with';
  handOn: HandOn;
}
/** Branches at the same time. What a branch's named steps gave can be read after the group, under their ids. */
export interface ParallelStep extends Common {
  kind: 'parallel';
  branches: Step[][];
  onFailure: OnFailure;
}
/**
 * The steps for each item of a list. Inside: `$item`, `$index` (from 0). The output, under the id, is a list with an object for each
 * item that was gone through, in order: `item`, `index`, and the output of each named step inside under its id (null where it was
 * skipped or failed), and `steps` (their statuses).
 */
export interface EachStep extends Common {
  kind: 'for_each';
  items: Expression;
  /** How many at once; 1 by default, 40 at most. */
  maxParallel: number;
  /** Read after each item, in the scope of the iteration: true ends the loop. One at a time, then. */
  stopWhen?: Expression;
  steps: Step[];
  onFailure: OnFailure;
}
export type Step = UseStep | ChooseStep | FinishStep | HandOnStep | ParallelStep | EachStep;

/** `alarm` and `webhook` start real runs, `schedule` dry-runs or drills. Targets never come from an event, only from `inputs`. */
export type Trigger = { inputs: JsonObject; position?: Position } & (
  | { kind: 'alarm'; alarm: string }
  /** Alertmanager and others: every label has to be there with this value. */
  | { kind: 'webhook'; labels: Record<string, string> }
  /** An EventBridge schedule expression: `cron(0 6 ? * MON *)`, `rate(7 days)`; UTC. */
  | { kind: 'schedule'; schedule: string; mode: 'dry-run' | 'drill' }
);

/** A runbook without mistakes. */
export interface Runbook {
  runbook: string;
  title: string;
  owner: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  objectives: Objectives;
  /** Seconds. */
  deadline: number;
  /** How people who are not asked hear how it stands. */
  updates?: Updates;
  /** `proof: {within: 30d}`: seconds for which a proof counts. */
  proofWithin?: number;
  inputs: Record<string, InputSpec>;
  /** Keys: account, region, cluster, namespace, database. The first of several: its keys are the defaults of `with`. */
  target: Record<string, Value>;
  /** The others, where `target` is a list. */
  alsoTargets: Record<string, Value>[];
  triggers: Trigger[];
  /** What a trigger starts may change something without a person, as long as the runbook is proven. */
  unattended: boolean;
  steps: Step[];
  /** Steps that run on every ending of a run that began to recover: they read, and tell people. Places begin with `a`. */
  always: Step[];
  rehearsals: Scenario[];
  /** The file, as given. */
  file: string;
}

/** One thing that is wrong in a file of ours: where, the line itself, what was found and what to write instead. */
export interface Mistake {
  severity: 'error' | 'warning';
  /** Stable name of the kind of mistake, kebab-case: `unknown-key`, `unknown-step-type`. */
  code: MistakeCode;
  file: string;
  line: number;
  column: number;
  /** Place in the document: `steps[2].timeout`. */
  path: string;
  /** `found "soon", expected a duration such as "15m"` */
  message: string;
  /** The line of the file as it stands. */
  source: string;
}
