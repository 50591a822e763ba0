import type { Cast } from '../../lib/rehearsal/schedule.ts';

/*
 * Runbooks of the campaign that go every way that the language has: taking back, branches, loops over two namespaces, runs within
 * runs, handing on, work by hand, waits, retries, endings. Small otherwise: what is met is the machinery, not the steps.
 */

const head = (name: string, alarm: string, deadline: string, inputs: string) => `
runbook: ${name}
title: ${name}, every way
owner: platform-oncall
severity: high
objectives: { rto: 30m, rpo: 24h }
deadline: ${deadline}
inputs:
  cluster: { type: cluster, default: prod-blue }
  namespace: { type: namespace, default: checkout }
${inputs}
triggers:
  - alarm: ${alarm}
    inputs: { cluster: prod-blue, namespace: checkout }
`;

const second = '  second: { type: namespace, default: platform }';
const backup = '  backup: { type: backup, default: newest }';

/** Asks the leads, then the managers. */
const asked = 'ask: [{ who: platform-leads, for: 1m }, { who: platform-managers, for: 1m }]';

/**
 * One namespace: which way is decided; work by hand that is taken back by hand; a restore that is taken back; a wait of a quarter of an
 * hour, which no recovery has and an abort has to end. Hands on to another runbook for the same namespace, or for the whole cluster.
 */
const carefully = (cast: Cast) => `${head(cast.carefully, 'checkout-is-not-itself', '50m', backup)}
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: look
    title: Look
    uses: check-cluster
    timeout: 1m
    retry: { times: 1, every: 15s, backoff: 1 }
  - title: What is it?
    choose:
      - when: $look.api = 'GONE'
        continue_with:
          runbook: ${cast.whole}
          inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }
          because: "{{ $inputs.cluster }} is gone"
      - when: $look.namespace = 'HEALTHY'
        finish: { outcome: nothing-to-do, because: "{{ $inputs.namespace }} is healthy" }
  - id: way
    title: Which way?
    uses: decide
    with:
      question: "{{ $inputs.namespace }} is {{ $look.namespace }}. Which way?"
      options: { restore_it: Restore it, hand_over: Another way, widen: The whole cluster, leave: By hand }
      recommend: restore_it
      ask: [{ who: platform-oncall, for: 1m }, { who: platform-leads, for: 1m }]
  - title: Another way
    choose:
      - when: $way.answer = 'hand_over'
        continue_with:
          runbook: ${cast.other}
          inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }
          because: "{{ $way.by }} wants another way"
      - when: $way.answer = 'widen'
        continue_with:
          runbook: ${cast.whole}
          inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }
          because: "{{ $way.by }} wants the whole"
      - when: $way.answer = 'leave'
        finish: { outcome: aborted, because: "{{ $way.by }} took it by hand" }
  - id: freeze
    title: Freeze the deployments
    uses: manual
    with:
      text: Freeze {{ $inputs.namespace }}.
      record: { ticket: { type: string } }
      ask: [{ who: platform-oncall, for: 2m }, { who: platform-leads, for: 1m }]
    undo:
      uses: manual
      with: { text: "Lift the freeze {{ $exists($freeze.record.ticket) ? $freeze.record.ticket : 'that was begun' }}." }
    on_failure:
      - title: Say that nothing is frozen
        uses: announce
        with: { text: "{{ $inputs.namespace }} is not frozen" }
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { name: $inputs.backup, newest_within: 7d }
    timeout: 2m
  - id: yes
    title: Restore it?
    uses: approve
    with:
      question: "Restore {{ $inputs.namespace }} on {{ $inputs.cluster }} from {{ $choice.backup }}?"
      ${asked}
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    timeout: 5m
    undo: {}
  - id: settle
    title: Let it settle
    wait: 15m
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: 3m
always:
  - title: Tell how it ended
    uses: announce
    with: { text: "{{ $inputs.namespace }}: {{ $run.outcome }}" }
`;

/** Two namespaces of one cluster at the same time, under one yes; each restore is taken back. */
const both = (cast: Cast) => `${head(cast.both, 'both-namespaces-are-gone', '40m', second)}
target: { cluster: $inputs.cluster }
steps:
  - title: Choose the backups
    parallel:
      - - id: one
          title: Choose the first backup
          uses: find-backup
          with: { namespace: $inputs.namespace, newest_within: 7d }
          timeout: 2m
      - - id: two
          title: Choose the second backup
          uses: find-backup
          with: { namespace: $inputs.second, newest_within: 7d }
          timeout: 2m
  - title: Restore both?
    uses: approve
    with:
      question: "Restore {{ $inputs.namespace }} and {{ $inputs.second }} on {{ $inputs.cluster }}?"
      ${asked}
  - id: all
    title: Each of them
    for_each: >-
      [{"namespace": $inputs.namespace, "backup": $one.backup, "inventory": $one.inventory},
       {"namespace": $inputs.second, "backup": $two.backup, "inventory": $two.inventory}]
    max_parallel: 2
    steps:
      - id: restore
        title: Restore one
        uses: restore-backup
        with: { namespace: $item.namespace, backup: $item.backup }
        timeout: 5m
        retry: { times: 1, every: 10s, backoff: 1 }
        undo: {}
      - title: Verify one
        uses: verify-workloads
        with: { namespace: $item.namespace, against: $item.inventory }
        timeout: 4m
  - title: Verify the first again
    uses: verify-workloads
    with: { namespace: $inputs.namespace, against: $one.inventory }
    timeout: 3m
`;

