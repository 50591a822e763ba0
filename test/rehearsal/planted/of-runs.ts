import { factsOf } from '../../../lib/rehearsal/calls.ts';
import { unsent } from '../defects.ts';
import { handedOnUnfenced, lockLeftBehind, nestedWithoutLock } from '../defects-of-ways.ts';
import {
  eventsUnkept,
  janitorAsleep,
  lockFreedByAnybody,
  lockFreeWhileAsking,
  partBesideWhole,
  skipsUnseen,
  takenOverByTime,
} from './mutations.ts';
import { asksForEver, neverLate, retriedForEver, withoutCatch } from './mutations-of-runbooks.ts';
import type { Planted } from './planted.ts';

/** What opens, locks and closes a run, and what it is compiled to. */
export const plantedInRuns: readonly Planted[] = [
  {
    name: 'lock released too early',
    wrong: 'the lock is given back while people are asked',
    endings: ['two-writers', 'changed-after-no'],
    defect: lockFreeWhileAsking,
  },
  {
    name: 'lock never released',
    wrong: 'nobody deletes the lock when the run is closed',
    endings: ['lock-kept'],
    defect: () =>
      unsent(['close-run', 'janitor', 'lock'], (request) => {
        const { kind, operation } = factsOf(request);
        return kind === 'lock' && operation === 'DeleteItem';
      }),
  },
  {
    name: 'lock released by the wrong run',
    wrong: 'a run that joined, or was refused, gives back the lock of the run that has it',
    endings: ['two-writers', 'changed-after-no'],
    defect: lockFreedByAnybody,
  },
  {
    name: 'lock on a part while another holds the whole',
    wrong: 'whoever wants a part does not see who has the whole',
    endings: ['two-writers'],
    runbook: 'rebuild-cluster',
    rehearsals: ['access is denied, which is no proof'],
    defect: partBesideWhole,
  },
  {
    name: 'takeover by time alone',
    wrong: 'a lock that is old is taken, although its run goes on',
    endings: ['two-writers', 'changed-after-no'],
    defect: takenOverByTime,
  },
  {
    name: 'lock left behind',
    wrong: 'a run hands on, and its lock stays where it was',
    endings: ['two-writers', 'lock-kept'],
    rehearsals: ['the cluster is gone'],
    defect: lockLeftBehind,
  },
  {
    name: 'handed on unfenced',
    wrong: 'a run hands its lock on, and may still act',
    endings: ['two-writers', 'stuck'],
    rehearsals: ['the cluster is gone'],
    defect: handedOnUnfenced,
  },
  {
    name: 'nested run without a lock',
    wrong: 'a run of a step gives its lock back as soon as it has it',
    endings: ['two-writers', 'changed-after-no'],
    runbook: 'control-plane-unreachable',
    rehearsals: ['users are not served, and the standby lacks payments'],
    defect: nestedWithoutLock,
  },
  {
    name: 'catch missing on one path',
    wrong: 'what goes wrong in Lock is caught by nobody, and no human is asked',
    endings: ['silent'],
    rehearsals: ['the alarm was wrong'],
    defect: () => withoutCatch('Lock'),
  },
  {
    name: 'retry without limit',
    wrong: 'a step that cannot succeed is tried again for ever, and nobody is asked',
    endings: ['stuck'],
    rehearsals: ['no backup is fit'],
    defect: () => retriedForEver('Choose the backup'),
  },
  {
    name: 'a question without a deadline',
    wrong: 'whoever is asked has all the time in the world, and nobody else is',
    endings: ['stuck', 'people-misled'],
    defect: asksForEver,
  },
  {
    name: 'deadline not enforced',
    wrong: 'a step waits for the outside for ever, and so does its run',
    endings: ['stuck'],
    defect: neverLate,
  },
  {
    name: 'janitor asleep',
    wrong: 'the janitor comes, and does nothing',
    endings: ['stuck', 'people-misled', 'silent', 'lock-kept'],
    defect: janitorAsleep,
  },
  {
    name: 'event history not written',
    wrong: 'no event says how a run ended',
    endings: ['history-untrue'],
    rehearsals: ['the alarm was wrong'],
    defect: () => eventsUnkept(['closed']),
  },
  {
    name: 'skip hidden',
    wrong: 'a run in which a step was skipped is called recovered',
    endings: ['not-recovered'],
    defect: skipsUnseen,
  },
];
