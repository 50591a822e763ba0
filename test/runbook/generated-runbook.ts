/**
 * A runbook of 20 steps, without mistakes: looks, chooses between ways, asks, restores and verifies, as long ones do. `number` makes
 * its texts its own, so that nothing that is kept of one serves another.
 */
export function generatedRunbook(number: number): string {
  const name = `generated-${number}`;
  const looks = Array.from({ length: 6 }, (_, index) => [
    `  - id: look_${index}`,
    `    title: Look for the ${index}. time`,
    '    uses: check-cluster',
    '    timeout: 1m',
    `  - title: What was seen the ${index}. time?`,
    '    choose:',
    `      - when: $look_${index}.api = 'GONE' and $run.id != '${number}'`,
    `        finish: { outcome: aborted, because: "{{ $inputs.cluster }} is gone, ${number}: {{ $look_${index}.reason }}" }`,
    `      - when: $look_${index}.namespace = 'HEALTHY' and $look_${index}.serving in ['yes', 'unknown']`,
    `        finish: { outcome: nothing-to-do, because: "{{ $inputs.namespace }} is healthy" }`,
  ]);
  return [
    `runbook: ${name}`,
    `title: Generated runbook ${number}`,
    'owner: platform-oncall',
    'objectives: { rto: 3h }',
    'deadline: 4h',
    'inputs:',
    '  cluster: { type: cluster }',
    '  namespace: { type: namespace }',
    '  backup: { type: backup, default: newest }',
    'target: { cluster: $inputs.cluster, namespace: $inputs.namespace }',
    'steps:',
    ...looks.flat(),
    ...[1, 2].flatMap((round) => [
      `  - id: choice_${round}`,
      `    title: Choose ${round}`,
      '    uses: find-backup',
      '    with: { name: $inputs.backup, newest_within: 24h }',
      `  - title: Ask ${round}`,
      '    uses: approve',
      '    with:',
      `      question: "Restore {{ $inputs.namespace }} from {{ $choice_${round}.backup }}, {{ $choice_${round}.age }} old (${number})?"`,
      '      ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]',
      `  - title: Restore ${round}`,
      '    uses: restore-backup',
      `    with: { backup: $choice_${round}.backup }`,
      '    undo: {}',
      `  - title: Verify ${round}`,
      '    uses: verify-workloads',
      `    with: { against: $choice_${round}.inventory }`,
    ]),
    'rehearsals:',
    '  - name: gone',
    '    given: { clusters: { prod-blue: { namespaces: { payments: deleted } } } }',
    '    inputs: { cluster: prod-blue, namespace: payments }',
    '    people: { leads: approve after 4m }',
    '    expect: { outcome: recovered, within: 2h }',
    '',
  ].join('\n');
}
