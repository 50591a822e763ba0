import type { JsonObject } from '../../../lib/model/json.ts';
import { sentence } from './expressions.ts';
import type { Way } from './facts.ts';
import type { Place } from './place.ts';

const head = (name: string, more = '') => `runbook: ${name}
title: Another runbook
owner: platform-oncall
objectives: { rto: 2h }
deadline: 2h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace, default: payments }
  note: { type: string, default: nothing }
${more}`;

/** What generated runbooks start: one that looks, one that asks, one that changes something, one that hands on. */
export const others: Readonly<Record<string, string>> = {
  'other-look': `${head('other-look')}
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: look
    title: Look
    uses: check-cluster
  - title: Nothing to do
    finish: { outcome: nothing-to-do, because: "{{ $look.reason }}: {{ $inputs.note }}" }
`,
  'other-ask': `${head('other-ask')}
target: { cluster: $inputs.cluster }
steps:
  - id: way
    title: Which way?
    uses: decide
    with:
      question: Which way, {{ $inputs.note }}?
      options: { well: All is well, badly: It is not }
      ask: [{ who: platform-leads, for: 10m }, { who: platform-oncall, for: 10m }]
  - title: It is not
    if: $way.answer = 'badly'
    finish: { outcome: failed, because: it is not }
  - title: It is
    finish: { outcome: nothing-to-do, because: it is }
always:
  - title: Say how it ended
    uses: announce
    with: { text: "{{ $run.outcome }}" }
`,
  'other-restore': `${head('other-restore')}
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: choice
    title: Choose
    uses: find-backup
  - title: May we?
    uses: approve
    with:
      question: Restore {{ $choice.backup }}?
      ask: [{ who: platform-leads, for: 10m }, { who: platform-oncall, for: 10m }]
  - title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    undo: {}
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
`,
  'other-hand': `${head('other-hand')}
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - title: Somebody else does it
    continue_with: { runbook: other-restore, inputs: { cluster: $inputs.cluster, namespace: $inputs.namespace }, because: they know how }
`,
};

/** `with` of a nested run, or `continue_with` without its reason. */
export function otherRunbook(place: Place, way: Way): JsonObject {
  const { tape, loop } = place;
  const namespaces = [
    '$inputs.namespace',
    'checkout',
    ...(loop?.item.is === 'text' ? ['$item', '$item'] : []),
  ];
  return {
    runbook: tape.of(Object.keys(others)),
    inputs: {
      cluster: tape.one('$inputs.cluster', 'prod-green'),
      ...(tape.chance(60) ? { namespace: tape.of(namespaces) } : {}),
      ...(tape.chance(30) ? { note: sentence(place, way) } : {}),
    },
  };
}
