import { isObject } from '../../../model/json.ts';
import { textOf } from '../../read.ts';
import { viewOf } from '../../table-view.ts';
import type { SeenCall } from '../../watch.ts';
import type { Invariant, Violation, Watched } from '../../watched.ts';
import { violation } from '../asked.ts';
import type { Reply } from '../words.ts';

/** Two who take a run within this time do not know of one another: the second is told first. */
const atOnceMs = 15_000;

/** 29. A run is in one person's hand: no write of it is lost, and of two who take it at once one is told that the other was faster. */
export const oneCommander: Invariant = {
  number: 29,
  title: 'One commander',
  boundedOnly: false,
  check: (watched) => [...watched.calls.flatMap(lostWrite), ...twoAtOnce(watched)],
};

function lostWrite({ facts, effect, process }: SeenCall): Violation[] {
  if (facts.key?.sk !== 'COMMAND' || !facts.write || effect?.status !== 200) return [];
  const { pk, sk } = facts.key;
  const before = viewOf(effect.before).item(pk, sk)?.['writes'] ?? 0;
  const after = viewOf(effect.table).item(pk, sk)?.['writes'];
  if (typeof before === 'number' && after === before + 1) return [];
  const run = pk.slice('RUN#'.length);
  return [
    violation(
      29,
      { run },
      effect.at,
      `${process?.name ?? 'somebody'} wrote over who has the run in hand, unseen`,
    ),
  ];
}

function twoAtOnce({ replies, table }: Watched): Violation[] {
  const takes = replies.filter(({ what }) => what === 'take');
  return takes.flatMap((one, n) =>
    takes.slice(n + 1).flatMap((other): Violation[] => {
      const first = one.at <= other.at ? one : other;
      const second = first === one ? other : one;
      const near = second.at - first.at < atOnceMs && first.run === second.run && first.by !== second.by;
      if (!near || first.error || second.error || !isNews(first, second.at, table)) return [];
      const refused = takes.some(
        ({ by, error, at }) => by === second.by && error?.code === 'AlreadyDecided' && at <= second.at,
      );
      if (refused || wasOffered(second, table)) return [];
      return [
        violation(
          29,
          second,
          second.at,
          `${first.by} and ${second.by} took the run at once, and neither was told`,
        ),
      ];
    }),
  );
}

/** Who had it already, or started the run, and takes it again, was no faster than anybody. */
function isNews({ text, run, by }: Reply, until: number, table: Watched['table']): boolean {
  if (table.run(run)?.startedBy.name === by) return false;
  const command: unknown = JSON.parse(text || 'null');
  return isObject(command) && until - Date.parse(textOf(command['since'])) < atOnceMs;
}

/** What was given to somebody they may take. */
function wasOffered({ run, by }: Reply, table: Watched['table']): boolean {
  return table.events(run).some(({ kind, text }) => kind === 'command' && text.includes(`to ${by}`));
}
