import type { Ask } from '../model/ask.ts';
import type { RunEvent } from '../model/event.ts';
import { type Root, rootKey } from '../model/target.ts';
import type { Key } from '../wire/table.ts';

/*
 * The history's one table: what is asked of it → where that is. Every question is one strongly consistent read of one item,
 * or one query of one partition; nothing scans. Every change is a conditional write of one item, so nothing needs a
 * transaction; an item of a list below only says where to look, the run, the ask itself decides.
 *
 *   a run by its id                              RUN#<run>            RUN
 *   what a run did outside, and its fence        RUN#<run>            LEDGER
 *   a run's asks; a step's newest one            RUN#<run>            ASK#<step>#<iteration>#<generation>#<kind>
 *   a run's events in order, from one on         RUN#<run>            EV#<time>#<state>#<iteration>#<attempt>#<n>
 *   who holds a root or one of its parts         LOCK#<root>          LOCK
 *   who started an execution, and why            START#<execution>    START
 *   the newest runs                              RUNS                 <time>#<run>
 *   the newest runs of a runbook                 RUNS#<runbook>       <time>#<run>
 *   a run by the beginning of its id             RUN-IDS              <run>
 *   the runs that somebody has to look after     OPEN-RUNS            <run>
 *   decisions that the state machine has to hear OPEN-ASKS            <run>#<step>#<iteration>#<generation>#<kind>
 *   who was paged for a question, who looks at it RUN#<run>           PAGED#<ask>
 *   how many answers to a question were refused  RUN#<run>            REFUSED#<ask>
 *   who has a run in hand                        RUN#<run>            COMMAND
 *   what was said about a run, and is due        RUN#<run>            UPDATES
 *   what people have to be told yet              NOTICES              <key>
 *   where a run is spoken about                  RUN#<run>            ROOM
 *   the run that a channel belongs to            ROOM#<channel>       ROOM
 *   the run of a question, by its id alone       ASKID#<ask>          ASKID
 *   the run of an incident of PagerDuty          INCIDENT#<incident>  INCIDENT
 *   was this request of the outside here before  SEEN#<hash>          SEEN
 *   what came from outside and was turned away   TURNED-AWAY          <day>
 *   how long a runbook's runs took               DURATIONS#<runbook>  DURATIONS
 *   what a runbook was proven by, by level       PROOFS               <runbook>#<level>
 *   is everything stopped                        SWITCH               STOP
 *   the targets that alarmed of late             ALARMS               RECENT
 *   the runs that may change something now       SLOTS                SLOTS
 *
 * `#` separates; where free text is a part (a state's title), it stands behind everything that is searched by.
 */

export const runKey = (run: string): Key => ({ pk: `RUN#${run}`, sk: 'RUN' });
export const ledgerKey = (run: string): Key => ({ pk: `RUN#${run}`, sk: 'LEDGER' });

/** An approval that could not be asked is a failed step itself: one generation of it has a question of each kind. */
export type AskPlace = Pick<Ask, 'run' | 'step' | 'iteration' | 'generation' | 'kind' | 'undo'>;
export const askKey = (ask: AskPlace): Key => ({
  pk: `RUN#${ask.run}`,
  sk: `${askPrefix(ask.step, ask.iteration)}${digits(ask.generation)}#${kindOf(ask)}`,
});
/** `failure`; `failure-undo-000001` where taking the step back failed, tried again once. */
const kindOf = ({ kind, undo }: AskPlace): string =>
  undo === undefined ? kind : `${kind}-undo-${digits(undo)}`;
export const askPrefix = (step: string, iteration: number): string =>
  `${asksPrefix}${step}#${digits(iteration)}#`;
export const asksPrefix = 'ASK#';

export const eventKey = ({ run, at, state, iteration, attempt, n }: RunEvent): Key => ({
  pk: `RUN#${run}`,
  sk: `${eventsPrefix}${at}#${state}#${digits(iteration)}#${digits(attempt)}#${digits(n)}`,
});
export const eventsPrefix = 'EV#';

export const lockKey = (root: Root): Key => ({ pk: `LOCK#${rootKey(root)}`, sk: 'LOCK' });
export const startKey = (execution: string): Key => ({ pk: `START#${execution}`, sk: 'START' });

export const runsPartition = (runbook?: string): string =>
  runbook === undefined ? 'RUNS' : `RUNS#${runbook}`;
export const runsKey = (run: { run: string; startedAt: string }, runbook?: string): Key => ({
  pk: runsPartition(runbook),
  sk: `${run.startedAt}#${run.run}`,
});
export const runIdsPartition = 'RUN-IDS';
export const runIdKey = (run: string): Key => ({ pk: runIdsPartition, sk: run });
export const openRunsPartition = 'OPEN-RUNS';
export const openRunKey = (run: string): Key => ({ pk: openRunsPartition, sk: run });
export const openAsksPartition = 'OPEN-ASKS';
export const openAskKey = (ask: AskPlace): Key => ({
  pk: openAsksPartition,
  sk: `${ask.run}#${ask.step}#${digits(ask.iteration)}#${digits(ask.generation)}#${kindOf(ask)}`,
});

export const pagingKey = (run: string, ask: string): Key => ({ pk: `RUN#${run}`, sk: `PAGED#${ask}` });
export const refusedKey = (run: string, ask: string): Key => ({ pk: `RUN#${run}`, sk: `REFUSED#${ask}` });
export const commandKey = (run: string): Key => ({ pk: `RUN#${run}`, sk: 'COMMAND' });
export const updatesKey = (run: string): Key => ({ pk: `RUN#${run}`, sk: 'UPDATES' });
export const noticesPartition = 'NOTICES';
export const noticeKey = (key: string): Key => ({ pk: noticesPartition, sk: key });
export const roomKey = (channel: string): Key => ({ pk: `ROOM#${channel}`, sk: 'ROOM' });
export const roomOfRunKey = (run: string): Key => ({ pk: runKey(run).pk, sk: 'ROOM' });
export const askIdKey = (ask: string): Key => ({ pk: `ASKID#${ask}`, sk: 'ASKID' });
export const incidentKey = (incident: string): Key => ({ pk: `INCIDENT#${incident}`, sk: 'INCIDENT' });
export const seenKey = (hash: string): Key => ({ pk: `SEEN#${hash}`, sk: 'SEEN' });
export const turnedAwayKey = (day: string): Key => ({ pk: 'TURNED-AWAY', sk: day });
export const durationsKey = (runbook: string): Key => ({ pk: `DURATIONS#${runbook}`, sk: 'DURATIONS' });

export const proofsPartition = 'PROOFS';
export const proofKey = (runbook: string, level: string): Key => ({
  pk: proofsPartition,
  sk: `${runbook}#${level}`,
});

export const stopSwitchKey: Key = { pk: 'SWITCH', sk: 'STOP' };
export const recentAlarmsKey: Key = { pk: 'ALARMS', sk: 'RECENT' };
export const slotsKey: Key = { pk: 'SLOTS', sk: 'SLOTS' };

/** Numbers in keys have six digits, so that they sort as numbers; each one more has a `:` before, which sorts behind all digits. */
export function digits(n: number): string {
  const text = String(n).padStart(6, '0');
  return `${':'.repeat(text.length - 6)}${text}`;
}
