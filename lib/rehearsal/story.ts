import type { SeenCall } from './watch.ts';
import type { Violation, Watched } from './watched.ts';

/** What happened in a play, one line each, in order: seconds after the beginning, then what. `everything`: reads, too. */
export function storyOf({ calls, notes, startedAt }: Watched, everything = false): string[] {
  const lines = notes.map(({ seq, at, text }) => ({ seq, at, text }));
  for (const call of calls) {
    const { facts, begun, effect } = call;
    if (!everything && !facts.write) continue;
    const { seq, at } = effect ?? begun;
    lines.push({ seq, at, text: `  ${lineOf(call)}` });
  }
  return lines
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ at, text }) => `${((at - startedAt) / 1000).toFixed(3).padStart(9)} ${text}`);
}

function lineOf({ facts, process, begun, effect }: SeenCall): string {
  const who = process ? `${process.name} #${process.id}` : 'the state machine';
  const took = effect && effect.at > begun.at ? `, ${effect.at - begun.at} ms` : '';
  return `${who}: ${facts.name} → ${effect ? effect.status : 'no effect'}${took}`;
}

/** A violation, as a test or the replay shows it. */
export function violationLine({ invariant, run, at, text }: Violation, startedAt: number): string {
  return `invariant ${invariant}, run ${run || '(none)'}, ${((at - startedAt) / 1000).toFixed(3)} s: ${text}`;
}

/** The whole of a play as text: the same schedule gives the same bytes. Operation and body of each call, not its headers. */
export function traceOf({ calls, notes }: Watched): string {
  const lines = [
    ...notes.map(({ seq, at, text }) => ({ seq, line: `${seq} ${at} ${text}` })),
    ...calls.map(({ request, facts, process, begun, effect }) => {
      const body =
        typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8');
      const answer = effect
        ? `${effect.seq} ${effect.at} ${effect.status} ${Buffer.from(effect.answer.body).toString('base64')}`
        : '-';
      return {
        seq: begun.seq,
        line: `${begun.seq} ${begun.at} ${process?.id ?? '-'} ${facts.name} ${body} ${answer}`,
      };
    }),
  ];
  return lines
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ line }) => line)
    .join('\n');
}
