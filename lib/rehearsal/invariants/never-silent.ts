import type { Run } from '../../model/run.ts';
import type { Invariant, Violation, Watched } from '../watched.ts';

const bad = ['failed', 'aborted', 'refused'];

/**
 * 6. Every run that did not end well was told to a human who could receive it; a page that nobody could receive is not counted
 * as sent. Counted is what came out of the pager or the topic.
 */
export const neverSilent: Invariant = {
  number: 6,
  title: 'Never silent',
  boundedOnly: true,
  check: (watched) => [
    ...watched.table.runs().flatMap((run) => [...untold(run, watched), ...joinedInVain(run, watched)]),
    ...neverOpened(watched),
    ...neverEnded(watched),
  ],
};

function untold(run: Run, watched: Watched): Violation[] {
  if (run.status !== 'closed' || !bad.includes(run.outcome ?? '')) return [];
  const since = Date.parse(run.endedAt ?? run.startedAt);
  if (wasTold(watched, since, run.run, run.execution)) return [];
  return [
    {
      invariant: 6,
      run: run.run,
      at: since,
      text: `ended ${run.outcome} (${run.endedBecause}), and nobody was told of it`,
    },
  ];
}

/** An execution that never became a run. Whoever stopped it in the console before that (ABORTED) knows of it. */
function neverOpened(watched: Watched): Violation[] {
  return watched.executions
    .filter(({ run, status }) => status !== 'RUNNING' && status !== 'ABORTED' && !watched.table.run(run))
    .filter(({ run, arn }) => !wasTold(watched, 0, run, arn))
    .map(({ run, arn }) => ({
      invariant: 6,
      run,
      at: watched.endedAt,
      text: `execution ${arn} ended without becoming a run, and nobody was told of it`,
    }));
}

/** Whatever goes wrong inside reaches Close run, by way of a human. An execution that fails before that stopped in front of nobody. */
function neverEnded(watched: Watched): Violation[] {
  return watched.executions
    .filter(({ run, status }) => status === 'FAILED' && watched.table.run(run))
    .filter(
      ({ run }) => !watched.processes.some((process) => process.name === 'close-run' && process.run === run),
    )
    .map(({ run, arn }) => ({
      invariant: 6,
      run,
      at: watched.endedAt,
      text: `execution ${arn} failed, and neither a human nor Close run came to it`,
    }));
}

/** An alarm, or a person, joined a run: it looks after that (also when it just ends), or people are told that nobody did. */
function joinedInVain(run: Run, watched: Watched): Violation[] {
  if (run.outcome !== 'joined' || run.joined === undefined) return [];
  const holder = watched.table.run(run.joined);
  const join = watched.calls.findLast(
    ({ facts, process, effect }) =>
      process?.run === run.run && facts.kind === 'lock' && facts.write && effect?.status === 200,
  );
  if (!holder || !join?.effect || holder.status !== 'closed' || bad.includes(holder.outcome ?? '')) return [];
  const since = join.effect.at;
  const looked = watched.said.some(
    ({ process, at }) => process.run === holder.run && at >= since && process.name !== 'step-find-backup',
  );
  if (looked || wasTold(watched, since, holder.run, holder.execution)) return [];
  const text = `joined ${holder.run} after its last look: nobody looked after it, and nobody was told`;
  return [{ invariant: 6, run: run.run, at: since, text }];
}

/** A message that asks nothing, names the run, and came after it had ended; or one that names its execution. */
function wasTold({ last }: Watched, since: number, run: string, execution: string): boolean {
  const pages = last.pages.some(
    (page) => page.ask === undefined && page.at >= since && (page.run === run || page.text.includes(run)),
  );
  const topic = last.published.some(
    ({ message, at }) => (at >= since && message.includes(run)) || message.includes(execution),
  );
  return pages || topic;
}
