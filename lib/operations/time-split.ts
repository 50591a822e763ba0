import type { Ask } from '../model/ask.ts';
import { clipped, lengthOf, merged, type Span, without } from '../model/spans.ts';
import type { TimeSplit } from './operations.ts';
import type { Recorded } from './recorded.ts';

/**
 * Where a run's time went, in whole seconds: `machine` and `people` together are the run's. People's time is what a question is
 * open or the run is held; at any moment the most active of them counts: doing before deciding before noticing, so that questions
 * of parallel branches are not counted twice.
 */
export function timeSplitOf({
  run,
  asks,
  paging = [],
  now,
}: Pick<Recorded, 'run' | 'asks' | 'paging' | 'now'>): TimeSplit {
  const from = Date.parse(run.startedAt);
  const whole = { from, to: Math.max(from, run.endedAt === undefined ? now : Date.parse(run.endedAt)) };
  const acksOf = (id: string) => paging.filter((one) => one.ask === id).flatMap(({ acks }) => acks);
  const phases = asks.map((ask) =>
    phasesOf(
      ask,
      acksOf(ask.id).map(({ at }) => Date.parse(at)),
      whole.to,
    ),
  );
  const held = run.held.map((hold) => ({
    from: Date.parse(hold.from),
    to: hold.to ? Date.parse(hold.to) : whole.to,
  }));
  const doing = within(
    phases.flatMap((phase) => phase.doing),
    whole,
  );
  const deciding = without(within([...held, ...phases.flatMap((phase) => phase.deciding)], whole), doing);
  const noticing = without(
    within(
      phases.flatMap((phase) => phase.noticing),
      whole,
    ),
    [...doing, ...deciding],
  );
  return rounded(whole.to - whole.from, lengthOf(noticing), lengthOf(deciding), lengthOf(doing));
}

const within = (spans: Span[], whole: Span): Span[] => merged(clipped(spans, whole));

/** Until somebody looks or answers they notice; then they decide, or do by hand what is to be done. A wait asks nobody. */
function phasesOf(
  { kind, openedAt, voices, decision }: Ask,
  acks: number[],
  end: number,
): Record<'noticing' | 'deciding' | 'doing', Span[]> {
  const none = { noticing: [], deciding: [], doing: [] };
  if (kind === 'wait') return none;
  const from = Date.parse(openedAt);
  const to = decision ? Date.parse(decision.at) : end;
  const seen = Math.max(from, Math.min(to, ...acks, ...voices.map(({ at }) => Date.parse(at))));
  return {
    ...none,
    noticing: [{ from, to: seen }],
    [kind === 'manual' ? 'doing' : 'deciding']: [{ from: seen, to }],
  };
}

/** Milliseconds as whole seconds whose sums still hold: each is what its end adds to the rounded sum before it. */
function rounded(total: number, noticing: number, deciding: number, doing: number): TimeSplit {
  const seconds = (ms: number) => Math.round(ms / 1000);
  const people = seconds(noticing + deciding + doing);
  return {
    machine: seconds(total) - people,
    people,
    noticing: seconds(noticing),
    deciding: seconds(noticing + deciding) - seconds(noticing),
    doing: people - seconds(noticing + deciding),
  };
}
