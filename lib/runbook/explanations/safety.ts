import type { Explanations } from '../explanation.ts';

const ask =
  'with: { question: Shall we?, ask: [{ who: platform-leads, for: 5m }, { who: platform-managers, for: 5m }] }';
const restore = '  - { title: Restore, uses: restore-backup, with: { backup: nightly }, undo: {} }';
const verify =
  '  - { id: choice, title: Choose, uses: find-backup }\n  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }';
const approve = `  - { title: "Restore it?", uses: approve, ${ask} }`;
const finish = (title: string, because: string) =>
  `- title: ${title}\n  finish: { outcome: aborted, because: ${because} }`;

/** What keeps a recovery from making things worse. */
export const safetyExplanations = {
  'not-approved': {
    summary: 'a step changes something, and nobody said yes to it',
    means:
      'Each step that changes something needs an `approve` before it, on every way that leads to it, or a runbook that is `unattended`.',
    matters: 'A false alarm would restore over a healthy namespace before anyone is awake.',
    example: {
      before: `steps:\n${verify.split('\n')[0]}\n${restore}\n${verify.split('\n')[1]}`,
      after: `steps:\n${verify.split('\n')[0]}\n${approve}\n${restore}\n${verify.split('\n')[1]}`,
    },
  },
  'unknown-at-approval': {
    summary: 'what is approved is not known when it is asked for',
    means: 'The step that is approved is given something that is found only after the question.',
    matters: 'People would say yes to a restore without knowing from which backup.',
    example: {
      before: `steps:\n${approve}\n  - { id: choice, title: Choose, uses: find-backup }\n  - { title: Restore, uses: restore-backup, with: { backup: $choice.backup }, undo: {} }\n  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }`,
      after: `steps:\n  - { id: choice, title: Choose, uses: find-backup }\n${approve}\n  - { title: Restore, uses: restore-backup, with: { backup: $choice.backup }, undo: {} }\n  - { title: Verify, uses: verify-workloads, with: { against: $choice.inventory } }`,
    },
  },
  'not-verified': {
    summary: 'the run can end as recovered with nothing verified',
    means: 'After the last change something has to verify that what should run does run.',
    matters: '"Recovered" would be said of a namespace in which nothing runs.',
    example: { before: `steps:\n${approve}\n${restore}`, after: `steps:\n${approve}\n${restore}\n${verify}` },
  },
  'no-undo': {
    summary: 'a change without a way back (warning)',
    means:
      'The step has no `undo`: an abort leaves what it did as it is. `undo: {}` takes it back with a step type that can, `undo: { uses: …, with: … }` with another one, or by a person with `uses: manual`.',
    matters: 'Whoever aborts the run has to clean up by hand, and has to find out how.',
    example: {
      before: `steps:\n${approve}\n${restore.replace(', undo: {}', '')}\n${verify}`,
      after: `steps:\n${approve}\n${restore}\n${verify}`,
    },
  },
  'secret-read': {
    summary: 'a secret is read where everybody would see it, or where nobody can use it',
    means:
      'An input with `secret: true` is a reference to where the secret is kept. Only a field of a step type that takes secrets gets its value, in the function, at the last moment; in a text, a condition or another field it has no meaning.',
    matters: 'A password in a question is on every phone, and in the history for ever.',
    example: {
      before:
        'inputs: { cluster: { type: cluster }, namespace: { type: namespace }, token: { type: string, secret: true } }\nalways:\n  - { title: Tell them, uses: page, with: { who: platform-oncall, text: "{{ $inputs.token }}" } }',
      after:
        'inputs: { cluster: { type: cluster }, namespace: { type: namespace }, token: { type: string, secret: true } }\nalways:\n  - { title: Tell them, uses: page, with: { who: platform-oncall, text: The token is where it always is } }',
    },
  },
  'not-in-always': {
    summary: 'a step of `always` does, or reads, what it cannot',
    means:
      '`always` runs on every ending, also of a run that ended before its first step. Its steps only look and tell people, and read $inputs, $run and each other.',
    matters:
      'A change would be made behind the back of whoever aborted the run, or the message that it ended would not be sent.',
    example: {
      before:
        'always:\n  - { title: Tell them, uses: page, with: { who: platform-oncall, text: "{{ $look.reason }}" } }',
      after:
        'always:\n  - { title: Tell them, uses: page, with: { who: platform-oncall, text: "{{ $run.outcome }}" } }',
    },
  },
  'unknown-runbook': {
    summary: 'a runbook that does not exist is started',
    means: 'No runbook of the folder has this name; the nearest one, or all, are named.',
    matters: 'The run would fail at the step that should save it.',
  },
  'starts-itself': {
    summary: 'a runbook starts itself, directly or through others',
    means: 'What `uses: runbook` or `continue_with` starts comes back to this runbook.',
    matters: 'Runs would start runs, and none would end.',
    example: {
      of: 'steps',
      before:
        '- title: Go on\n  if: $look.api = "GONE"\n  continue_with: { runbook: restore-payments, because: it is gone }',
      after:
        '- title: Go on\n  if: $look.api = "GONE"\n  continue_with: { runbook: rebuild-cluster, because: it is gone }',
    },
  },
  'one-level': {
    summary: 'a question that only one level of people is asked (warning)',
    means: 'When nobody of the only level answers, nobody else is woken.',
    matters: 'One phone with an empty battery, and the recovery waits until the deadline.',
    example: {
      of: 'steps',
      before:
        '- title: Go on?\n  uses: approve\n  with: { question: Go on?, ask: [{ who: platform-leads, for: 5m }] }',
      after: `- title: Go on?\n  uses: approve\n  ${ask}`,
    },
  },
  unreachable: {
    summary: 'a step that can never run',
    means: 'Every way before it ends the run.',
    matters: 'Whoever reads the runbook believes that it happens.',
    example: {
      before: `steps:\n  ${finish('A human has it', 'handed over').replaceAll('\n', '\n  ')}\n  - title: Look\n    uses: check-cluster`,
      after: `steps:\n  - title: Look\n    uses: check-cluster\n  ${finish('A human has it', 'handed over').replaceAll('\n', '\n  ')}`,
    },
  },
  'over-deadline': {
    summary: 'questions and steps may take longer than the run may',
    means: 'The timeouts and levels on the slowest way add up to more than `deadline`.',
    matters: 'The run would end in the middle of a restore because somebody took a while to answer.',
    example: { before: 'deadline: 20m', after: 'deadline: 2h' },
  },
  'over-rto': {
    summary: 'questions and steps may take longer than was promised (warning)',
    means: 'The timeouts and levels on the slowest way add up to more than the RTO.',
    matters: 'The promise holds only if everybody answers at once.',
    example: { before: 'objectives: { rto: 20m }', after: 'objectives: { rto: 75m }' },
  },
  'rto-over-deadline': {
    summary: 'the RTO is longer than the run may take (warning)',
    means: 'The run ends at its deadline, recovered or not: an RTO beyond it is never reached by this run.',
    matters: 'Whoever counts on the RTO has less time than they think.',
    example: {
      before: 'objectives: { rto: 4h }\ndeadline: 90m',
      after: 'objectives: { rto: 75m }\ndeadline: 90m',
    },
  },
  'history-too-long': {
    summary: 'the run could have more events than Step Functions holds',
    means:
      'An execution has at most 25,000 events. Every poll of every step, at worst, adds up to more than 20,000.',
    matters: 'Step Functions would end the run in the middle of it.',
    example: {
      before: `deadline: 14d\nsteps:\n  - { id: choice, title: Choose, uses: find-backup }\n  - { title: Verify, uses: verify-workloads, timeout: 13d, with: { against: $choice.inventory } }`,
      after: `deadline: 14d\nsteps:\n  - { id: choice, title: Choose, uses: find-backup }\n  - { title: Verify, uses: verify-workloads, timeout: 2h, with: { against: $choice.inventory } }`,
    },
  },
  'name-too-long': {
    summary: "a state's name is longer than Step Functions takes",
    means: 'A state is called as its step, with what the compiler adds: at most 80 characters.',
    matters: 'The state machine could not be made.',
  },
  'definition-too-large': {
    summary: 'the state machine is larger than Step Functions takes',
    means: 'A definition has at most 1 MiB. Nest a part of the runbook as a runbook of its own.',
    matters: 'The state machine could not be made.',
  },
  definition: {
    summary: 'the state machine is one that Step Functions refuses',
    means:
      'The compiled state machine was checked as Step Functions does it, and something in it is refused.',
    matters: 'It could not be deployed. It is a defect of the compiler, not of your file: tell us.',
  },
  'never-true': {
    summary: 'a rehearsal gives something that can never be seen (warning)',
    means:
      'What is given has no effect in the world that it is given in: a namespace of a cluster that is gone, somebody who is asked while no pager works.',
    matters: 'The rehearsal is about something else than it says.',
    example: {
      before:
        'rehearsals:\n  - { name: it goes well, given: { clusters: { prod-blue: { state: gone, api: denied } } }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: failed } }',
      after:
        'rehearsals:\n  - { name: it goes well, given: { clusters: { prod-blue: { state: gone } } }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: failed } }',
    },
  },
  'unknown-namespace': {
    summary: 'a rehearsal gives the state of a namespace that no cluster of the sandbox has (warning)',
    means:
      'The clusters of the sandbox have a few namespaces. Of another one there is nothing that could be degraded or healthy; deleted means something where a backup of it is given.',
    matters: 'The rehearsal is played in a world without it, and is about something else than it says.',
    example: {
      before:
        'rehearsals:\n  - { name: it goes well, given: { clusters: { prod-blue: { namespaces: { payment: degraded } } } }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered } }',
      after:
        'rehearsals:\n  - { name: it goes well, given: { clusters: { prod-blue: { namespaces: { payments: degraded } } } }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered } }',
    },
  },
  'unused-backup': {
    summary: 'a rehearsal gives a backup of a namespace that nothing is about (warning)',
    means:
      'Neither the rehearsal (its inputs, the states of namespaces) nor the rest of the runbook names this namespace, so nobody looks for the backup.',
    matters:
      'The namespace that it was meant for has its nightly backups instead, and the rehearsal goes well for another reason.',
    example: {
      before:
        'rehearsals:\n  - { name: it goes well, given: { backups: [{ namespace: payment, age: 3h }] }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered } }',
      after:
        'rehearsals:\n  - { name: it goes well, given: { backups: [{ namespace: payments, age: 3h }] }, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered } }',
    },
  },
  'never-ends-so': {
    summary: 'a rehearsal expects an outcome that no way of the runbook leads to',
    means: 'Nothing in the runbook ends a run with this outcome.',
    matters: 'The rehearsal would never hold, and whoever reads it believes that the runbook does this.',
    example: {
      before:
        'rehearsals:\n  - { name: it goes well, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: handed-on } }',
      after:
        'rehearsals:\n  - { name: it goes well, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered } }',
    },
  },
  'within-over-deadline': {
    summary: 'a rehearsal gives a run more time than it can take (warning)',
    means: 'The run ends at its deadline: an expectation beyond it holds whatever happens.',
    matters: 'A recovery that became slow would not be noticed.',
    example: {
      before:
        'rehearsals:\n  - { name: it goes well, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered, within: 9h } }',
      after:
        'rehearsals:\n  - { name: it goes well, inputs: { cluster: prod-blue, namespace: payments }, expect: { outcome: recovered, within: 30m } }',
    },
  },
  'same-region': {
    summary: 'lock and history are where the outage would be (warning)',
    means: '`recovery_region` of rebound.yaml is the home Region.',
    matters: 'When the Region is down, nothing could be recovered from elsewhere.',
    example: {
      of: 'rebound.yaml',
      before: 'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-west-1',
      after: 'account: "111122223333"\nregion: eu-west-1\nrecovery_region: eu-central-1',
    },
  },
} as const satisfies Explanations;
