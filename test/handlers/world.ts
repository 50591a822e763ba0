import { join, resolve } from 'node:path';
import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import { seededRandom, Timeline } from '../../lib/engine/clock.ts';
import type { Handler } from '../../lib/local/functions.ts';
import { loadEstate, loadRunbooks } from '../../lib/local/runbooks.ts';
import { type LocalWorld, openWorld } from '../../lib/local/world.ts';
import type { Estate } from '../../lib/model/estate.ts';
import type { Json, JsonObject } from '../../lib/model/json.ts';
import type { Mode } from '../../lib/model/outcome.ts';
import type { Given, PersonScript } from '../../lib/model/scenario.ts';
import type { Transport } from '../../lib/model/transport.ts';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { sandboxDynamodb } from '../../lib/sandbox/dynamodb/dynamodb.ts';
import type { RunReport } from '../../lib/operations/operations.ts';
import { catalog } from '../../lib/steps/catalog.ts';

const root = resolve(__dirname, '../..');
export const startedAt = '2026-11-24T03:12:00.000Z';
export const payments = { cluster: 'prod-blue', namespace: 'payments' };

export const paymentsGone: Given = {
  clusters: { 'prod-blue': { state: 'active', api: 'healthy', namespaces: { payments: 'deleted' } } },
  backups: [{ namespace: 'payments', age: 10_800, phase: 'Completed' }],
  storage: 'available',
  pagers: 'up',
};

export interface TestWorld extends LocalWorld {
  clock: Timeline;
  /** Changes outside that had their effect: `POST …/restores/…`. */
  changes: string[];
  start: (
    inputs?: JsonObject,
    options?: { runbook?: string; mode?: Mode },
  ) => Promise<{ run: string; execution: string }>;
  ended: (run: { execution: string; run: string }) => Promise<RunReport>;
  /** Sandbox time passes. */
  pass: (ms: number) => Promise<void>;
  close: () => void;
}

/** The whole system in virtual time: the runbooks that ship, the sandbox with payments gone. */
export async function aWorld(
  options: {
    given?: Partial<Given>;
    people?: Record<string, PersonScript[]>;
    functions?: Record<string, Handler>;
    around?: (transport: Transport, invocation: { name: string; payload: Json }) => Transport;
    seed?: number;
    /** Runbooks besides those that ship, as YAML. */
    runbooks?: string[];
  } = {},
): Promise<TestWorld> {
  const estate = await loadEstate(join(root, 'rebound.yaml'));
  const shipped = await loadRunbooks(join(root, 'runbooks'), estate);
  const own = (options.runbooks ?? []).map((yaml) => compiled(yaml, estate));
  const random = seededRandom(options.seed ?? 1);
  const clock = new Timeline({ start: Date.parse(startedAt), random, pace: 'virtual' });
  const over = Promise.withResolvers<void>();
  void clock.until(over.promise, { whenIdle: 'wait' });
  const changes: string[] = [];
  const world = await openWorld({
    clock,
    random,
    estate,
    given: { ...paymentsGone, ...options.given },
    people: options.people ?? { 'platform-leads': [{ does: 'approve', after: 240 }] },
    runbooks: [...shipped.map((one) => one.compiled), ...own],
    table: sandboxDynamodb().transport,
    observe: ({ system, method, url }, { status }) => {
      if (system === 'kubernetes' && method !== 'GET' && status < 300 && !url.includes('/downloadrequests')) {
        changes.push(`${method} ${new URL(url).pathname}`);
      }
    },
    ...(options.functions ? { functions: options.functions } : {}),
    ...(options.around ? { around: options.around } : {}),
  });
  return {
    ...world,
    clock,
    changes,
    start: (inputs = payments, { runbook = 'restore-namespace', mode = 'real' } = {}) =>
      world.operations.start({ runbook, inputs, mode, by: 'ana', because: 'a test' }),
    ended: async ({ run, execution }) => {
      await world.engine.ended(execution);
      return world.operations.show(run);
    },
    pass: (ms) => clock.sleep(ms),
    close: () => over.resolve(),
  };
}

function compiled(yaml: string, estate: Estate): Compiled {
  const { runbook, mistakes } = readRunbook(yaml, 'test.yaml', { catalog, estate });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  if (!runbook || errors.length > 0) throw new Error(formatMistakes(mistakes));
  return compile(runbook, { catalog, estate });
}
