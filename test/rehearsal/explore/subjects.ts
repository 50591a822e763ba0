import type { Subject } from '../../../lib/rehearsal/explore/subject.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import { readEstate } from '../../../lib/runbook/read-estate.ts';
import { formatMistakes } from '../../../lib/runbook/mistake.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';

const estateText = `
account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters:
  prod-blue: { endpoint: public }
alarms: { account: "111122223333", region: eu-west-1 }
`;

/** The smallest runbook with everything that rehearsals vary: it looks, asks, restores, verifies. `rehearsals`: YAML, as in a runbook. */
export function smallText(rehearsals: string): string {
  return `
runbook: restore-small
title: Restore, small
owner: platform-oncall
severity: high
objectives: { rto: 20m, rpo: 24h }
deadline: 25m
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
triggers:
  - alarm: checkout-namespace-gone
    inputs: { cluster: prod-blue, namespace: checkout }
steps:
  - id: look
    title: Look
    uses: check-cluster
    timeout: 2m
  - title: What is it?
    choose:
      - when: $look.api != 'HEALTHY'
        finish: { outcome: aborted, because: "{{ $inputs.cluster }} cannot be seen" }
      - when: $look.namespace = 'HEALTHY'
        finish: { outcome: nothing-to-do, because: it is there }
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
    timeout: 2m
  - title: Restore it?
    uses: approve
    with:
      question: Restore {{ $inputs.namespace }}?
      ask: [{ who: platform-leads, for: 3m }, { who: platform-managers, for: 3m }]
  - title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    timeout: 5m
    undo: {}
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: 3m
rehearsals:
${rehearsals}`;
}

export const deletedAndApproved = `  - name: deleted
    given: { clusters: { prod-blue: { namespaces: { checkout: deleted } } }, backups: [{ namespace: checkout, age: 3h }] }
    inputs: { cluster: prod-blue, namespace: checkout }
    people: { platform-leads: approve after 1m }
    expect: { outcome: recovered, within: 15m, asked: [platform-leads] }
`;

/** A runbook of one text as it is rehearsed: without people.yaml. */
export function subjectOf(text: string, seed = 1): Subject {
  const { estate, mistakes } = readEstate(estateText, 'rebound.yaml');
  if (!estate) throw new Error(formatMistakes(mistakes));
  const read = readRunbook(text, 'small.yaml', { catalog, estate });
  if (!read.runbook) throw new Error(formatMistakes(read.mistakes));
  return { runbook: read.runbook, compiled: [compile(read.runbook, { catalog, estate })], estate, seed };
}
