/** Every word of the language once, without a mistake. Marks for tests stand nowhere: what they change is found by its text. */
export const wholeRunbook = `runbook: everything
title: Everything that a runbook can say
owner: platform-oncall
deadline: 24h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
  others: { type: namespace, list: true, default: [checkout] }
target:
  - { cluster: $inputs.cluster, namespace: $inputs.namespace }
  - { account: 012345678901, region: eu-west-3 }
  - { account: 111122223333 }
  - { cluster: prod-blue }
triggers:
  - alarm: payments-gone
    inputs: &usual { cluster: prod-blue, namespace: payments }
  - webhook: { alertname: KubeNamespaceGone, severity: critical }
    inputs: *usual
  - schedule: cron(0 6 ? * MON *)
    mode: drill
    inputs: { <<: *usual, namespace: checkout }
  - schedule: rate(7 days)
    inputs: *usual
unattended: true
steps:
  - id: look
    title: Look until it is there
    uses: check-cluster
    until: $look.api = 'HEALTHY'
    every: 1m
    timeout: 10m
    on_timeout:
      - title: Say that it is not
        uses: announce
        with: { text: "{{ $inputs.cluster }} does not answer" }
    retry: { times: 3, every: 10s, backoff: 1.5 }
    on_failure:
      - title: Say that it failed
        uses: page
        with: { who: platform-leads, text: The look failed }
  - title: Which way?
    if: $exists($look.api)
    choose:
      - when: $look.api = 'GONE'
        continue_with: { runbook: rebuild-cluster, inputs: { cluster: $inputs.cluster }, because: it is gone }
      - when: $look.api = 'DEGRADED'
        finish: { outcome: aborted, because: it is slow }
      - when: $look.api = 'UNKNOWN'
        steps:
          - title: Wait a bit
            wait: 5m
            on_failure: continue
    otherwise:
      - title: Wait a bit longer
        uses: wait
        with: { for: 10m }
  - title: Two things at once
    parallel:
      - - id: left
          title: Left
          uses: check-cluster
      - - title: Right
          uses: check-cluster
        - title: Right again
          uses: check-cluster
          on_failure: stop
    on_failure:
      - title: One of them failed
        uses: announce
        with: { text: One of them failed, to: platform-status }
  - id: others
    title: The others
    for_each: $inputs.others
    max_parallel: 4
    steps:
      - title: Run another runbook
        uses: runbook
        with: { runbook: restore-namespace, inputs: { cluster: $inputs.cluster, namespace: $item } }
    on_failure: continue
  - title: One after the other
    for_each: $inputs.others
    stop_when: $one.api = 'GONE' or $index > 8
    steps:
      - id: one
        title: Look at one
        uses: check-cluster
        with: { namespace: $item }
    on_failure:
      - title: One of the others failed
        wait: 1m
  - id: way
    title: Which way do you want?
    uses: decide
    with:
      question: Which way?
      options: { go_on: Go on, leave-it: "Leave {{ $inputs.namespace }}" }
      recommend: go_on
      ask: [{ who: platform-oncall, for: 10m }, { who: platform-leads, for: 10m }]
  - id: by_hand
    title: Do something by hand
    uses: manual
    with:
      text: Do it.
      checklist: [it is done]
      record: { case_id: { type: string, pattern: "[0-9]+" }, size: { type: choice, choices: [s, l] } }
    undo:
      with:
        text: Put it back, case {{ $by_hand.record.case_id }}.
        ask: [{ who: platform-leads, for: 5m }, { who: platform-oncall, for: 5m }]
        record: { put_back: { type: boolean } }
  - id: choice
    title: Choose
    uses: find-backup
  - title: May we?
    uses: approve
    with:
      question: May we?
      ask: [{ who: platform-leads, for: 5m }, { who: payments-data, for: 5m }]
      quorum: { platform-leads: 1, payments-data: 2 }
      may_approve: [platform-leads, payments-data, anna]
  - title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    undo: {}
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
  - title: Somebody else goes on
    if: $way.answer = 'leave-it' and $steps.others.status != 'skipped'
    continue_with: { runbook: rebuild-cluster, because: "{{ $way.because }}" }
  - title: This is the end
    finish: { outcome: recovered, because: it was verified }
always:
  - title: How did it end?
    choose:
      - when: $run.outcome = 'failed'
        steps:
          - title: Look once more
            uses: check-cluster
            timeout: 1m
  - title: Tell the channel how it ended
    uses: announce
    with: { text: "{{ $run.outcome }} after {{ $run.elapsed }}" }
rehearsals:
  - name: everybody answers
    inputs: *usual
    people:
      platform-leads:
        - approve after 4m
        - { answer: approve, after: 1m, for: platform-leads }
        - { answer: retry, after: 5m, values: { namespace: checkout } }
        - { answer: back, after: 5m, to: look }
        - skip after 1m
        - by-hand after 1m
        - go_on after 0s
        - leave-it after 2m
        - { answer: done, after: 20m, record: { case_id: "4711" } }
        - cannot after 1m
        - silent
      platform-oncall: go-on after 3m
      payments-data: done after 1h
    expect: { outcome: recovered }
updates: { every: 30m, to: [payments-status, platform-leads], by: comms }
`;
