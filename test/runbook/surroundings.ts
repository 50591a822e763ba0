import * as z from 'zod/mini';
import type { StepFacts, Surroundings } from '../../lib/runbook/context.ts';
import { smallEstate } from '../builders/estate.ts';

export { smallEstate };

const where = { cluster: z.string(), namespace: z.optional(z.string()) };

/** Step types as small as they can be: one that looks, one that changes (without undo: `wipe`), one that verifies, one that asks. */
export const smallCatalog: Record<string, StepFacts> = {
  'check-cluster': {
    uses: 'check-cluster',
    kind: 'reads',
    with: z.strictObject(where),
    output: z.strictObject({
      api: z.string(),
      namespace: z.nullable(z.string()),
      reason: z.string(),
      nodes: z.array(z.strictObject({ name: z.string(), ready: z.boolean() })),
    }),
    timeoutSeconds: 60,
  },
  'find-backup': {
    uses: 'find-backup',
    kind: 'reads',
    with: z.strictObject({ ...where, name: z.optional(z.string()), count: z.optional(z.number()) }),
    output: z.strictObject({
      backup: z.string(),
      age: z.number(),
      inventory: z.record(z.string(), z.unknown()),
    }),
    timeoutSeconds: 60,
  },
  'restore-backup': {
    uses: 'restore-backup',
    kind: 'changes',
    with: z.strictObject({ ...where, backup: z.string() }),
    output: z.strictObject({ restore: z.string() }),
    timeoutSeconds: 600,
    undo: () => [],
  },
  wipe: {
    uses: 'wipe',
    kind: 'changes',
    with: z.strictObject(where),
    output: z.strictObject({}),
    timeoutSeconds: 60,
  },
  'verify-workloads': {
    uses: 'verify-workloads',
    kind: 'reads',
    with: z.strictObject({ ...where, against: z.optional(z.unknown()) }),
    output: z.strictObject({ available: z.number() }),
    timeoutSeconds: 60,
    verifies: true,
  },
  approve: {
    uses: 'approve',
    kind: 'asks',
    with: z.strictObject({
      question: z.string(),
      ask: z.array(z.strictObject({ who: z.string(), for: z.string() })),
      quorum: z.optional(z.number()),
    }),
    output: z.strictObject({ approved: z.boolean(), by: z.string() }),
    timeoutSeconds: 3600,
  },
};

export const smallSurroundings: Surroundings = { catalog: smallCatalog, estate: smallEstate };

/** A runbook without a mistake. Its marks `#1`, `#2`, … are places where tests put something in. */
export const goodRunbook = `runbook: restore
title: Restore a namespace
owner: oncall
severity: high
objectives: { rto: 60m }
deadline: 90m
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
  size: { type: choice, choices: [small, large], default: small }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
triggers:
  - alarm: payments-gone
    inputs: { cluster: prod-blue, namespace: payments }
steps:
  - id: look
    title: Look
    uses: check-cluster
  - title: Which way?
    choose:
      - when: $look.api = 'GONE'
        finish: { outcome: aborted, because: "{{ $inputs.cluster }} is gone" }
      - when: $look.api = 'UNKNOWN'
        steps:
          - id: again
            title: Look again
            uses: check-cluster
  - id: choice
    title: Choose
    uses: find-backup
    with: { name: newest }
  - id: yes
    title: May we?
    uses: approve
    with:
      question: Restore {{ $inputs.namespace }}?
      ask: [{ who: leads, for: 5m }, { who: managers, for: 5m }]
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    timeout: 15m
    undo: {}
  - title: Verify
    uses: verify-workloads
    with: { against: $choice.inventory }
rehearsals:
  - name: gone
    given: { clusters: { prod-blue: { namespaces: { payments: deleted } } } }
    inputs: { cluster: prod-blue, namespace: payments }
    people: { leads: approve after 4m }
    expect: { outcome: recovered, within: 30m }
`;
