import { answers, type Ask } from '../model/ask.ts';
import type { Cluster } from '../model/estate.ts';
import { eventKinds, type Finding, type RunEvent } from '../model/event.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { modes, outcomes } from '../model/outcome.ts';
import type { Objectives, Run, Starter, StartRecord } from '../model/run.ts';
import type { Hold, Root, TargetValue } from '../model/target.ts';
import { flag, json, list, map, number, oneOf, optional, orNull, record, type Shape, text } from './shape.ts';

/** What each record of the history looks like when it is read back. */

const starter = record<Starter>({ kind: oneOf('person', 'alarm', 'unknown'), name: text });

export const startShape: Shape<StartRecord> = {
  execution: text,
  runbook: text,
  mode: oneOf(...modes),
  by: starter,
  because: text,
  at: text,
};

export const root = record<Root>({
  kind: oneOf('cluster', 'database'),
  account: text,
  region: text,
  name: text,
});
export const hold = record<Hold>({ root, part: orNull(text) });

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
  target: optional(
    record<TargetValue>({ cluster: optional(text), namespace: optional(text), database: optional(text) }),
  ),
  holds: optional(list(hold)),
  status: oneOf('open', 'closed'),
  held: list(record<Run['held'][number]>({ from: text, to: optional(text), by: text })),
  outcome: optional(oneOf(...outcomes)),
  endedBecause: optional(text),
  badInput: optional(flag),
  endedAt: optional(text),
  joined: optional(text),
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
};

export const ledgerShape: Shape<Ledger> = {
  run: text,
  entries: map(record(entryShape)),
  fencedAt: optional(text),
  fencedBecause: optional(text),
  aborted: optional(record<NonNullable<Ledger['aborted']>>({ by: text, at: text, because: text })),
  verified: optional(record<NonNullable<Ledger['verified']>>({ step: text, at: text, signals: number })),
  transients: map(number),
};

const answer = oneOf(...answers);

export const askShape: Shape<Ask> = {
  id: text,
  run: text,
  step: text,
  title: text,
  iteration: number,
  generation: number,
  kind: oneOf('approval', 'failure'),
  question: text,
  options: list(answer),
  plans: list(
    record<Ask['plans'][number]>({ step: text, title: text, uses: text, hash: text, lines: list(text) }),
  ),
  planHash: text,
  levels: list(record<Ask['levels'][number]>({ who: text, for: number })),
  level: number,
  quorum: number,
  openedAt: text,
  levelEndsAt: text,
  voices: list(record<Ask['voices'][number]>({ by: text, answer, because: text, at: text })),
  decision: optional(record<NonNullable<Ask['decision']>>({ answer, by: text, because: text, at: text })),
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
  output: optional(json),
  error: optional(record<NonNullable<RunEvent['error']>>({ code: text, facts: json })),
};
