import type { JsonObject } from '../../model/json.ts';
import { membersOf } from '../../model/on-call.ts';
import type { Act, Start } from '../schedule.ts';
import type { Happening } from './path.ts';
import type { Subject } from './subject.ts';

/** How long everything is stopped, and a run held. */
const stoppedForSeconds = 600;
/** When a payload comes once more: the run it is of has ended, mostly, and no step's own time is over that its step took for itself. */
const lateSeconds = 1200;

/** What else is started just then: the same once more, by its alarm, or by a person who does not know of the first; or what another alarm starts. */
export function startsOf({ what, kind, nth }: Happening, first: Start, subject: Subject): Start[] {
  const at = { kind, nth, plus: 0 };
  if (what === 'alarm-again') return [{ ...first, at, stamp: 7 }];
  if (what === 'second-run') return [{ ...first, at, how: 'person' }];
  if (what !== 'other-alarm') return [];
  const other = otherOn(first, subject);
  return other ? [{ ...first, ...other, at, how: 'alarm', stamp: 11 }] : [];
}

/** Whether another runbook's alarm names a cluster or a database that this run is about. */
export function hasOther(first: Pick<Start, 'inputs'>, subject: Subject): boolean {
  return otherOn(first, subject) !== undefined;
}

function otherOn(
  { inputs }: Pick<Start, 'inputs'>,
  { compiled, runbook }: Subject,
): Pick<Start, 'runbook' | 'inputs'> | undefined {
  const meets = (given: Record<string, unknown>) =>
    ['cluster', 'database'].some((name) => given[name] !== undefined && given[name] === inputs[name]);
  for (const { manifest } of compiled) {
    const trigger = manifest.triggers.find((one) => meets(one.inputs));
    // one that changes nothing is in nobody's way for long
    if (manifest.runbook === runbook.runbook || !manifest.changes || !trigger) continue;
    return { runbook: manifest.runbook, inputs: trigger.inputs as JsonObject };
  }
  return undefined;
}

/** What somebody does just then, or what happens to the engine or to a payload. */
export function actsOf({ what, kind, nth }: Happening, { runbook, directory }: Subject): Act[] {
  const at = { kind, nth, plus: 0 };
  const by = (directory && membersOf(directory, runbook.owner)[0]) ?? runbook.owner;
  switch (what) {
    case 'restart':
      return [{ does: 'restart', at }];
    case 'abort':
      return [{ does: 'abort', at, run: 0, by }];
    case 'hold':
      return [
        { does: 'hold', at, run: 0, by },
        { does: 'continue', at: { ...at, plus: stoppedForSeconds }, run: 0, by },
      ];
    case 'stop-everything':
      return [
        { does: 'stop-everything', at, by },
        { does: 'release', at: { ...at, plus: stoppedForSeconds }, by },
      ];
    case 'stopped':
      return [{ does: 'kill', at, run: 0, by }];
    case 'delivered-late':
      return [{ does: 'deliver-again', at, call: { kind, nth }, after: lateSeconds }];
    case 'alarm-again':
    case 'second-run':
    case 'other-alarm':
      return [];
  }
}
