import { type CallKind, callKinds } from '../calls.ts';
import { type FaultKind, faultKinds, type PlannedFault } from '../faults.ts';

/**
 * What somebody does with the how-many-eth question (from 1) of a path, in the order in which questions are asked: another answer than the
 * rehearsal's own, `silent`, `late` (when the time of everybody who is asked is nearly over), `twice` (two people, the same answer in the same
 * millisecond), `alone` (one of them, by break-glass, when everybody had their time).
 */
export interface PersonTurn {
  ask: number;
  does: string;
}

/** What happens besides, just when the `nth` call of a kind is begun. */
export const happenings = [
  'alarm-again',
  'second-run',
  'other-alarm',
  'restart',
  'abort',
  'hold',
  'stop-everything',
  'stopped',
  'delivered-late',
] as const;
export interface Happening {
  /**
   * `other-alarm`: one that starts another runbook on the same. `restart`: the process of the local engine is killed, and another one goes on with
   * what was kept. `hold`, `stop-everything`: for a while. `stopped`: somebody stops the execution in the console. `delivered-late`: the payload of
   * whoever makes the call comes once more, when all should be over.
   */
  what: (typeof happenings)[number];
  kind: CallKind;
  nth: number;
}

/** One way in which a rehearsal can go, as plain data. Nothing in it: the rehearsal as it is written. */
export interface Path {
  /** Which of the runbook's rehearsals, from 0. */
  rehearsal: number;
  faults: PlannedFault[];
  people: PersonTurn[];
  happens: Happening[];
  /** Any number of faults, drawn from this: only safety is judged. Undefined: at most those above, and it has to recover or reach a human in time. */
  any?: number;
}

/** Path of the rehearsal itself. */
export function ownPath(rehearsal: number): Path {
  return { rehearsal, faults: [], people: [], happens: [] };
}

/** `1`, `1+look.14=refused`, `1+question.2=reject`, `1+change.1@alarm-again`, `1+any.17`; the rehearsal from 1. The same path has the same name. */
export function pathId({ rehearsal, faults, people, happens, any }: Path): string {
  return [
    String(rehearsal + 1),
    ...faults.map(
      ({ kind, nth, fault, seconds }) =>
        `${kind}.${nth}=${fault}${seconds === undefined ? '' : `:${seconds}`}`,
    ),
    ...people.map(({ ask, does }) => `question.${ask}=${does}`),
    ...happens.map(({ kind, nth, what }) => `${kind}.${nth}@${what}`),
    ...(any === undefined ? [] : [`any.${any}`]),
  ].join('+');
}

/** The path of a name; undefined where there can be none. */
export function parsePath(id: string): Path | undefined {
  const [first = '', ...parts] = id.split('+');
  if (!/^[1-9]\d*$/.test(first)) return undefined;
  const path = ownPath(Number(first) - 1);
  for (const part of parts) if (!readPart(part, path)) return undefined;
  return path;
}

function readPart(part: string, path: Path): boolean {
  const any = /^any\.(\d+)$/.exec(part);
  if (any) {
    path.any = Number(any[1]);
    return true;
  }
  const found = /^([a-z0-9]+)\.([1-9]\d*)([=@])([a-z_0-9-]+)(?::(\d+))?$/.exec(part);
  if (!found) return false;
  const [, name = '', number = '', sign, does = '', seconds] = found;
  const nth = Number(number);
  const kind = callKinds.find((one) => one === name);
  if (sign === '@') {
    const what = happenings.find((one) => one === does);
    if (kind === undefined || what === undefined) return false;
    path.happens.push({ what, kind, nth });
    return true;
  }
  const fault = faultKinds.find((one) => one === does);
  if (kind !== undefined && fault !== undefined) {
    path.faults.push(planned(kind, nth, fault, seconds));
    return true;
  }
  if (name !== 'question') return false;
  path.people.push({ ask: nth, does });
  return true;
}

function planned(kind: CallKind, nth: number, fault: FaultKind, seconds: string | undefined): PlannedFault {
  return { kind, nth, fault, ...(seconds === undefined ? {} : { seconds: Number(seconds) }) };
}
