import { asksOf } from '../../lib/history/asks.ts';
import type { Json } from '../../lib/model/json.ts';
import type { PersonScript } from '../../lib/model/scenario.ts';
import type { TestWorld } from './world.ts';

export const leads: PersonScript[] = [{ does: 'approve', after: 60 }];

/** Restores, does `more`, and asks: at that question it is aborted. */
export const restoreAndAsk = (undo: string, more = '') => `
runbook: restore-and-ask
title: Restore, and ask
owner: platform-oncall
severity: high
objectives: { rto: 3h, rpo: 24h }
deadline: 4h
inputs:
  cluster: { type: cluster }
  namespace: { type: namespace }
target: { cluster: $inputs.cluster, namespace: $inputs.namespace }
steps:
  - id: choice
    title: Choose the backup
    uses: find-backup
    with: { newest_within: 24h }
  - title: Restore it?
    uses: approve
    with:
      question: "Restore {{ $choice.backup }}?"
      ask: [{ who: platform-leads, for: 30m }, { who: platform-managers, for: 30m }]
  - id: restore
    title: Restore
    uses: restore-backup
    with: { backup: $choice.backup }
    undo: ${undo}
${more}
  - title: Is that enough?
    uses: decide
    with:
      question: Is that enough?
      options: { yes_it_is: Yes, no_it_is_not: No }
      ask: [{ who: platform-oncall, for: 30m }, { who: platform-leads, for: 30m }]
  - title: Everything runs again
    uses: verify-workloads
    with: { against: $choice.inventory }
`;
export const start = (all: TestWorld) =>
  all.start({ cluster: 'prod-blue', namespace: 'payments' }, { runbook: 'restore-and-ask' });

export async function untilAsked(all: TestWorld, run: string, title: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const asks = await asksOf(all.clients.table, run);
    if (asks.some((ask) => !ask.decision && ask.title === title)) return;
    await all.pass(3000);
  }
  throw new Error(`nobody was asked "${title}"`);
}

export function undoCall(execution: string): Json {
  return {
    execution,
    state: 'Undo',
    entered_at: '2026-11-24T05:00:00.000Z',
    attempt: 0,
    runbook: 'restore-and-ask',
  };
}
