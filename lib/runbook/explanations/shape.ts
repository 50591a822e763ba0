import type { Explanations } from '../explanation.ts';

/** Keys and values: what stands where. */
export const shapeExplanations = {
  'unknown-key': {
    summary: 'a key that the language does not have',
    means: 'No such key exists here; the nearest one, or all of them, are named.',
    matters: 'A misspelt key would be ignored: a timeout that is none, a condition that is never asked.',
    example: { before: 'dedline: 90m', after: 'deadline: 90m' },
  },
  'missing-key': {
    summary: 'something required is not there',
    means: 'The runbook, a step, an input, a trigger, or the step type that is used needs this.',
    matters: 'It would be missed when the step runs, in the middle of a recovery.',
    example: {
      of: 'steps',
      before: '- uses: check-cluster',
      after: '- title: Look again\n  uses: check-cluster',
    },
  },
  'wrong-value': {
    summary: 'a value that cannot stand here',
    means:
      'The value is of another kind than is wanted, or is none of those that are possible. What was found and what is expected are both said.',
    matters: 'It would be refused when the run begins, or in the middle of it.',
    example: { before: 'deadline: 90', after: 'deadline: 90m' },
  },
  'expression-not-here': {
    summary: 'an expression where only a plain value may stand',
    means:
      'Expressions stand in `if`, `when`, `with`, `target`, `because`. Titles, ids, timeouts, keys and who is asked are plain: they are names of states and people, known before the run.',
    matters: 'It would be taken as it is written: someone would be asked who is called "$inputs.owner".',
    example: { before: 'owner: $inputs.owner', after: 'owner: platform-oncall' },
  },
  'misplaced-key': {
    summary: 'a key that belongs elsewhere, or does not go with what stands beside it',
    means:
      'The language has this key, but not here: `every` without `until`, `max_parallel` without `for_each`, `retry` on a step that asks people, `secret` in what is written down. What to write instead is said.',
    matters: 'It would have no effect: somebody would count on a second attempt that never comes.',
    example: {
      of: 'steps',
      before: '- title: Look again\n  uses: check-cluster\n  every: 30s',
      after:
        "- title: Look again\n  uses: check-cluster\n  id: again\n  until: $again.api = 'HEALTHY'\n  every: 30s",
    },
  },
  'bad-title': {
    summary: 'a title that cannot be the name of a state',
    means:
      'A step\'s title is the name of its state in Step Functions: one line of at most 60 characters, without "$", "{{", "{%", and none of the names that the compiler gives itself.',
    matters:
      'The state machine could not be made, or its picture would show something else than the runbook.',
    example: {
      of: 'steps',
      before: '- title: Look at {{ $inputs.namespace }}\n  uses: check-cluster',
      after: '- title: Look at the namespace\n  uses: check-cluster',
    },
  },
  'title-twice': {
    summary: 'two steps have one title',
    means: 'Titles are names of states: each is there once in a runbook.',
    matters: 'Nobody could say which of the two the run is at.',
    example: {
      of: 'steps',
      before: '- title: Look again\n  uses: check-cluster\n- title: Look again\n  uses: check-cluster',
      after: '- title: Look again\n  uses: check-cluster\n- title: Look a third time\n  uses: check-cluster',
    },
  },
  'bad-id': {
    summary: 'an id that cannot name a variable',
    means:
      'What a step has found is read as $id: so an id is small letters, digits and _, at most 32, and means nothing else already. Letters that only look Latin are others.',
    matters: 'Nothing could read what the step has found.',
    example: {
      of: 'steps',
      before: '- id: look-again\n  title: Look again\n  uses: check-cluster',
      after: '- id: look_again\n  title: Look again\n  uses: check-cluster',
    },
  },
  'id-twice': {
    summary: 'two steps have one id',
    means: 'An id names one step of the whole runbook, whatever branch it is in.',
    matters: 'An expression would read the output of the wrong step.',
    example: {
      of: 'steps',
      before: '- id: look\n  title: Look again\n  uses: check-cluster',
      after: '- id: look_again\n  title: Look again\n  uses: check-cluster',
    },
  },
  'step-kind': {
    summary: 'a step that does nothing, or two things at once',
    means:
      'Each step has exactly one of `uses`, `choose`, `finish`; each way of a `choose` has steps or a finish.',
    matters: 'Nobody could say what happens first, or whether anything happens.',
    example: {
      of: 'steps',
      before: '- title: Look again',
      after: '- title: Look again\n  uses: check-cluster',
    },
  },
  'unknown-step-type': {
    summary: 'a step type that does not exist',
    means: 'No step type has this name; the nearest one, or all, are named.',
    matters: 'There would be no function to call.',
    example: {
      of: 'steps',
      before: '- title: Look again\n  uses: chek-cluster',
      after: '- title: Look again\n  uses: check-cluster',
    },
  },
  'unknown-with': {
    summary: 'a field that the step type does not have',
    means: '`with` holds a field that this step type does not know; the nearest one, or all, are named.',
    matters: 'The step would do its default instead of what was meant.',
    example: {
      of: 'steps',
      before: '- title: Find a backup\n  uses: find-backup\n  with: { nmae: newest }',
      after: '- title: Find a backup\n  uses: find-backup\n  with: { name: newest }',
    },
  },
  'wrong-with': {
    summary: 'a value that the step type cannot take',
    means:
      'The field takes something else: another kind, or another form. Of an expression, what it gives is known from the inputs and from what step types say about their outputs.',
    matters: 'The step would refuse its input in the middle of the recovery.',
    example: {
      of: 'steps',
      before: '- title: Find a backup\n  uses: find-backup\n  with: { newest_within: $look.reason }',
      after: '- title: Find a backup\n  uses: find-backup\n  with: { newest_within: 24h }',
    },
  },
  'input-name': {
    summary: "an input's name that no expression could read",
    means: 'Inputs are read as $inputs.name: small letters, digits and _, at most 32.',
    matters: 'Nobody could give it on the command line, and nothing could read it.',
    example: {
      before:
        'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }\n  Ticket-Number: { type: string }',
      after:
        'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }\n  ticket_number: { type: string }',
    },
  },
  'unknown-input-type': {
    summary: 'a type of input that does not exist',
    means:
      'No type is called so; the nearest one, or all, are named. A list is `list: true` beside the type of its items.',
    matters: 'What is given could not be checked when the run begins.',
    example: {
      before: 'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namspace }',
      after: 'inputs:\n  cluster: { type: cluster }\n  namespace: { type: namespace }',
    },
  },
  'unknown-input': {
    summary: 'an input that the runbook does not have',
    means: 'An expression, a trigger or a rehearsal names an input that is not among `inputs`.',
    matters: 'The run would stop at the missing value, or begin without what the trigger knows.',
    example: {
      before: 'target: { cluster: $inputs.cluster, namespace: $inputs.namspace }',
      after: 'target: { cluster: $inputs.cluster, namespace: $inputs.namespace }',
    },
  },
  'unknown-alarm': {
    summary: 'a rehearsal of an alarm that starts nothing',
    means: 'The rehearsal names an alarm that is not among the triggers.',
    matters: 'The rehearsal would prove something that never happens.',
    example: {
      before:
        'triggers:\n  - { alarm: payments-gone, inputs: { cluster: prod-blue, namespace: payments } }\nrehearsals:\n  - { name: gone, alarm: payment-gone, expect: { unchanged: true } }',
      after:
        'triggers:\n  - { alarm: payments-gone, inputs: { cluster: prod-blue, namespace: payments } }\nrehearsals:\n  - { name: gone, alarm: payments-gone, expect: { unchanged: true } }',
    },
  },
  'alarm-twice': {
    summary: 'two triggers claim one alarm',
    means: 'The same alarm starts this runbook twice, or two runbooks.',
    matters: 'When it fires, nobody could say which of the two begins.',
    example: {
      before:
        'triggers:\n  - { alarm: payments-gone, inputs: { cluster: prod-blue, namespace: payments } }\n  - { alarm: payments-gone, inputs: { cluster: prod-blue, namespace: orders } }',
      after:
        'triggers:\n  - { alarm: payments-gone, inputs: { cluster: prod-blue, namespace: payments } }\n  - { alarm: orders-gone, inputs: { cluster: prod-blue, namespace: orders } }',
    },
  },
  'name-twice': {
    summary: 'two things have one name',
    means:
      'Two rehearsals of a runbook, two runbooks of a folder, or two states of the compiled machine are called the same.',
    matters: 'Whoever names one gets either.',
    example: {
      before:
        'rehearsals:\n  - { name: gone, inputs: { cluster: prod-blue, namespace: payments }, expect: { unchanged: true } }\n  - { name: gone, inputs: { cluster: prod-blue, namespace: orders }, expect: { unchanged: true } }',
      after:
        'rehearsals:\n  - { name: gone, inputs: { cluster: prod-blue, namespace: payments }, expect: { unchanged: true } }\n  - { name: orders gone, inputs: { cluster: prod-blue, namespace: orders }, expect: { unchanged: true } }',
    },
  },
  'unknown-cluster': {
    summary: 'a cluster that rebound.yaml does not have',
    means: 'A rehearsal describes a cluster that is not in rebound.yaml.',
    matters: 'The rehearsal would prove a world that is not yours.',
    example: {
      before:
        'rehearsals:\n  - name: gone\n    given: { clusters: { prod-bleu: { state: gone } } }\n    inputs: { cluster: prod-blue, namespace: payments }\n    expect: { unchanged: true }',
      after:
        'rehearsals:\n  - name: gone\n    given: { clusters: { prod-blue: { state: gone } } }\n    inputs: { cluster: prod-blue, namespace: payments }\n    expect: { unchanged: true }',
    },
  },
  'never-asked': {
    summary: 'a rehearsal of somebody whom nothing asks',
    means:
      'The rehearsal says what somebody answers, or expects somebody to be asked, and no step asks them.',
    matters: 'The person who should be asked is perhaps another one: the rehearsal does not show it.',
    example: {
      before:
        'rehearsals:\n  - name: gone\n    inputs: { cluster: prod-blue, namespace: payments }\n    people: { platform-lead: approve after 4m }\n    expect: { unchanged: true }',
      after:
        'rehearsals:\n  - name: gone\n    inputs: { cluster: prod-blue, namespace: payments }\n    people: { platform-leads: approve after 4m }\n    expect: { unchanged: true }',
    },
  },
} as const satisfies Explanations;
