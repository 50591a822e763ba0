import type * as z from 'zod/mini';
import type { Cluster } from '../model/estate.ts';
import type { Finding } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Clock } from '../model/clock.ts';
import type { Mode } from '../model/outcome.ts';
import type { Statement } from '../model/permission.ts';
import type { TargetValue } from '../model/target.ts';
import type { EksClient } from '../wire/eks.ts';
import type { Kubernetes } from '../wire/kubernetes.ts';
import type { Pager } from '../wire/pager.ts';
import type { Velero } from '../wire/velero.ts';

/** Whether a step type only looks, changes something outside, asks a person, or tells people something. */
export type StepKind = 'reads' | 'changes' | 'asks' | 'tells';

/** The systems a step type uses; its context has only these. */
export type Need = 'eks' | 'kubernetes' | 'velero' | 'pager';

/** A value that a plan cannot know. */
export interface Unknown {
  unknown: string;
}
export type Planned<O> = { [K in keyof O]: O[K] | Unknown };

/** What a step would do: lines for people, and an output of its schema with what cannot be known marked. */
export interface Plan<O> {
  lines: string[];
  output: Planned<O>;
}

/** One change outside, guarded by ledger and fence. */
export interface Change<T> {
  /** What is asked for; what exists already under the external name is adopted only when `specOf` it equals this. */
  spec: Json;
  /** The cluster's (or database's) name it changes: has to be of the run's target. */
  root: string;
  /** The namespace (or table) it changes. Has to lie within the run's target. */
  part: string | null;
  /** Looks for the thing under its external name. */
  find: (external: string) => Promise<T | undefined>;
  /** Makes it. An AlreadyExists is met by `find`. */
  make: (external: string) => Promise<T>;
  /** The specification of what was found, for comparing. */
  specOf: (found: T) => Json;
}

/** What a step is handed. Everything that it may touch comes from here. */
export interface StepContext {
  clock: Clock;
  run: { id: string; mode: Mode; target: TargetValue; startedAt: string };
  step: { id: string; title: string; generation: number; iteration: number };
  /** Aborted before the function's own time is over. Hand it to nothing: the clients have it already. */
  signal: AbortSignal;
  /** The account that `eks` asks, as far as it is known for sure. Without it nothing is ever called GONE: not found in whose account? */
  account?: string;
  /** Facts of a cluster in rebound.yaml; BadInput with the nearest name when there is none. */
  cluster: (name: string) => Cluster;
  eks: EksClient;
  /** The API of a cluster. Its endpoint comes from EKS. */
  kubernetes: (cluster: string) => Promise<Kubernetes>;
  velero: (cluster: string) => Promise<Velero>;
  pager: Pager;
  /** One line of what was seen; shown live and kept. */
  finding: (finding: Finding | string) => void;
  /** Keeps a large result beside the history and gives back where it is; small ones come back as they are. */
  evidence: { keep: (value: Json) => Promise<Json>; read: (value: Json) => Promise<Json> };
  /** Makes a change: intent in the ledger first, under the fence; finds or makes it; records it as done. Once, whatever is retried. */
  change: <T>(change: Change<T>) => Promise<T>;
  /** Something outside is pending: throws NotReady; the state machine comes again. `text` is shown. */
  notReady: (text: string) => never;
}

/** An object's schema, whether it refuses unknown fields or not. */
export type Fields = z.ZodMiniObject<z.core.$ZodShape, z.core.$ZodObjectConfig>;

/** A line for each field of an object's schema; a field without one does not compile. */
export type FieldLines<F extends Fields> = { [Field in keyof F['shape'] & string]: string };

/**
 * A step type is one file: this value. Reference page, editor schema and permissions are derived from it.
 * `plan`, `run` and `undo` are methods so that the catalog can hold types of every schema; who calls them has checked `with`
 * against the type's own schema before.
 */
export interface StepType<W extends Fields = Fields, O extends Fields = Fields> {
  uses: string;
  /** One line, imperative. */
  summary: string;
  kind: StepKind;
  needs: readonly Need[];
  /** `with`, checked. Every field has a description in `fields`. Fields named as a key of the target (`cluster`, `namespace`) are filled from it when absent. */
  with: W;
  output: O;
  /** A line for each field of `with` and of the output, by name. */
  fields: { with: FieldLines<W>; output: FieldLines<O> };
  /** A step of this type as a runbook has it, in YAML: an item of a list of steps. For the reference, the editor and `rebound explain`. */
  example: string;
  /** What the reference says of it besides what can be derived: sentences. */
  notes?: readonly string[];
  /** The field of `with` that is the runbook's owner where the runbook leaves it out. */
  ownerField?: string;
  /** Fields of `with` that may be given as a secret: `run` and `undo` get its text, `plan` gets `(secret)`. Any other field refuses one. */
  secrets?: readonly (keyof W['shape'] & string)[];
  /** How an output field reads inside text, where it is not plain: `age: 'duration'`. */
  types: Record<string, 'duration' | 'time' | 'size'>;
  /** The IAM statements of `plan` (read) and of `run` and `undo` on top of it (change). */
  permissions: { read: readonly Statement[]; change: readonly Statement[] };
  /** What the role may do inside a cluster, by its EKS access entry: IAM knows nothing of it. Lines for the reference page. */
  clusterRights?: readonly string[];
  /** Seconds; `timeout` in the runbook overrides it. */
  timeoutSeconds: number;
  /** False: an approval that covers a step of this type is never given by one person alone, by break-glass. */
  breakGlass?: false;
  /** True for the type whose success says that the world is as it should be (docs/safety.md, 9). */
  verifies?: true;
  /** True for the type that runs another runbook: its states are not the wrapper's. */
  nests?: true;
  plan(given: z.output<W>, context: StepContext): Promise<Plan<z.output<O>>>;
  run(given: z.output<W>, context: StepContext): Promise<z.output<O>>;
  /** Takes back what `run` did, found in the world by its external names. Twice is once. */
  undo?(given: z.output<W>, context: StepContext): Promise<string[]>;
}
