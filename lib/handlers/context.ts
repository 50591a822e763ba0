import { canonical, isObject, type Json } from '../model/json.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { nearest } from '../model/nearest.ts';
import type { Change, StepContext } from '../steps/step-type.ts';
import type { EvidenceRef } from '../wire/evidence.ts';
import type { Standing } from './gate.ts';
import type { Parts } from './parts.ts';

const keptBytesMax = 32 * 1024;

interface Of {
  step: string;
  title: string;
  generation: number;
  iteration: number;
}

/** What a step is handed: the clients of this invocation, the run's facts, and the guarded way to change. */
export function stepContext(
  of: Of,
  { run }: Pick<Standing, 'run'>,
  parts: Parts,
  findings: Finding[],
  change: <T>(change: Change<T>) => Promise<T>,
): StepContext {
  const { clients } = parts;
  const cluster = (name: string) => {
    const known = Object.hasOwn(run.clusters, name) ? run.clusters[name] : undefined;
    if (known) return known;
    const close = nearest(name, Object.keys(run.clusters));
    return fail('BadInput', {
      what: `rebound.yaml has no cluster ${name}`,
      todo: close ? `did you mean ${close}?` : `it knows ${Object.keys(run.clusters).join(', ')}`,
    });
  };
  return {
    clock: parts.clock,
    run: { id: run.run, mode: run.mode, target: run.target ?? {}, startedAt: run.startedAt },
    step: { id: of.step, title: of.title, generation: of.generation, iteration: of.iteration },
    signal: parts.signal,
    account: parts.account,
    cluster,
    eks: clients.eks,
    kubernetes: async (name) => clients.kubernetes(cluster(name)),
    velero: async (name) => clients.velero(cluster(name)),
    pager: clients.pager,
    finding: (finding) => findings.push(typeof finding === 'string' ? { text: finding } : finding),
    evidence: {
      keep: async (value) => {
        const bytes = new TextEncoder().encode(canonical(value)).length;
        return bytes <= keptBytesMax ? value : clients.evidence.put(value);
      },
      read: async (value) => (isEvidence(value) ? clients.evidence.get(value) : value),
    },
    change,
    notReady: (text) => fail('NotReady', { what: text, run: run.run, step: of.step }),
  };
}

/** For plans: a step that tries to change something while planning is broken. */
export function noChange(): Promise<never> {
  return fail('Broken', { what: 'a plan tried to change something', todo: 'report this: a plan only reads' });
}

function isEvidence(value: Json): value is EvidenceRef {
  return isObject(value) && typeof value['ref'] === 'string' && typeof value['sha256'] === 'string';
}