/**
 * Two roots' parts as two targets, one after the other until the first is well; each asked for inside. Work by hand that a restore
 * takes back.
 */
const turns = (cast: Cast) => `${head(cast.turns, 'one-after-the-other', '50m', second)}
target:
  - { cluster: $inputs.cluster, namespace: $inputs.namespace }
  - { cluster: $inputs.cluster, namespace: $inputs.second }
steps:
  - id: saved
    title: What was there
    uses: find-backup
    with: { cluster: $inputs.cluster, namespace: $inputs.second, newest_within: 7d }
    timeout: 2m
  - id: clear
    title: Clear it
    uses: manual
    with: { text: "Take away what is broken in {{ $inputs.second }}.", ask: [{ who: platform-oncall, for: 2m }] }
    undo:
      uses: restore-backup
      with: { cluster: $inputs.cluster, namespace: $inputs.second, backup: $saved.backup }
    on_failure: continue
  - title: In turn
    for_each: "[$inputs.namespace, $inputs.second]"
    stop_when: $index = 1
    steps:
      - id: found
        title: Choose its backup
        uses: find-backup
        with: { cluster: $inputs.cluster, namespace: $item, newest_within: 7d }
        timeout: 2m
      - title: Restore this one?
        uses: approve
        with:
          question: "Restore {{ $item }} from {{ $found.backup }}?"
          ${asked}
      - id: restore
        title: Restore this one
        uses: restore-backup
        with: { cluster: $inputs.cluster, namespace: $item, backup: $found.backup }
        timeout: 5m
        undo: {}
      - title: Verify this one
        uses: verify-workloads
        with: { cluster: $inputs.cluster, namespace: $item, against: $found.inventory }
        timeout: 4m
    on_failure: ask
`;

/** A whole cluster, whose two namespaces are recovered by runs of their own, at the same time. */
const within = (cast: Cast) => `${head(cast.within, 'prod-blue-lost-namespaces', '90m', second)}
target: { cluster: $inputs.cluster }
steps:
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { namespace: $inputs.namespace, newest_within: 7d }
    timeout: 2m
  - title: Both by runs of their own
    parallel:
      - - id: first
          title: The first by its runbook
          uses: runbook
          with: { runbook: ${cast.unattended}, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace } }
          timeout: 40m
      - - id: other
          title: The second by its runbook
          uses: runbook
          with: { runbook: ${cast.carefully}, inputs: { cluster: $inputs.cluster, namespace: $inputs.second } }
          timeout: 40m
          retry: { times: 1, every: 30s }
          on_failure: continue
  - title: Verify the first
    uses: verify-workloads
    with: { namespace: $inputs.namespace, against: $choice.inventory }
    timeout: 3m
always:
  - title: Tell how both ended
    uses: announce
    with: { text: "{{ $inputs.cluster }}: {{ $run.outcome }}" }
`;

/** Needs nobody, once a person started it: what an alarm starts asks. */
const unattended = (cast: Cast) => `${head(cast.unattended, 'checkout-may-heal-itself', '30m', '')}
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
unattended: true
steps:
  - id: look
    title: Look
    uses: check-cluster
    timeout: 1m
  - title: Healthy already
    if: $look.namespace = 'HEALTHY'
    finish: { outcome: nothing-to-do, because: "{{ $inputs.namespace }} is healthy" }
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 7d }
    timeout: 2m
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    timeout: 5m
    retry: { times: 1, every: 20s, backoff: 1 }
    undo: {}
  - id: again
    title: Look until it is well
    uses: check-cluster
    until: $again.namespace = 'HEALTHY'
    every: 20s
    timeout: 4m
    on_timeout:
      - title: Say that it takes long
        uses: announce
        with: { text: "{{ $inputs.namespace }} takes long" }
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: 3m
    on_failure: stop
  - title: And it stays so
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: 1m
    on_failure:
      - title: Say that it does not stay so
        uses: announce
        with: { text: "{{ $inputs.namespace }} does not stay as it should be" }
`;

/** The texts of the runbooks that go every way. */
export const runbooksOfWays = (cast: Cast): [name: string, text: string][] => [
  [cast.carefully, carefully(cast)],
  [cast.both, both(cast)],
  [cast.turns, turns(cast)],
  [cast.within, within(cast)],
  [cast.unattended, unattended(cast)],
];
