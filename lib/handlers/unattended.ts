import { asksOf } from '../history/asks.ts';
import { getRun } from '../history/runs.ts';
import { personCalled } from '../model/on-call.ts';
import { provenLevels } from '../model/proof.ts';
import type { Run, Starter } from '../model/run.ts';
import type { Parts } from './parts.ts';

/**
 * Whether the runbook of the run says that it may change something without asking. The payload of a call is not believed in this: Open run
 * has noted it, from the manifest, because the functions of steps know none.
 */
export function isUnattended(run: Run, { manifests }: Pick<Parts, 'manifests'>): boolean {
  const manifest = Object.hasOwn(manifests, run.runbook) ? manifests[run.runbook] : undefined;
  return run.unattended === true || manifest?.unattended === true;
}

/** How many runs above a nested one are looked at for who started it all. */
const depthMax = 20;

/**
 * By whose word a step of an unattended runbook may change something without asking: the person who started the run (or the run
 * that this one is a step of), or who approved another change of it; or that something real has proven the runbook, as Open run has noted.
 * Undefined: nobody said yes, so people are asked.
 */
export async function saidYes(run: Run, parts: Parts): Promise<string | undefined> {
  const starter = await starterOf(run, parts);
  if (starter.kind === 'person') return starter.name;
  if (run.world === 'real' && run.proven !== undefined && provenLevels.includes(run.proven))
    return `nobody, because it is proven (${run.proven})`;
  const approved = (await asksOf(parts.clients.table, run.run)).find(
    // One without a voice answered itself.
    ({ kind, decision, voices }) =>
      kind === 'approval' && decision?.answer === 'approve' && voices.length > 0,
  );
  return approved?.decision?.by;
}

/**
 * Who started it all: of a nested run, and of one that another handed on to, whoever started the first. Of the kind `run` when the runs
 * above are not known; `unknown` for a name that people.yaml does not have.
 */
export async function starterOf(run: Run, parts: Parts): Promise<Starter> {
  let current = run;
  for (let depth = 0; depth < depthMax && current.startedBy.kind === 'run'; depth += 1) {
    const above = await getRun(parts.clients.table, current.startedBy.name);
    if (!above) break;
    current = above;
  }
  const { startedBy } = current;
  const { directory } = parts;
  // Whoever started it under a name that people.yaml does not have may be anybody, also one of those who are asked.
  const isNobody = directory && startedBy.kind === 'person' && !personCalled(directory, startedBy.name);
  return isNobody ? { ...startedBy, kind: 'unknown' } : startedBy;
}
