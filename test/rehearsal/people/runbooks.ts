import { type Compiled, compile } from '../../../lib/compiler/compile.ts';
import type { Estate } from '../../../lib/model/estate.ts';
import type { Directory } from '../../../lib/model/people.ts';
import type { PeopleCast } from '../../../lib/rehearsal/people/people-cast.ts';
import { formatMistakes } from '../../../lib/runbook/mistake.ts';
import { readPeople } from '../../../lib/runbook/people/read-people.ts';
import { readEstate } from '../../../lib/runbook/read-estate.ts';
import { readRunbook } from '../../../lib/runbook/read-runbook.ts';
import { catalog } from '../../../lib/steps/catalog.ts';

/*
 * Six people, three groups, one rotation, every kind of channel; and runbooks that do little but ask: one, two of them, one of each of
 * two groups, and every other question there is. What is played is how people are reached and heard.
 */

export const peopleCast: PeopleCast = {
  cluster: 'prod-blue',
  namespace: 'checkout',
  one: 'ask-one',
  two: 'ask-two',
  groups: 'ask-groups',
  all: 'ask-all',
  people: ['ana', 'ben', 'cleo', 'dev', 'eva', 'farid'],
  oncall: 'platform-oncall',
  leads: 'platform-leads',
  managers: 'platform-managers',
  first: 'ben',
  next: 'ana',
};

const estateText = `
account: "111122223333"
region: eu-west-1
recovery_region: eu-central-1
clusters:
  prod-blue: { endpoint: public }
alarms: { account: "111122223333", region: eu-west-1 }
channels:
  slack:
    token: secret:rebound-channels/slack#token
    signing_secret: secret:rebound-channels/slack#signing_secret
    rooms: true
  pagerduty:
    services: { platform: { routing_key: "parameter:/rebound-channels/pagerduty-platform" } }
    webhook_secret: parameter:/rebound-channels/pagerduty-webhook
  webhooks:
    bot: { url: https://bot.example.com/rebound, secret: secret:rebound-channels/bot }
  audiences:
    status: { slack: C0STATUS }
    customers: { webhook: bot, public: true }
`;

/** Ben is on call until the shift changes, then Ana: the rotation's own hand-over is far away, and a schedule sets an override. */
const peopleText = `
people:
  ana:
    name: Ana Lopez
    zone: Europe/Madrid
    channels: [slack: U01ANA, pagerduty: platform, sms: "+34600000001"]
    pagerduty_user: PANA123
  ben:
    name: Ben Okafor
    zone: Europe/London
    channels: [pagerduty: platform, slack: U02BEN]
    pagerduty_user: PBEN123
  cleo:
    name: Cleo Tanaka
    zone: Asia/Tokyo
    channels: [mail: "arn:aws:sns:eu-central-1:111122223333:mail-cleo", sms: "+819000000003"]
  dev:
    name: Dev Raman
    zone: America/New_York
    channels: [webhook: bot, slack: U04DEV]
  eva:
    name: Eva Novak
    zone: Europe/Prague
    channels: [slack: U05EVA, sms: "+420600000005"]
  farid:
    name: Farid Haddad
    zone: Europe/London
    channels: [terminal, sms: "+447700900006", slack: U06FARID]
    quiet: false
groups:
  platform-oncall: { members: [ana, ben, cleo], rotation: platform }
  platform-leads: [ana, dev, eva]
  platform-managers: [cleo, eva, farid]
rotations:
  platform: { people: [ben, ana], zone: Europe/Madrid, start: 2026-11-23, hand_over: "09:00", every: 7d }
quiet_hours: { from: "22:00", to: "07:00" }
`;

const head = (name: string, severity: string, deadline: string, more = '') => `
runbook: ${name}
title: ${name}, small
owner: platform-oncall
severity: ${severity}
objectives: { rto: 4m, rpo: 24h }
deadline: ${deadline}
inputs:
  cluster: { type: cluster, default: prod-blue }
  namespace: { type: namespace, default: checkout }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
triggers:
  - alarm: ${name}-alarm
    inputs: { cluster: prod-blue, namespace: checkout }
${more}steps:
`;

/** The backup that the world of a schedule has of last midnight. */
const restore = `
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: nightly-checkout-20261124000000 }
    timeout: 2m
    undo: {}
`;

const approve = (more: string) => `
  - id: yes
    title: Restore it?
    uses: approve
    with:
      question: "Restore {{ $inputs.namespace }} on {{ $inputs.cluster }}?"
${more}
`;

/** Without a verify nothing is recovered: it ends as what everybody who was asked has to hear of. */
const handOver = `  - title: To whoever verifies it
    finish: { outcome: aborted, because: "somebody verifies it by hand" }`;

const { one, two, groups, all } = peopleCast;
const updates = 'updates: { every: 2m, to: [status, platform-managers, customers] }\n';
const texts: [name: string, text: string][] = [
  [
    one,
    `${head(one, 'critical', '390s')}
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { name: newest, newest_within: 24h }
    timeout: 30s
${approve('      ask: [{ who: platform-oncall, for: 1m }, { who: platform-leads, for: 1m }]')}${restore}
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: 2m
`,
  ],
  [
    two,
    `${head(two, 'high', '270s')}${approve(`      ask: [{ who: platform-leads, for: 1m }, { who: platform-managers, for: 1m }]
      may_approve: [platform-leads, platform-managers]
      quorum: 2`)}${restore}${handOver}
`,
  ],
  [
    groups,
    `${head(groups, 'critical', '5m')}${approve(`      ask: [{ who: platform-leads, for: 1m }, { who: platform-managers, for: 4m }]
      may_approve: [platform-leads, platform-managers]
      quorum: { platform-leads: 1, platform-managers: 1 }`)}${handOver}
`,
  ],
  [
    all,
    `${head(all, 'high', '6m', updates)}
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { name: nightly-checkout-19990101000000, newest_within: 24h }
    timeout: 2m
  - id: way
    title: Which way?
    uses: decide
    with:
      question: "{{ $inputs.namespace }}: which way?"
      options: { leave: By hand, give_up: Leave it }
      ask: [{ who: platform-oncall, for: 1m }, { who: platform-managers, for: 1m }]
  - id: by_hand
    title: By hand
    uses: manual
    with:
      text: Mend {{ $inputs.namespace }}.
      ask: [{ who: platform-oncall, for: 1m }, { who: platform-leads, for: 1m }]
  - title: It is done
    finish: { outcome: aborted, because: "it was mended by hand" }
`,
  ],
];

/** The estate, the people and the runbooks of the people's campaign, read and compiled as the command line does it. */
export function peopleRunbooks(): { estate: Estate; directory: Directory; runbooks: Compiled[] } {
  const { estate, mistakes } = readEstate(estateText, 'rebound.yaml');
  if (!estate) throw new Error(formatMistakes(mistakes));
  const read = readPeople(peopleText, 'people.yaml', { estate });
  const { directory } = read;
  if (!directory) throw new Error(formatMistakes(read.mistakes));
  const runbooks = texts.map(([name, text]) => {
    const found = readRunbook(text, `${name}.yaml`, { catalog, estate, directory });
    if (!found.runbook) throw new Error(formatMistakes(found.mistakes));
    return compile(found.runbook, { catalog, estate });
  });
  return { estate, directory, runbooks };
}
