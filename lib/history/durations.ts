import { codeOf } from '../model/errors.ts';
import { bytesOf } from '../model/json.ts';
import type { Run } from '../model/run.ts';
import type { Item, Table } from '../wire/table.ts';
import { durationsKey } from './keys.ts';
import { plain, settle } from './records.ts';
import { list, number, oneOf, readRecord, record, type Shape, text } from './shape.ts';

/** What kind of run it was: the world counts before the mode, a simulated drill is a simulation. */
export type RunKind = 'real' | 'drill' | 'simulation';
export const runKinds: readonly RunKind[] = ['real', 'drill', 'simulation'];

/** A step of a run that recovered, in seconds since the run started; `people`: of that time, how long people were waited for. */
export interface StepDuration {
  step: string;
  from: number;
  to: number;
  people: number;
}

/** How long a run that recovered took, step by step in the order in which they began. */
export interface RunDurations {
  run: string;
  kind: RunKind;
  /** ISO 8601. */
  endedAt: string;
  steps: StepDuration[];
}

/** Newest first of each kind. */
export interface Durations {
  runs: RunDurations[];
}

/** So many of each kind are kept, as long as all of them fit into the item. */
export const keptRunsMax = 30;
/** An item of DynamoDB has at most 400 KB, and each reading of it is paid by its size. */
export const keptBytesMax = 100_000;

interface Kept extends Durations {
  /** Counts the writes: what compare-and-set compares. The item is never deleted. */
  count: number;
}
const shape: Shape<Kept> = {
  runs: list(
    record<RunDurations>({
      run: text,
      kind: oneOf(...runKinds),
      endedAt: text,
      steps: list(record<StepDuration>({ step: text, from: number, to: number, people: number })),
    }),
  ),
  count: number,
};

export function runKindOf({ world, mode }: Pick<Run, 'world' | 'mode'>): RunKind {
  if (world === 'sandbox') return 'simulation';
  return mode === 'drill' ? 'drill' : 'real';
}

/** How long runs of a runbook took; none are known when there were none, or what is kept cannot be read. */
export async function durationsOf(table: Table, runbook: string): Promise<Durations> {
  const item = await table.get(durationsKey(runbook));
  return { runs: item ? readKept(item).runs : [] };
}

/** Keeps how long a run took, once; of each kind the newest stay. A run that is older than all of them changes nothing. */
export async function keepDurations(table: Table, runbook: string, took: RunDurations): Promise<void> {
  await settle(`how long runs of ${runbook} took`, async () => {
    const item = await table.get(durationsKey(runbook));
    const kept = item ? readKept(item) : { runs: [], count: 0 };
    if (kept.runs.some(({ run }) => run === took.run)) return { done: undefined };
    const runs = bounded([...kept.runs, took]);
    if (!runs.some(({ run }) => run === took.run)) return { done: undefined };
    const next = { ...durationsKey(runbook), ...plain({ runs, count: kept.count + 1 }) };
    const condition = item
      ? { text: '#count = :seen', names: { '#count': 'count' }, values: { ':seen': kept.count } }
      : { text: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };
    return { write: () => table.put(next, condition) };
  });
}

/** The newest of each kind, newest first; of more than fits, the oldest of the kind that there are most of goes first. */
export function bounded(runs: readonly RunDurations[]): RunDurations[] {
  const kept = Object.fromEntries(
    runKinds.map((kind) => [
      kind,
      runs
        .filter((run) => run.kind === kind)
        .sort((a, b) => (a.endedAt < b.endedAt ? 1 : a.endedAt > b.endedAt ? -1 : 0))
        .slice(0, keptRunsMax),
    ]),
  );
  const all = (): RunDurations[] => runKinds.flatMap((kind) => kept[kind] ?? []);
  let bytes = bytesOf(all());
  while (bytes > keptBytesMax) {
    const most = Object.values(kept).reduce((one, other) => (other.length >= one.length ? other : one));
    const dropped = most.pop();
    if (!dropped) break;
    bytes -= bytesOf(dropped) + 1;
  }
  return all();
}

/** What cannot be read is as if there were nothing: nobody's recovery depends on it, and the next run that ends writes it anew. */
function readKept(item: Item): Kept {
  try {
    return readRecord(item, shape);
  } catch (error) {
    if (codeOf(error) !== 'Malformed') throw error;
    const { count } = item;
    return { runs: [], count: typeof count === 'number' ? count : 0 };
  }
}
