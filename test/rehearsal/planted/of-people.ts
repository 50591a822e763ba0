import { verifyWorkloads } from '../../../lib/steps/verify-workloads.ts';
import type { StepType } from '../../../lib/steps/step-type.ts';
import { stepThat, unconditional } from '../defects.ts';
import {
  failedIsSent,
  janitorDoesNotNag,
  noticesUnkept,
  toldBeforeKept,
  tokenInMessage,
} from '../people/defects.ts';
import {
  endsInSilence,
  goneWhenDenied,
  noToldAsYes,
  partialIsComplete,
  slackToAnother,
  tokenInEvent,
} from './mutations.ts';
import { missingIsFalse } from './mutations-of-runbooks.ts';
import type { Planted } from './planted.ts';

const verify = verifyWorkloads as unknown as StepType;

/** What is known of the world, and what people are asked, say and hear. */
export const plantedInPeople: readonly Planted[] = [
  {
    name: 'verify that always says yes',
    wrong: 'a verify looks at nothing, and says that everything runs',
    endings: ['not-recovered'],
    rehearsals: ['only a part of the deployments is there'],
    defect: () => stepThat(verify, async () => ({ workloads: 6, available: 6, missing: 0, replicas: 15 })),
  },
  {
    name: 'PartiallyFailed taken for Completed',
    wrong: 'a backup that lacks something is chosen as if it were whole',
    endings: ['guessed'],
    rehearsals: ['the only backup is partial, and one look more does not help'],
    defect: partialIsComplete,
  },
  {
    name: 'GONE from one AccessDenied',
    wrong: 'a check that may not look says that the thing is gone',
    endings: ['guessed'],
    rehearsals: ['the alarm was wrong'],
    defect: goneWhenDenied,
  },
  {
    name: 'a guard that reads a missing value as false',
    wrong: 'a condition that reads the output of a skipped step does not hold, and the run goes on',
    endings: ['guessed'],
    rehearsals: ['the alarm was wrong'],
    defect: missingIsFalse,
  },
  {
    name: 'answer taken twice',
    wrong: 'who answers second writes over the decision',
    endings: ['two-decisions', 'people-misled'],
    defect: () => unconditional('ask'),
  },
  {
    name: 'decision told before it is kept',
    wrong: 'the state machine hears of a decision that nobody may ever read',
    endings: ['two-decisions', 'people-misled'],
    defect: toldBeforeKept,
  },
  {
    name: 'a no taken for a yes',
    wrong: 'the state machine is told yes when somebody rejects',
    endings: ['two-decisions', 'changed-after-no', 'guessed'],
    defect: noToldAsYes,
  },
  {
    name: 'token in a message',
    wrong: 'the task token stands in what Slack shows',
    endings: ['secret-written', 'people-misled'],
    defect: tokenInMessage,
  },
  {
    name: 'secret in an event',
    wrong: 'the task token stands in the history',
    endings: ['secret-written'],
    defect: tokenInEvent,
  },
  {
    name: 'page counted as sent although refused',
    wrong: 'a page that no channel took is kept as sent',
    endings: ['people-misled'],
    defect: failedIsSent,
  },
  {
    name: 'a page to the wrong person',
    wrong: 'what is meant for one person in Slack goes to another who was not asked',
    endings: ['people-misled'],
    defect: () => slackToAnother('U02BEN', 'U05EVA'),
  },
  {
    name: 'nobody called twice',
    wrong: 'who does not look is called by no other way',
    endings: ['people-misled'],
    defect: janitorDoesNotNag,
  },
  {
    name: 'a question that still asks',
    wrong: 'messages are not changed when their question is decided',
    endings: ['people-misled'],
    defect: () => noticesUnkept((key) => key.includes('#decided-')),
  },
  {
    name: 'not told how it ended',
    wrong: 'who was asked does not hear how the run ended',
    endings: ['people-misled', 'silent'],
    defect: () => noticesUnkept((key) => key.endsWith('#ended')),
  },
  {
    name: 'ended in silence',
    wrong: 'what is said of the end counts as said, and goes nowhere',
    endings: ['silent', 'people-misled'],
    rehearsals: ['the leads say no'],
    defect: endsInSilence,
  },
  {
    name: 'break-glass unheard',
    wrong: 'one person went on alone, and nobody hears of it',
    endings: ['people-misled'],
    rehearsals: ['nobody answers'],
    defect: () => noticesUnkept((key) => key.includes('#break-glass-')),
  },
];
