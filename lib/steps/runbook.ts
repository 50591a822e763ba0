import * as z from 'zod/mini';
import type { Outcome } from '../model/outcome.ts';
import { expected, onlyFields } from './fields.ts';
import { onlyHandler } from './people/only-handler.ts';
import type { StepType } from './step-type.ts';

const nameError = expected('the name of a runbook, such as restore-namespace');

const given = z.strictObject(
  {
    runbook: z
      .string({ error: nameError })
      .check(
        z.regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: nameError }),
        z.maxLength(60, { error: nameError }),
      ),
    inputs: z._default(
      z.record(z.string(), z.unknown(), {
        error: expected("the other runbook's inputs by name: { cluster: prod-blue }"),
      }),
      {},
    ),
  },
  { error: onlyFields('runbook, inputs') },
);

/** What the step is done with; `planned` is a dry-run's. Every other ending fails it (NestedFailed). */
const goodOutcomes = [
  'recovered',
  'recovered-with-skips',
  'nothing-to-do',
  'planned',
] as const satisfies readonly Outcome[];

const output = z.strictObject({ run: z.string(), outcome: z.enum(goodOutcomes), because: z.string() });

/** Runs another runbook and waits for its end. Starting and following it is the nested handler's. */
export const runbook: StepType<typeof given, typeof output> = {
  uses: 'runbook',
  summary: 'Run another runbook, and go on when it has ended well',
  // What is changed is changed by the other run, under its own approvals.
  kind: 'reads',
  nests: true,
  needs: [],
  with: given,
  output,
  fields: {
    with: {
      runbook: 'Name of the other runbook, written out: an expression cannot stand here',
      inputs: 'Its inputs, by name; what it has defaults for may be left out',
    },
    output: {
      run: 'Id of the run',
      outcome:
        'How it ended. Any other ending fails the step; a run that joins another or hands on is followed to the end of that one',
      because: 'Why it ended so, in one sentence',
    },
  },
  example: `- id: rebuilt
  title: Rebuild the cluster
  uses: runbook
  with:
    runbook: rebuild-cluster
    inputs: { cluster: $inputs.cluster }
  timeout: 2h`,
  notes: [
    'The other run takes a lock for its own target; what this run holds does not stand in its way.',
    'Its inputs are checked as if a person had given them, before it starts.',
  ],
  types: {},
  // StartExecution and its events are the state machine's, not a function's.
  permissions: { read: [], change: [] },
  timeoutSeconds: 3600,
  async plan({ runbook: name, inputs }) {
    const values = Object.entries(inputs).map(([input, value]) => `${input} ${shown(value)}`);
    const unknown = { unknown: 'known once the other run has ended' };
    return {
      lines: [`Run ${name}${values.length > 0 ? ` with ${values.join(', ')}` : ''}, in a run of its own`],
      output: { run: unknown, outcome: unknown, because: unknown },
    };
  },
  async run(_, context) {
    return onlyHandler('the nested handler can start another run', context);
  },
};

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
