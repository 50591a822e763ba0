import { formatDuration } from '../../model/duration.ts';
import { isBad } from '../../rehearsal/explore/ending.ts';
import type { PathResult } from '../../rehearsal/explore/result.ts';
import type { Io } from '../io.ts';
import type { Screen } from '../screen.ts';

/** How often the line is written anew, in real time. */
const everyMs = 200;

/** One line at the foot of a terminal that says how far it is. Nothing where there is no terminal. */
export interface Progress {
  path: (result: PathResult) => void;
  end: () => void;
}

export function showProgress(
  { io, screen }: { io: Io; screen: Screen },
  name: string,
  max: number,
): Progress {
  if (screen.json || !io.stdout.isTTY || io.env['TERM'] === 'dumb') return { path: () => {}, end: () => {} };
  const begun = io.clock.now();
  let paths = 0;
  let bad = 0;
  let over = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  const hide = () => io.stdout.write('\r\u001b[2K');
  const show = () => {
    const seconds = Math.max(0.001, (io.clock.now() - begun) / 1000);
    const left = ((max - paths) * seconds) / Math.max(1, paths);
    const parts = [
      `  ${name}: ${paths} of ${max} paths`,
      ` · ${bad === 0 ? 'none' : bad} bad so far`,
      // what the first few take says little
      ...(paths < 5 || paths >= max ? [] : [` · ${formatDuration(left)} left`]),
      ...(paths === 0 ? [] : [` · ${(paths / seconds).toFixed(paths / seconds < 10 ? 1 : 0)} a second`]),
    ];
    const room = Math.max(10, (screen.columns() ?? 80) - 1);
    // what does not fit is left out as a whole; of the first as much as there is room
    const text = parts.reduce((all, part) => (all.length + part.length > room ? all : all + part));
    io.stdout.write(text.slice(0, room));
  };
  screen.footer({ hide, show });
  show();
  return {
    path: ({ ending }) => {
      paths += 1;
      if (isBad(ending)) bad += 1;
      if (over || io.clock.now() - shownAt < everyMs) return;
      shownAt = io.clock.now();
      hide();
      show();
    },
    end: () => {
      if (over) return;
      over = true;
      hide();
      screen.footer(undefined);
    },
  };
}
