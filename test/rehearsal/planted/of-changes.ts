import { isObject } from '../../../lib/model/json.ts';
import { blindFor, deafLedger, rewritten, wrapperWithout } from '../defects.ts';
import {
  oldestFirst,
  undoneAtEachTry,
  undoOfEverything,
  undoWithoutAbort,
  undoWithoutIntent,
} from '../defects-of-ways.ts';
import { deafToTheEnd, intentUnkept, holdUnseen, restoringAs, undoSkipped } from './mutations.ts';
import { anotherThanApproved, closedBeforeUndo } from './mutations-of-runbooks.ts';
import type { Planted } from './planted.ts';

/** What changes the outside, and takes it back. */
export const plantedInChanges: readonly Planted[] = [
  {
    name: 'ledger not written',
    wrong: 'the intent is taken for kept, and the ledger never had it',
    endings: ['unrecorded'],
    defect: intentUnkept,
  },
  {
    name: 'no ledger at all',
    wrong: 'the change is made first, and nothing is written down',
    endings: ['unrecorded', 'history-untrue'],
    defect: () => wrapperWithout({ ledger: true }),
  },
  {
    name: 'ledger read without the fence',
    wrong: 'whoever reads or writes the ledger does not mind that it is fenced, or that the run was aborted',
    endings: ['changed-after-no', 'stuck', 'history-untrue'],
    defect: deafLedger,
  },
  {
    name: 'redrive of a closed run',
    wrong: 'a payload that comes again when its run is closed is worked on as if it were open',
    endings: ['changed-after-no', 'two-writers'],
    defect: deafToTheEnd,
  },
  {
    name: 'stop switch ignored',
    wrong: 'nobody reads whether everything was stopped',
    endings: ['changed-after-no'],
    defect: () => blindFor('switch'),
  },
  {
    name: 'hold ignored',
    wrong: 'a step does not see that its run is held',
    endings: ['changed-after-no'],
    defect: holdUnseen,
  },
  {
    name: 'answer lost taken for failure',
    wrong: 'each try of the machine makes a thing of its own, and adopts nothing',
    endings: ['done-twice'],
    defect: () => restoringAs(({ generation, attempt }) => generation + attempt * 1000),
  },
  {
    name: 'name without the generation',
    wrong: 'what a person has tried again goes under the name of the try that failed',
    endings: ['unrecorded', 'done-twice'],
    rehearsals: ['the leads sleep, a manager says yes'],
    defect: () => restoringAs(() => 0),
  },
  {
    name: 'outside the target',
    wrong: 'the restore is mapped into another namespace',
    endings: ['outside-target'],
    defect: () =>
      rewritten(['step-restore-backup'], (_request, body) =>
        body['kind'] === 'Restore' && isObject(body['spec'])
          ? { ...body, spec: { ...body['spec'], namespaceMapping: { payments: 'checkout' } } }
          : undefined,
      ),
  },
  {
    name: 'approval not compared with the plan',
    wrong: 'a changing step is handed another backup than was shown, and does not compare',
    endings: ['guessed'],
    rehearsals: ['the API comes back while the human hesitates'],
    defect: anotherThanApproved,
  },
  {
    name: 'undo skipped',
    wrong: 'an aborted run ends without taking back what it did',
    endings: ['history-untrue'],
    defect: undoSkipped,
  },
  {
    name: 'close run that does not wait for undo',
    wrong: 'an aborted run is closed at once, and goes past its taking back',
    endings: ['history-untrue'],
    defect: closedBeforeUndo,
  },
  {
    name: 'undo without an abort',
    wrong: 'a run that ended well is taken back, and the ledger hears nothing of it',
    endings: ['changed-after-no', 'unrecorded'],
    defect: undoWithoutAbort,
  },
  {
    name: 'undo without a record',
    wrong: 'taking back is written down when it is done',
    endings: ['unrecorded', 'history-untrue'],
    defect: undoWithoutIntent,
  },
  {
    name: 'undo of everything',
    wrong: 'taking back deletes all deployments, whoever made them',
    endings: ['outside-target'],
    rehearsals: ['only a part of the deployments is there'],
    defect: undoOfEverything,
  },
  {
    name: 'undo at each try',
    wrong: 'each try of the machine takes back once more, under another name',
    endings: ['done-twice', 'unrecorded'],
    defect: undoneAtEachTry,
  },
  {
    name: 'oldest first',
    wrong: 'what was done first is taken back first',
    endings: ['changed-after-no'],
    runbook: 'database-bad-migration',
    rehearsals: ['the swap fails, and everything is taken back'],
    defect: oldestFirst,
  },
];
