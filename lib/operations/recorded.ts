import type { Manifest } from '../compiler/manifest.ts';
import type { Durations } from '../history/durations.ts';
import type { Ask, Paging } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Run } from '../model/run.ts';
import type { Commander } from './operations.ts';

/** What the history holds of a run, from which its report is made. */
export interface Recorded {
  run: Run;
  events: RunEvent[];
  asks: Ask[];
  ledger: Ledger | undefined;
  /** Absent when the runbook is not there any more: steps are then those that events know. */
  manifest: Manifest | undefined;
  /** Of its questions, of people only; absent where nobody was paged. */
  paging?: Paging[];
  commander?: Commander | undefined;
  /** How long runs of the same runbook took; absent: nothing is known. */
  durations?: Durations;
  /** Milliseconds. */
  now: number;
}
