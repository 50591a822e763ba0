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

/** `uses` a step type. */
export interface UseStep extends Common {
  kind: 'use';
  uses: string;
  with: Record<string, Value>;
  /** Seconds: `timeout` as written, or the step type's default. */
  timeout: number;
  /** `approve` only: levels in order, quorum, ids of the changing steps that it covers. */
  ask?: AskLevel[];
  quorum?: number;
  covers?: string[];
  /** Changing steps: id of the `approve` that covers it. */
  approval?: string;
}

/** One arm of a `choose`; `when` is absent for `otherwise`. */
export interface Arm {
  when?: Expression;
  body: { steps: Step[] } | { finish: Finish };
}
export interface Finish {
  outcome: Outcome;
  because: Value;
}
export interface ChooseStep extends Common {
  kind: 'choose';
  arms: Arm[];
}
export interface FinishStep extends Common {
  kind: 'finish';
  finish: Finish;
}
export type Step = UseStep | ChooseStep | FinishStep;

/** A runbook without mistakes. */
export interface Runbook {
  runbook: string;
  title: string;
  owner: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  objectives: Objectives;
  /** Seconds. */
  deadline: number;
  inputs: Record<string, InputSpec>;
  /** Keys: cluster, namespace, database. */
  target: Record<string, Value>;
  /** Alarms by full ARN. */
  triggers: { alarm: string; inputs: JsonObject; position?: Position }[];
  steps: Step[];
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
