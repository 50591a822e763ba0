import type { FaultKind } from '../faults.ts';
import type { SeenCall } from '../watch.ts';
import type { Watched } from '../watched.ts';
import { faultsAt } from './faults-at.ts';
import type { Path } from './path.ts';
import type { Site } from './result.ts';

/** Every call of a play that a fault can be aimed at, in order. */
export function sitesOf(watched: Watched): Site[] {
  return watched.calls.filter(({ nth }) => nth > 0).map((call) => site(call, watched));
}

/** Where the first fault or happening of a path struck. */
export function siteOf({ faults, happens }: Path, watched: Watched): Site | null {
  const [first] = [...faults, ...happens];
  const call = watched.calls.find(({ facts, nth }) => facts.kind === first?.kind && nth === first.nth);
  return call ? site(call, watched) : null;
}

function site({ facts, nth, process, request }: SeenCall, { table }: Watched): Site {
  const faults: FaultKind[] = faultsAt(facts, request);
  return {
    kind: facts.kind,
    nth,
    system: request.system,
    operation: facts.operation ?? `${request.method} ${withoutNames(new URL(request.url).pathname)}`,
    write: facts.write,
    function: process?.name.startsWith('person ') ? 'person' : (process?.name ?? ''),
    step: process?.step ?? '',
    runbook: table.run(process?.run ?? '')?.runbook ?? '',
    faults,
  };
}

/** A path with the names of ours left out: what it asks, not of what. */
function withoutNames(path: string): string {
  return path
    .split('/')
    .map((part) => (/^rb-|\d{4,}|%/.test(part) ? '…' : part))
    .join('/');
}
