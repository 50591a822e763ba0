import type { AskLevel } from '../model/ask.ts';
import type { Estate } from '../model/estate.ts';
import type { InputSpec } from '../model/inputs.ts';
import type { Updates } from '../model/people.ts';
import type { Statement } from '../model/permission.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Objectives } from '../model/run.ts';

/** A step as the manifest knows it: enough to show a run and to judge a proof, nothing to execute. */
export interface ManifestStep {
  /** Id, or the place (`s4`, `s2_1_1`) of a step without one. */
  id: string;
  title: string;
  /** Step type, or the control word (`choose`, `finish`). */
  uses: string;
  kind: 'reads' | 'changes' | 'asks' | 'tells' | 'control';
  /** Names of its states, the step's own first. */
  states: string[];
  /** Seconds; absent for control. */
  timeout?: number;
  /** `approve`: ids of the steps it covers. */
  covers?: string[];
  /** Changing steps: id of the `approve` that covers it. */
  approval?: string;
  verifies?: true;
  /** `approve`: who is asked, level by level. */
  ask?: AskLevel[];
  /** An aborted run takes the step back. */
  undo?: true;
  /** Stands in `always`. */
  always?: true;
  /** What a failure does, where it is not asking. */
  onFailure?: 'continue' | 'stop' | 'steps';
  /** Looked at again, every so many seconds, until the author's condition holds. */
  until?: { condition: string; every: number };
  /** Tried again so often by itself before anybody is asked. */
  retries?: number;
  /** `for_each`: the author's words for the list and for when it stops early, and how many items are gone through at once. */
  each?: { items: string; maxParallel: number; stopWhen?: string };
  /** `manual`: what is written down. */
  record?: Record<string, InputSpec>;
  /** `runbook`: the runbook that is run. */
  runbook?: string;
  /** Line in the YAML, 1-based. */
  line: number;
}

/** A step among the others: what leads into it, and the ways from it. The step itself is in `manifest.steps`. */
export interface FlowStep {
  /** Id of the step. */
  step: string;
  /** The author's condition. Where it does not hold, the run goes around the step. */
  if?: string;
  /** In order: the arms of a `choose`, the branches of a `parallel`, the one way of a `for_each`. */
  ways?: FlowWay[];
  /** Steps instead, when this one failed; when its time was over. */
  failed?: FlowStep[];
  late?: FlowStep[];
  /** The step ends the run. */
  ends?: Outcome;
  /** The runbook that it hands on to. */
  to?: string;
}

/** One of the ways from a step. */
export interface FlowWay {
  /** The author's condition; absent: `otherwise`, or a way that depends on nothing. */
  when?: string;
  steps: FlowStep[];
  /** The way ends the run by a state of its own. */
  ends?: { outcome: Outcome; state: string; to?: string };
}

/** What the compiler says about a runbook besides its definition (manifest.json). Lambdas, starter, console and CLI read this; none reads YAML. */
export interface Manifest {
  version: 1;
  runbook: string;
  title: string;
  owner: string;
  severity: string;
  objectives: Objectives;
  /** Seconds. */
  deadline: number;
  /** What people who are not asked hear, and how often. */
  updates?: Updates;
  /** Seconds for which a proof counts; absent: proofWithinDefault of lib/model/proof.ts. */
  proofWithin?: number;
  inputs: Record<string, InputSpec>;
  /** Alarms by full ARN, with the inputs that they start the runbook with. Targets never come from an event. */
  triggers: { alarm: string; inputs: Record<string, unknown> }[];
  webhooks?: { labels: Record<string, string>; inputs: Record<string, unknown> }[];
  schedules?: { schedule: string; mode: 'dry-run' | 'drill'; inputs: Record<string, unknown> }[];
  /** A trigger's run may change something without a person while the runbook is proven. */
  unattended?: true;
  /** Runbooks that this one starts: nested, or handed on to. */
  starts?: string[];
  /** Those of `always` too, marked. */
  steps: ManifestStep[];
  /** How the steps follow one another. Absent in manifests of an older release, which have the steps in reading order only. */
  flow?: FlowStep[];
  /** The steps of `always`. */
  always?: FlowStep[];
  /** True when a step may change something: such a run counts against the limit. */
  changes: boolean;
  estate: Estate;
  /** IAM statements by function (`step-check-cluster`, `open-run`, …). */
  permissions: Record<string, Statement[]>;
  /** Hashes of the code by what it is of (lib/model/bound.ts), as it was deployed; absent: not known. */
  code?: Record<string, string>;
  /** SHA-256: of the canonical definition without titles, comments and ARNs; of the inputs' schema. */
  hashes: { definition: string; inputs: string };
}
