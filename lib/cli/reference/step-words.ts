import type { Need, StepKind, StepType } from '../../steps/step-type.ts';

/** What each kind of step type may do, in a sentence. */
const kinds: Record<StepKind, string> = {
  reads: 'Only looks, in a dry-run as it does for real. It may stand in `always`.',
  changes:
    'Changes something outside. An `approve` before it has to cover it, unless the runbook is `unattended`; a dry-run only plans it.',
  asks: 'Asks people, and the run waits for them. A dry-run answers by itself.',
  tells: 'Tells people something; a dry-run tells nobody. It may stand in `always`.',
};
const nested =
  'Starts a run of another runbook and follows it to its end. What that changes, its own approvals cover.';

/** For lists: steps that … */
export const kindWords: Record<StepKind, string> = {
  reads: 'look',
  changes: 'change something',
  asks: 'ask people, or wait',
  tells: 'tell people',
};

const needs: Record<Need, string> = {
  eks: 'the EKS API of the account that the cluster is in',
  kubernetes: "the cluster's own API",
  velero: 'Velero on the cluster',
  pager: 'the pager',
};

/** The facts of a step type that are no table, as sentences. */
export function factsOf(type: StepType): string[] {
  return [
    ...whatItIs(type),
    ...(type.notes ?? []),
    ...timeOf(type),
    ...wayBackOf(type),
    ...aloneOf(type),
    ...(type.verifies
      ? [
          'Its success says that the world is as it should be: a run is `recovered` only when a step like this one came after its last change.',
        ]
      : []),
    `Needs ${type.needs.length === 0 ? 'nothing outside' : type.needs.map((need) => needs[need]).join(' and ')}.`,
  ];
}

/** What nobody is asked for is no question: its notes say what it is. */
function whatItIs(type: StepType): string[] {
  if (type.nests) return [nested];
  return type.kind === 'asks' && !asksPeople(type) ? [] : [kinds[type.kind]];
}

function asksPeople({ with: schema }: StepType): boolean {
  return 'ask' in schema.shape;
}

function timeOf(type: StepType): string[] {
  if (type.kind !== 'asks')
    return [`Has \`${asWritten(type.timeoutSeconds)}\` to be done; \`timeout\` in the step says otherwise.`];
  return asksPeople(type)
    ? [
        'People have as long as the levels of `ask` say. The last level is asked again, until the run is over.',
      ]
    : [];
}

function wayBackOf(type: StepType): string[] {
  if (type.undo) return ['Can take back what it did: with `undo: {}` in the step, an aborted run does so.'];
  return type.kind === 'changes'
    ? ['Cannot take back what it did; `undo: { uses: …, with: … }` in the step says what can.']
    : [];
}

/** What is for those who approve it. */
function aloneOf({ kind, nests, breakGlass }: StepType): string[] {
  if (kind !== 'changes' || nests) return [];
  return breakGlass === false
    ? ['An approval that covers it is never given by one person alone, by break-glass.']
    : [
        'When everybody who is asked stays silent, one of those who may say yes may approve it alone, by break-glass: with the target typed and a reason.',
      ];
}

/** Seconds as a runbook has them: `90s`, `30m`, `2h`. */
export function asWritten(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
