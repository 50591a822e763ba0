import { type Compiled, compile } from '../../lib/compiler/compile.ts';
import type { Estate } from '../../lib/model/estate.ts';
import { readEstate } from '../../lib/runbook/read-estate.ts';
import { formatMistakes } from '../../lib/runbook/mistake.ts';
import { readRunbook } from '../../lib/runbook/read-runbook.ts';
import { catalog } from '../../lib/steps/catalog.ts';
import type { Cast } from '../../lib/rehearsal/schedule.ts';
import { runbooksOfWays } from './runbooks-of-ways.ts';

const estateText = `
account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters:
  prod-blue: { endpoint: public }
  prod-green: { endpoint: public }
alarms: { account: "111122223333", region: eu-west-1 }
`;

export const cast: Cast = {
  cluster: 'prod-blue',
  namespace: 'checkout',
  runbook: 'restore-namespace',
  other: 'restore-otherwise',
  whole: 'restore-cluster',
  second: 'platform',
  carefully: 'restore-carefully',
  both: 'restore-both',
  turns: 'restore-in-turn',
  within: 'restore-within',
  unattended: 'restore-unattended',
  leads: 'platform-leads',
  managers: 'platform-managers',
  owner: 'platform-oncall',
};

/** Small but complete: look, choose, find a backup, approve, restore, verify. */
const runbookText = (name: string, target: string, alarm: string) => `
runbook: ${name}
title: ${name}, small
owner: platform-oncall
severity: high
objectives: { rto: 15m, rpo: 24h }
deadline: 15m
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: ${target}
triggers:
  - alarm: ${alarm}
    inputs: { cluster: prod-blue, namespace: checkout }
steps:
  - id: look
    title: Look
    uses: check-cluster
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace }
    timeout: 1m
  - title: What is it?
    choose:
      - when: $look.namespace = 'HEALTHY'
        finish: { outcome: nothing-to-do, because: "{{ $inputs.namespace }} is healthy" }
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace, name: newest, newest_within: 24h }
    timeout: 2m
  - id: yes
    title: Restore it?
    uses: approve
    with:
      question: "Restore {{ $inputs.namespace }} on {{ $inputs.cluster }} from {{ $choice.backup }}?"
      ask: [{ who: platform-leads, for: 1m }, { who: platform-managers, for: 1m }]
  - id: restore
    title: Restore
    uses: restore-backup
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace, backup: $choice.backup }
    timeout: 5m
  - title: Verify
    uses: verify-workloads
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace, against: $choice.inventory }
    timeout: 3m
`;

const namespace = '{ cluster: $inputs.cluster, namespace: $inputs.namespace }';
const texts: [name: string, text: string][] = [
  [cast.runbook, runbookText(cast.runbook, namespace, 'checkout-namespace-gone')],
  [cast.other, runbookText(cast.other, namespace, 'checkout-answers-badly')],
  [cast.whole, runbookText(cast.whole, '{ cluster: $inputs.cluster }', 'prod-blue-is-broken')],
  ...runbooksOfWays(cast),
];

/** The estate and the runbooks of the safety campaign, read and compiled as the command line does it. */
export function campaignRunbooks(): { estate: Estate; runbooks: Compiled[] } {
  const { estate, mistakes } = readEstate(estateText, 'rebound.yaml');
  if (!estate) throw new Error(formatMistakes(mistakes));
  const runbooks = texts.map(([name, text]) => {
    const read = readRunbook(text, `${name}.yaml`, { catalog, estate });
    if (!read.runbook) throw new Error(formatMistakes(read.mistakes));
    return compile(read.runbook, { catalog, estate });
  });
  return { estate, runbooks };
}
