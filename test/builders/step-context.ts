import type { Clock } from '../../lib/model/clock.ts';
import { codeOf, fail } from '../../lib/model/errors.ts';
import type { Cluster } from '../../lib/model/estate.ts';
import type { Finding } from '../../lib/model/event.ts';
import { canonical, hashOf, isObject, type Json } from '../../lib/model/json.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import { externalName } from '../../lib/model/run.ts';
import type { TargetValue } from '../../lib/model/target.ts';
import type { Change, StepContext } from '../../lib/steps/step-type.ts';
import type { Clients } from '../../lib/wire/clients.ts';

/** The clients that a step may use. */
export type Outside = Pick<Clients, 'eks' | 'kubernetes' | 'velero' | 'pager'>;

/** What a run remembers between the invocations of its steps, in memory: the ledger's entries, and large results. */
export interface Memory {
  ledger: Map<string, { spec: Json; done: boolean }>;
  evidence: Map<string, Json>;
}

export function emptyMemory(): Memory {
  return { ledger: new Map(), evidence: new Map() };
}

export interface ContextParts {
  clock: Clock;
  outside: Outside;
  memory?: Memory;
  clusters: Record<string, Cluster>;
  /** Null: not known. By default that of the first cluster. */
  account?: string | null;
  target?: TargetValue;
  mode?: Mode;
  step?: Partial<StepContext['step']>;
  signal?: AbortSignal;
  /** Results of more bytes than this are kept as evidence. */
  keptBytesMax?: number;
}

/** A step's context for one invocation, and what it was told. `change` keeps the order of the real one: intent, find, make, compare. */
export function stepContext(parts: ContextParts): { context: StepContext; findings: Finding[] } {
  const findings: Finding[] = [];
  const memory = parts.memory ?? emptyMemory();
  const step = { id: 'look', title: 'Look', generation: 0, iteration: 0, ...parts.step };
  const run = {
    id: 'abcdefghij234567',
    mode: parts.mode ?? 'real',
    target: parts.target ?? { cluster: 'prod-blue', namespace: 'payments' },
    startedAt: '2026-11-24T03:00:00.000Z',
  } satisfies StepContext['run'];
  const cluster = (name: string) =>
    parts.clusters[name] ?? fail('BadInput', { what: `rebound.yaml has no cluster ${name}` });
  const account = parts.account === undefined ? Object.values(parts.clusters)[0]?.account : parts.account;
  const context: StepContext = {
    clock: parts.clock,
    run,
    step,
    signal: parts.signal ?? new AbortController().signal,
    ...(account && { account }),
    cluster,
    eks: parts.outside.eks,
    kubernetes: async (name) => parts.outside.kubernetes(cluster(name)),
    velero: async (name) => parts.outside.velero(cluster(name)),
    pager: parts.outside.pager,
    finding: (finding) => findings.push(typeof finding === 'string' ? { text: finding } : finding),
    evidence: evidenceIn(memory, parts.keptBytesMax ?? 32 * 1024),
    change: (change) =>
      changeOnce(change, externalName(run.id, step.generation, step.iteration, step.id), memory),
    notReady: (text) => fail('NotReady', { what: text, run: run.id, step: step.id }),
  };
  return { context, findings };
}

function evidenceIn({ evidence }: Memory, keptBytesMax: number): StepContext['evidence'] {
  return {
    async keep(value) {
      if (canonical(value).length <= keptBytesMax) return value;
      const sha256 = hashOf(value);
      evidence.set(sha256, value);
      return { ref: `memory/${sha256}`, sha256, count: Object.keys(value ?? {}).length };
    },
    async read(value) {
      if (!isObject(value) || typeof value['sha256'] !== 'string') return value;
      return evidence.get(value['sha256']) ?? fail('NotFound', { what: `no evidence ${value['sha256']}` });
    },
  };
}

async function changeOnce<T>(change: Change<T>, external: string, { ledger }: Memory): Promise<T> {
  const entry = ledger.get(external) ?? { spec: change.spec, done: false };
  ledger.set(external, entry);
  let found = await change.find(external);
  if (found === undefined && entry.done) {
    fail('Conflict', { what: `${external} was made and is not there any more`, external });
  }
  found ??= await makeOrMeet(change, external);
  if (canonical(change.specOf(found)) !== canonical(change.spec)) {
    fail('Conflict', {
      what: `${external} is not what was asked for: ${canonical(change.specOf(found))}`,
      external,
    });
  }
  entry.done = true;
  return found;
}

async function makeOrMeet<T>(change: Change<T>, external: string): Promise<T> {
  try {
    return await change.make(external);
  } catch (error) {
    const met = codeOf(error) === 'AlreadyExists' ? await change.find(external) : undefined;
    if (met === undefined) throw error;
    return met;
  }
}
