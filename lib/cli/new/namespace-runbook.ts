import type { Estate } from '../../model/estate.ts';
import type { Answers } from './answers.ts';
import { exampleOf, quoted, type RunbookParts } from './parts.ts';
import { timesFor } from './times.ts';

/** Look, choose a backup, ask, restore, verify. */
export function namespaceParts(
  { owner, leads, managers, rto }: Answers,
  { clusters }: Pick<Estate, 'clusters'>,
): RunbookParts {
  const times = timesFor(rto, 2);
  const cluster = quoted(exampleOf(clusters));
  const who = quoted(owner);
  return {
    times,
    inputs: `  cluster: { type: cluster, description: The cluster that the namespace is on }
  namespace: { type: namespace, description: The namespace that is gone or broken }
`,
    target: '{ cluster: $inputs.cluster, namespace: $inputs.namespace }',
    given: `cluster: ${cluster}, namespace: payments`,
    what: '{{ $inputs.namespace }} on {{ $inputs.cluster }}',
    steps: `  # HEALTHY, DEGRADED, UNREACHABLE, GONE or UNKNOWN, and why. It changes nothing.
  - id: look
    title: Look at the cluster and the namespace
    uses: check-cluster

  # The first arm whose condition holds. What does not exist is never false: it stops in front of a person.
  - title: What are we facing?
    choose:
      - when: $look.namespace = 'HEALTHY'
        finish: { outcome: nothing-to-do, because: "{{ $inputs.namespace }} is healthy: {{ $look.reason }}" }
      - when: $look.api != 'HEALTHY'
        steps:
          - id: blind
            title: The cluster does not answer as it should
            uses: decide
            with:
              question: "{{ $inputs.cluster }} is {{ $look.api }}: {{ $look.reason }}. What now?"
              options: { go_on: Restore all the same, leave: I take it from here by hand }
              recommend: leave
              # Who is woken, and how long each has. One level would be one person who may sleep.
              ask: [{ who: ${who}, for: ${times.level}m }, { who: ${quoted(leads)}, for: ${times.level}m }]
          - title: A human took it
            if: $blind.answer = 'leave'
            finish: { outcome: aborted, because: "{{ $blind.by }} took it by hand" }

  # The newest good one that holds the namespace.
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }

  # Nothing is changed before somebody has seen what will be done, and has said yes to exactly that.
  - title: Restore over what is there?
    uses: approve
    with:
      question: "Restore {{ $inputs.namespace }} on {{ $inputs.cluster }} from {{ $choice.backup }}, {{ $choice.age }} old?"
      ask: [{ who: ${quoted(leads)}, for: ${times.level}m }, { who: ${quoted(managers)}, for: ${times.level}m }]

  # When it fails, ${owner} is asked: retry, skip, go back, finish by hand, abort.
  - title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    timeout: ${times.work}m
    undo: {} # an abort deletes what this restore has made, and nothing else

  # Recovered means verified: without a step like this no run is.
  - title: Everything that was backed up runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
    timeout: ${times.verify}m
`,
    rehearsals: `  # The sandbox's clusters have the namespaces payments, checkout and platform.
  - name: deleted by mistake
    given: { clusters: { ${cluster}: { namespaces: { payments: deleted } } }, backups: [{ namespace: payments, age: 3h }] }
    inputs: { cluster: ${cluster}, namespace: payments }
    people: { ${quoted(leads)}: approve after 1m }
    expect: { outcome: recovered, within: ${times.whole}m, asked: [${quoted(leads)}] }

  - name: all is well
    inputs: { cluster: ${cluster}, namespace: payments }
    expect: { outcome: nothing-to-do, within: 5m, unchanged: true }

  - name: the leads say no
    given: { clusters: { ${cluster}: { namespaces: { payments: deleted } } }, backups: [{ namespace: payments, age: 3h }] }
    inputs: { cluster: ${cluster}, namespace: payments }
    people: { ${quoted(leads)}: reject after 1m }
    expect: { outcome: aborted, unchanged: true }

  - name: the cluster does not answer
    given: { clusters: { ${cluster}: { api: unreachable } } }
    inputs: { cluster: ${cluster}, namespace: payments }
    people: { ${who}: leave after 1m }
    expect: { outcome: aborted, unchanged: true, asked: [${who}] }
`,
  };
}
