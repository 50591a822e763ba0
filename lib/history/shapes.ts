import type { Ask, AskKind, PlannedStep, Voice } from '../model/ask.ts';
import type { Cluster } from '../model/estate.ts';
import { eventKinds, type Finding, type RunEvent } from '../model/event.ts';
import { type InputSpec, inputTypes } from '../model/inputs.ts';
import type { Ledger, LedgerEntry, UndoRecord } from '../model/ledger.ts';
import { modes, outcomes } from '../model/outcome.ts';
import { proofLevels } from '../model/proof.ts';
import type { Objectives, Run, Starter, StartRecord } from '../model/run.ts';
import type { Hold, Root, TargetValue } from '../model/target.ts';
import {
  added,
  type Check,
  flag,
  json,
  list,
  map,
  number,
  oneOf,
  optional,
  orNull,
  record,
  type Shape,
  text,
} from './shape.ts';

/** What each record of the history looks like when it is read back. */

const starter = record<Starter>({
  kind: oneOf('person', 'alarm', 'webhook', 'schedule', 'run', 'unknown'),
  name: text,
});

export const startShape: Shape<StartRecord> = {
  execution: text,
  runbook: text,
  mode: oneOf(...modes),
  by: starter,
  because: text,
  at: text,
  parent: optional(text),
  handedFrom: optional(text),
};

export const root = record<Root>({
  kind: oneOf('account', 'cluster', 'database'),
  account: text,
  region: text,
  name: text,
});
export const hold = record<Hold>({ root, part: orNull(text) });

const target: Check<TargetValue> = (value): value is TargetValue => isTarget(value);
const isTarget = record<TargetValue>({
  account: optional(text),
  region: optional(text),
  cluster: optional(text),
  namespace: optional(text),
  database: optional(text),
  also: optional(list(target)),
});

const onlyTrue: Check<true> = (value): value is true => value === true;

export const runShape: Shape<Run> = {
  run: text,
  execution: text,
  runbook: text,
  title: text,
  mode: oneOf(...modes),
  world: text,
  startedBy: starter,
  because: text,
  inputs: map(json),
  objectives: record<Objectives>({ rto: optional(number), rpo: optional(number) }),
  startedAt: text,
  deadlineAt: text,
  clusters: map(
    record<Cluster>({
      name: text,
      account: text,
      region: text,
      arn: text,
      endpoint: oneOf('public', 'private'),
      drill: flag,
    }),
  ),
  target: optional(target),
  holds: optional(list(hold)),
  status: oneOf('open', 'closed'),
  held: list(
    record<Run['held'][number]>({ from: text, to: optional(text), by: text, stepping: optional(onlyTrue) }),
  ),
  stepping: optional(record<NonNullable<Run['stepping']>>({ by: text, since: text })),
  severity: optional(text),
  owner: optional(text),
  unattended: optional(onlyTrue),
  proven: optional(oneOf(...proofLevels)),
  bound: optional(text),
  outcome: optional(oneOf(...outcomes)),
  endedBecause: optional(text),
  badInput: optional(flag),
  endedAt: optional(text),
  joined: optional(text),
  parent: optional(text),
  handedFrom: optional(text),
  handedOnTo: optional(text),
};

export const entryShape: Shape<LedgerEntry> = {
  external: text,
  step: text,
  uses: text,
  generation: number,
  iteration: number,
  specHash: text,
  spec: json,
  root: text,
  intendedAt: text,
  writeId: text,
  doneAt: optional(text),
  undoneAt: optional(text),
  undoes: optional(onlyTrue),
};

const undoRecord = record<UndoRecord>({
  step: text,
  uses: text,
  iteration: number,
  generation: number,
  beganAt: text,
  with: map(json),
  reads: map(json),
  output: json,
  doneAt: optional(text),
  undoneAt: optional(text),
  leftBy: optional(text),
});
const stopped = { by: text, at: text, because: text };

export const ledgerShape: Shape<Ledger> = {
  run: text,
  entries: map(record(entryShape)),
  fencedAt: optional(text),
  fencedBecause: optional(text),
  aborted: optional(record<NonNullable<Ledger['aborted']>>(stopped)),
  undoStopped: optional(record<NonNullable<Ledger['undoStopped']>>(stopped)),
  undo: added(map(undoRecord), {}),
  nested: added(map(text), {}),
  verified: optional(record<NonNullable<Ledger['verified']>>({ step: text, at: text, signals: number })),
  transients: map(number),
};

const askKind: Check<AskKind> = oneOf('approval', 'failure', 'decision', 'manual', 'wait');

/** `for` and the others are absent in what an older release wrote. */
const voice = record<Voice>({
  by: text,
  answer: text,
  because: text,
  at: text,
  for: optional(text),
  values: optional(map(json)),
  to: optional(text),
  record: optional(map(json)),
  breakGlass: optional(text),
  plan: optional(text),
  channel: optional(text),
  groups: optional(list(text)),
});

const inputSpec = record<InputSpec>({
  type: oneOf(...inputTypes),
  list: optional(flag),
  description: optional(text),
  default: optional(json),
  pattern: optional(text),
  choices: optional(list(text)),
  secret: optional(flag),
});

const plannedStep = record<PlannedStep>({
  step: text,
  title: text,
  uses: text,
  iteration: number,
  hash: text,
  lines: list(text),
});

const quorum: Check<Ask['quorum']> = (value): value is Ask['quorum'] => number(value) || groups(value);
const groups = map(number);

export const askShape: Shape<Ask> = {
  id: text,
  run: text,
  step: text,
  title: text,
  iteration: number,
  generation: number,
  kind: askKind,
  undo: optional(number),
  question: text,
  options: list(text),
  labels: optional(map(text)),
  recommend: optional(text),
  checklist: optional(list(text)),
  record: optional(map(inputSpec)),
  back: optional(list(record<NonNullable<Ask['back']>[number]>({ step: text, title: text }))),
  given: optional(map(json)),
  plans: list(plannedStep),
  planHash: text,
  levels: list(record<Ask['levels'][number]>({ who: text, for: number })),
  level: number,
  quorum,
  mayApprove: optional(list(text)),
  startedBy: optional(text),
  breakGlass: optional(flag),
  openedAt: text,
  levelEndsAt: text,
  voices: list(voice),
  decision: optional(voice),
  told: flag,
  token: text,
};

export const eventShape: Shape<RunEvent> = {
  run: text,
  at: text,
  kind: oneOf(...eventKinds),
  state: text,
  step: text,
  uses: optional(text),
  iteration: number,
  generation: number,
  attempt: number,
  n: number,
  text,
  findings: optional(list(record<Finding>({ text, bad: optional(flag) }))),
  person: optional(text),
  channel: optional(text),
  seconds: optional(number),
  output: optional(json),
  error: optional(record<NonNullable<RunEvent['error']>>({ code: text, facts: json })),
};
