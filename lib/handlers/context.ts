import { canonical, isObject, type Json } from '../model/json.ts';
import { fail } from '../model/errors.ts';
import type { Finding } from '../model/event.ts';
import { nearest } from '../model/nearest.ts';
import type { Run } from '../model/run.ts';
import { describeTarget } from '../model/target.ts';
import type { Change, StepContext } from '../steps/step-type.ts';
import type { EvidenceRef } from '../wire/evidence.ts';
import type { Page } from '../wire/pager.ts';
import type { Standing } from './gate.ts';
import type { Parts } from './parts.ts';
import type { Reaching } from './people/reach-people.ts';
import { reach } from './reach.ts';
import { type Line, recorder } from './record.ts';

const keptBytesMax = 32 * 1024;
/** More events than one invocation of a step writes by itself. */
const toldFrom = 1000;

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
    pager: parts.directory
      ? { page: (page) => reach(told(page, run), parts, eventsOf(of, run, parts)) }
      : clients.pager,
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

/** A step tells people as the run would: with its severity, and what it is about. */
function told(page: Page, { severity, target }: Run): Reaching {
  return {
    ...page,
    ...(severity === undefined ? {} : { severity }),
    ...(target ? { target: describeTarget(target) } : {}),
  };
}

/** Whom a step reached is the step's: counted behind the events that its handler writes at the same moment. */
function eventsOf({ step, title, generation, iteration }: Of, { execution }: Run, parts: Parts) {
  const place = { execution, state: title, step, generation, iteration, entered_at: '', attempt: 0 };
  const record = recorder(place, parts);
  let n = toldFrom;
  return (line: Line) => record({ n: n++, ...line });
}

/** For plans: a step that tries to change something while planning is broken. */
export function noChange(): Promise<never> {
  return fail('Broken', { what: 'a plan tried to change something', todo: 'report this: a plan only reads' });
}

function isEvidence(value: Json): value is EvidenceRef {
  return isObject(value) && typeof value['ref'] === 'string' && typeof value['sha256'] === 'string';
}
