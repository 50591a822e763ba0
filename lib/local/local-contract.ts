import type { Manifest } from '../compiler/manifest.ts';
import type { Scenario } from '../model/scenario.ts';
import type { InboundAnswer, InboundRequest } from '../operations/inbound/request.ts';
import type { Operations, RunReport } from '../operations/operations.ts';

/** A factor (1 is real time), or `virtual`: the next due instant is now. */
export type Pace = number | 'virtual';

/** The sandbox's clock, as far as a person may turn it. */
export interface Timeline {
  /** Milliseconds since the epoch, in the sandbox. */
  now: () => number;
  pace: (pace: Pace) => void;
}

export interface LocalOptions {
  /** History on disk (`.rebound`); absent: in memory. */
  folder?: string;
  /** Folder of the runbooks' YAML files. */
  runbooksFolder: string;
  /** rebound.yaml. */
  estateFile: string;
  /** people.yaml; absent, or no such file: `who` is any name. Read again when it changes. */
  peopleFile?: string;
  /** The world where it differs from a healthy one. */
  scenario?: Scenario;
  /**
   * What the scenario says is deleted is there at first, and goes with `makeMistake`: always, or when the folder holds no run
   * yet. Default: never, it is gone from the start.
   */
  demonstration?: 'always' | 'when-new';
  /** Sandbox time at the beginning, milliseconds since the epoch; never before what the folder's history knows. */
  startAt: number;
  /** Seeds whatever chance decides. */
  seed: number;
  pace: Pace;
  /** Pages and log lines, for people. */
  log?: (line: string) => void;
  /** Shows what people are told by the terminal that is attached; absent: nobody can be reached by it. */
  terminal?: (line: string) => void;
}

/** Everything in one process: engine, handlers, history and the sandbox. */
export interface Local {
  operations: Operations;
  clock: Timeline;
  /** By runbook name. */
  manifests: Record<string, Manifest>;
  /** A rehearsal of the runbook: the one of that name, or its first. */
  scenarioOf: (runbook: string, name?: string) => Scenario | undefined;
  /** Resolves when the run is closed. */
  ended: (run: string) => Promise<RunReport>;
  /** Ends a run because its process ends, whoever wants that: they need not stand in people.yaml. Errors: RunClosed, UnknownRun. */
  abandon: (run: string, by: string, because: string) => Promise<void>;
  /** What Slack and PagerDuty send; absent without people.yaml. */
  inbound?: (request: InboundRequest) => Promise<InboundAnswer>;
  /** True when `makeMistake` has something to delete. */
  demonstrating: boolean;
  /** Called with the id of the question when somebody is asked, at each level, before sandbox time moves on. */
  onQuestion: (callback: (ask: string) => void) => void;
  /** False: the scenario's people are silent, because a human is at the terminal. */
  peopleAnswer: (on: boolean) => void;
  /** Applies the scenario's deletion for the demonstration; says in words what was done. */
  makeMistake: () => Promise<string>;
  /** The project's own alarm event of that alarm, stamped with sandbox time. */
  alarmEvent: (name: string) => Promise<unknown>;
  /** What a dead process left open, in words: runs that go on, runs that were closed as failed, what was found damaged and mended. */
  recovered: string[];
  close: () => Promise<void>;
}

export type OpenLocal = (options: LocalOptions) => Promise<Local>;
