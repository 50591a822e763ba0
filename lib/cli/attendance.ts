import type { Clock } from '../model/clock.ts';
import type { Local, Pace } from '../local/local-contract.ts';
import type { Attendance, Presence } from '../operations/attendance.ts';

/** How long a question waits for the person at the terminal. */
export const patienceMs = 5000;
/** How long `watching` and `typing` hold, unless said again. */
const heldMs = 10_000;

export interface KeptAttendance extends Attendance {
  /** Somebody answered: time goes on as before. */
  answered: () => void;
}

/** Keeps the sandbox at the pace of the person who looks at it. `clock` is real time, `usual` the pace while nobody is asked. */
export function keepAttendance(
  local: Pick<Local, 'clock' | 'onQuestion' | 'peopleAnswer'>,
  clock: Clock,
  usual: () => Pace,
): KeptAttendance {
  let presentUntil = 0;
  let typingUntil = 0;
  let waiting: AbortController | undefined;

  const goOn = () => {
    if (!waiting) return;
    waiting.abort();
    waiting = undefined;
    local.peopleAnswer(true);
    local.clock.pace(usual());
  };
  const wait = async (question: AbortController) => {
    try {
      await clock.sleep(patienceMs, question.signal);
      while (typingUntil > clock.now()) await clock.sleep(typingUntil - clock.now(), question.signal);
      if (waiting === question) goOn();
    } catch {
      // answered meanwhile, or the person left
    }
  };
  const seen = new Set<string>();
  local.onQuestion((ask) => {
    // at the next level the person at the terminal had their chance
    if (clock.now() >= presentUntil || seen.has(ask)) return;
    seen.add(ask);
    waiting?.abort();
    waiting = new AbortController();
    typingUntil = 0;
    local.peopleAnswer(false);
    local.clock.pace(1);
    void wait(waiting);
  });

  return {
    attend: (presence: Presence) => {
      presentUntil = presence === 'gone' ? 0 : clock.now() + heldMs;
      if (presence === 'typing') typingUntil = clock.now() + heldMs;
      if (presence === 'gone') goOn();
      return Promise.resolve();
    },
    answered: goOn,
  };
}
