import type { Estate } from '../../model/estate.ts';
import type { Answers } from './answers.ts';
import { exampleOf, quoted, type RunbookParts } from './parts.ts';
import { timesFor } from './times.ts';

/** Ask, work by hand, and verify what uses the database. */
export function databaseParts(
  { owner, leads, rto }: Answers,
  { clusters, databases }: Pick<Estate, 'clusters' | 'databases'>,
): RunbookParts {
  const times = timesFor(rto, 1);
  const cluster = quoted(exampleOf(clusters));
  const database = quoted(exampleOf(databases));
  const who = quoted(owner);
  const inputs = `database: ${database}, cluster: ${cluster}, namespace: payments`;
  return {
    times,
    inputs: `  database: { type: database, description: The database that is in trouble }
  cluster: { type: cluster, description: The cluster on which it is used }
  namespace: { type: namespace, description: The namespace that uses it }
`,
    // of a list, the first is what steps take by themselves
    target: '[{ database: $inputs.database }, { cluster: $inputs.cluster, namespace: $inputs.namespace }]',
    given: inputs,
    what: '{{ $inputs.database }}',
    steps: `  # HEALTHY, DEGRADED, UNREACHABLE, GONE or UNKNOWN, and why. It changes nothing.
  - id: look
    title: Look at what uses it
    uses: check-cluster
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace }

  - id: way
    title: Which way?
    uses: decide
    with:
      question: "{{ $inputs.namespace }} is {{ $look.namespace }}, serving {{ $look.serving }}: {{ $look.reason }}. What is to be done with {{ $inputs.database }}?"
      # A word for each, and what it means. Whoever is asked can also abort.
      options: { restore: Take it back by the steps of this runbook, leave: I take it from here by hand }
      # Who is woken, and how long each has. One level would be one person who may sleep.
      ask: [{ who: ${who}, for: ${times.level}m }, { who: ${quoted(leads)}, for: ${times.level}m }]

  - title: A human took it
    if: $way.answer = 'leave'
    finish: { outcome: aborted, because: "{{ $way.by }} took it by hand" }

  # What no step type does yet. Markdown: the command, what to expect, and what to do when it is something else.
  - title: Take it back by hand
    uses: manual
    with:
      text: |
        **Do**: what your team does, command by command.

            aws rds describe-db-instances --db-instance-identifier {{ $inputs.database }} --query 'DBInstances[0].LatestRestorableTime'

        **Expect**: a time of a few minutes ago.

        **Otherwise**: say what to look at next. Who cannot go on answers \`cannot\`.
      checklist:
        - The database is what it should be
    timeout: ${times.work}m
    undo: # when the run is aborted: another thing to do by hand
      with: { text: "Take back what was done to {{ $inputs.database }}, as far as it was done" }

  - id: choice
    title: Choose the backup that says what has to run
    uses: find-backup
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace }

  # Recovered means verified: without a step like this no run is.
  - title: Everything that uses it runs
    uses: verify-workloads
    with: { cluster: $inputs.cluster, namespace: $inputs.namespace, against: $choice.inventory }
    timeout: ${times.verify}m
`,
    rehearsals: `  - name: taken back by hand
    inputs: { ${inputs} }
    people: { ${who}: [restore after 1m, done after 1m] }
    expect: { outcome: recovered, within: ${times.whole}m, asked: [${who}] }

  - name: somebody takes it by hand
    inputs: { ${inputs} }
    people: { ${who}: leave after 1m }
    expect: { outcome: aborted, unchanged: true }
`,
  };
}
