import type { Estate } from '../../model/estate.ts';
import type { Answers } from './answers.ts';
import { exampleOf, quoted, type RunbookParts } from './parts.ts';
import { timesFor } from './times.ts';

/** Look, ask, work by hand, and verify namespace by namespace. */
export function clusterParts(
  { owner, leads, rto }: Answers,
  { clusters }: Pick<Estate, 'clusters'>,
): RunbookParts {
  const times = timesFor(rto, 1);
  const cluster = quoted(exampleOf(clusters));
  const who = quoted(owner);
  return {
    times,
    inputs: `  cluster: { type: cluster, description: The cluster that is in trouble }
  namespaces: { type: namespace, list: true, default: [payments, checkout], description: What has to run on it }
`,
    target: '{ cluster: $inputs.cluster }',
    given: `cluster: ${cluster}`,
    what: '{{ $inputs.cluster }}',
    steps: `  # HEALTHY, DEGRADED, UNREACHABLE, GONE or UNKNOWN, and why. It changes nothing.
  - id: look
    title: Look at the cluster
    uses: check-cluster

  # The first arm whose condition holds. What does not exist is never false: it stops in front of a person.
  - title: Is anything wrong?
    choose:
      - when: $look.api = 'HEALTHY'
        finish: { outcome: nothing-to-do, because: "{{ $inputs.cluster }} is healthy: {{ $look.reason }}" }

  - id: way
    title: Which way?
    uses: decide
    with:
      question: "{{ $inputs.cluster }} is {{ $look.api }}, serving {{ $look.serving }}: {{ $look.reason }}. Which way?"
      # A word for each, and what it means. Whoever is asked can also abort.
      options: { mend: Mend it by the steps of this runbook, leave: I take it from here by hand }
      recommend: mend
      # Who is woken, and how long each has. One level would be one person who may sleep.
      ask: [{ who: ${who}, for: ${times.level}m }, { who: ${quoted(leads)}, for: ${times.level}m }]

  - title: A human took it
    if: $way.answer = 'leave'
    finish: { outcome: aborted, because: "{{ $way.by }} took it by hand" }

  # What no step type does yet. Markdown: the command, what to expect, and what to do when it is something else.
  - id: work
    title: Mend it by hand
    uses: manual
    with:
      text: |
        **Do**: what your team does, command by command.

            kubectl --context {{ $inputs.cluster }} get nodes

        **Expect**: every node is Ready.

        **Otherwise**: say what to look at next. Who cannot go on answers \`cannot\`.
      checklist:
        - Every node is Ready
      record: # what is written down; later steps read it as $work.record.case_id
        case_id: { type: string, description: The id of the support case }
    timeout: ${times.work}m

  # Once for each of a list; inside, $item is the one.
  - title: See that everything runs
    for_each: $inputs.namespaces
    max_parallel: 2
    steps:
      - id: choice
        title: Choose the backup to compare with
        uses: find-backup
        with: { namespace: $item }
      # Recovered means verified: without a step like this no run is.
      - title: Everything of this namespace runs
        uses: verify-workloads
        with: { namespace: $item, against: $choice.inventory }
        timeout: ${times.verify}m
`,
    rehearsals: `  - name: all is well
    inputs: { cluster: ${cluster} }
    expect: { outcome: nothing-to-do, within: 5m, unchanged: true }

  - name: somebody takes it by hand
    given: { clusters: { ${cluster}: { api: unreachable } } }
    inputs: { cluster: ${cluster} }
    people: { ${who}: leave after 1m }
    expect: { outcome: aborted, unchanged: true, asked: [${who}] }

  - name: it cannot be mended
    given: { clusters: { ${cluster}: { api: denied } } }
    inputs: { cluster: ${cluster} }
    people: { ${who}: [mend after 1m, cannot after 1m, abort after 1m] }
    expect: { outcome: aborted, unchanged: true }
`,
  };
}
